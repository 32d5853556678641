/** Counts the events of the last seconds, by the second, without references to them. @see docs/performance.md */
export class SlidingCount {
  /** Counts by the second, in a ring. */
  readonly #counts: number[];
  /** The last second that has a count. */
  #latest = 0;

  /** @param seconds how long an event counts */
  constructor(seconds: number) {
    this.#counts = new Array<number>(seconds + 1).fill(0);
  }

  /** @param time of the event, as `Date.now()` */
  add(time: number): void {
    const second = secondOf(time);
    this.#reach(second);
    this.#counts[second % this.#counts.length]!++;
  }

  /** Removes an event. @param time that it was added with */
  remove(time: number): void {
    const second = secondOf(time);
    this.#reach(secondOf(Date.now()));
    if (second > this.#latest - this.#counts.length) this.#counts[second % this.#counts.length]!--;
  }

  get total(): number {
    this.#reach(secondOf(Date.now()));
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  #reach(second: number): void {
    const skipped = Math.min(second - this.#latest, this.#counts.length);
    for (let back = 0; back < skipped; back++) this.#counts[(second - back) % this.#counts.length] = 0;
    this.#latest = Math.max(second, this.#latest);
  }
}

function secondOf(time: number): number {
  return Math.floor(time / 1_000);
}
