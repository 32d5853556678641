import { GenerationalLru } from '../lib/lru.ts';
import type { OperationOutcome } from './observer.ts';

/** Names of untrusted documents that have a series at one time. */
const MAX_NAMES = 100;
/** Operations with a credential that Telnyx accepts before a name gets a series. */
const MIN_COUNT = 5;
/** Names that are counted at least, most recent first. */
const MAX_CANDIDATES = 1_000;
/** Idle time after which a name loses its series to another, milliseconds. */
const MAX_IDLE = 600_000;
/** Pause between searches for idle names, milliseconds. */
const SWEEP_PAUSE = 1_000;

/** What decides on an operation's label. */
type Named = Pick<OperationOutcome, 'name' | 'isTrusted' | 'isAccepted'>;

/**
 * Decides which operation names get a metric series of their own. Names of trusted documents always do. Other names do
 * once they were often used with a credential that Telnyx accepts, up to a limit. The rest share `other`, so that
 * invented names cannot displace names in use.
 */
export class OperationSeries {
  /** Names with a series. Trusted ones never lose it. */
  readonly #series = new Map<string, { isTrusted: boolean; seen: number }>();
  readonly #candidates = new GenerationalLru<string, number>(MAX_CANDIDATES);
  readonly #onEnd: (name: string) => void;
  #free = MAX_NAMES;
  #swept = Number.NEGATIVE_INFINITY;

  /** @param onEnd called with a name that loses its series */
  constructor(onEnd: (name: string) => void) {
    this.#onEnd = onEnd;
  }

  /**
   * The label of an operation.
   *
   * @param now as `performance.now()`
   */
  of({ name, isTrusted, isAccepted }: Named, now: number): string {
    if (name === undefined) return 'unnamed';
    const known = this.#series.get(name);
    if (known) {
      known.seen = now;
      return name;
    }
    if (!isTrusted && !(isAccepted && this.#deservesSeries(name, now))) return 'other';
    if (!isTrusted) this.#free--;
    this.#series.set(name, { isTrusted, seen: now });
    return name;
  }

  #deservesSeries(name: string, now: number): boolean {
    const times = (this.#candidates.get(name) ?? 0) + 1;
    this.#candidates.set(name, times);
    if (times < MIN_COUNT) return false;
    if (this.#free === 0) this.#sweep(now);
    return this.#free > 0;
  }

  #sweep(now: number): void {
    if (now - this.#swept < SWEEP_PAUSE) return;
    this.#swept = now;
    for (const [name, { isTrusted, seen }] of this.#series) {
      if (isTrusted || now - seen < MAX_IDLE) continue;
      this.#series.delete(name);
      this.#free++;
      this.#onEnd(name);
    }
  }
}
