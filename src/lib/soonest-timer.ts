/** A timer that is set for the earliest of the times that it is given. It holds up no stop of the process. */
export class SoonestTimer {
  readonly #run: () => void;
  #timer: NodeJS.Timeout | undefined;
  #at = 0;

  /** @param run called once for each time that comes */
  constructor(run: () => void) {
    this.#run = run;
  }

  /** @param at as `performance.now()`; dropped where the timer is set for an earlier one */
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
