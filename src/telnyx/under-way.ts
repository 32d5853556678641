/** How many attempts are under way that began not long ago, to the second. None of them is held on to. */
export class UnderWay {
  /** By the second in which they began; those of very old ones serve again for new ones. */
  readonly #counts: number[];
  /** The last second that has a count. */
  #latest = 0;

  /** @param seconds for so long one is young */
  constructor(seconds: number) {
    this.#counts = new Array<number>(seconds + 1).fill(0);
  }

  /** @param time as `Date.now()` */
  begin(time: number): void {
    const second = secondOf(time);
    this.#reach(second);
    this.#counts[second % this.#counts.length]!++;
  }

  /** @param time at which it began */
  end(time: number): void {
    const second = secondOf(time);
    this.#reach(secondOf(Date.now()));
    if (second > this.#latest - this.#counts.length) this.#counts[second % this.#counts.length]!--;
  }

  young(): number {
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
