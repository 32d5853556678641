/** A timer that runs at the earliest of the times that it is given. It does not keep the process alive. */
export class SoonestTimer {
  readonly #run: () => void;
  #timer: NodeJS.Timeout | undefined;
  #at = 0;

  /** @param run called once for each time that is reached */
  constructor(run: () => void) {
    this.#run = run;
  }

  /** @param at as `performance.now()`; ignored if the timer is set for an earlier time */
  set(at: number): void {
    if (this.#timer && this.#at <= at) return;
    this.clear();
    this.#at = at;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#run();
    }, at - performance.now()).unref();
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
