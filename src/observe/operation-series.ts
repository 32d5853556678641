import { GenerationalLru } from '../lib/lru.ts';
import type { OperationOutcome } from './observer.ts';

/** Names of documents that nobody reviewed which have a series at a time. */
const MAX_NAMES = 100;
/** How often a name must come with a credential that Telnyx accepts before it gets a series. */
const OFTEN = 5;
/** Names whose number of times is remembered for certain, of those that came last. */
const MAX_CANDIDATES = 1_000;
/** A name that has not come for so long gives its series back where another wants it, milliseconds. */
const AWAY = 600_000;
/** Names that are away are looked for at most once in this time, milliseconds. */
const SWEEP_PAUSE = 1_000;

/** What a name needs to get a series. */
type Asking = Pick<OperationOutcome, 'name' | 'isTrusted' | 'isAccepted'>;

/**
 * Decides which operation names get a metric series of their own. Trusted documents always do; other names once they
 * came often with a credential that Telnyx accepts, as many as there are places. All the rest share `other`, so that
 * names that anybody makes up push out none that is in use.
 */
export class OperationSeries {
  /** What has a series; a trusted name never gives it back. */
  readonly #series = new Map<string, { isTrusted: boolean; seen: number }>();
  readonly #candidates = new GenerationalLru<string, number>(MAX_CANDIDATES);
  readonly #onEnd: (name: string) => void;
  #places = MAX_NAMES;
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
  of({ name, isTrusted, isAccepted }: Asking, now: number): string {
    if (name === undefined) return 'unnamed';
    const known = this.#series.get(name);
    if (known) {
      known.seen = now;
      return name;
    }
    if (!isTrusted && !(isAccepted && this.#isWorthAPlace(name, now))) return 'other';
    if (!isTrusted) this.#places--;
    this.#series.set(name, { isTrusted, seen: now });
    return name;
  }

  #isWorthAPlace(name: string, now: number): boolean {
    const times = (this.#candidates.get(name) ?? 0) + 1;
    this.#candidates.set(name, times);
    if (times < OFTEN) return false;
    if (this.#places === 0) this.#sweep(now);
    return this.#places > 0;
  }

  #sweep(now: number): void {
    if (now - this.#swept < SWEEP_PAUSE) return;
    this.#swept = now;
    for (const [name, { isTrusted, seen }] of this.#series) {
      if (isTrusted || now - seen < AWAY) continue;
      this.#series.delete(name);
      this.#places++;
      this.#onEnd(name);
    }
  }
}
