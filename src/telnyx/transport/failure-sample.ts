import { SlidingCount } from './sliding-count.ts';

/** Length of the sliding window, seconds. */
const SAMPLE = 10;
/** An outage: in the window more than this share of calls fail, and this many, of this many voices and targets. */
const SHARE = 0.6;
const MIN_FAILURES = 10;
const MIN_VOICES = 2;
const MIN_TARGETS = 3;
/** Also an outage, of any callers and targets: that share, this many failures in a row, no success for this long. */
const MAX_FAILURES_IN_A_ROW = 20;
const SILENCE = 10_000;
/** After this many failures in a row, for this long (milliseconds), no call is retried. */
const DOUBTFUL_FAILURES = 5;
const DOUBTFUL_SILENCE = 3_000;
/** A row of failures ends after this time without one, milliseconds. */
const ROW_MEMORY = 30_000;
/** How long a call in flight counts as a success, seconds: of calls made at once, failures return before successes. */
const HOPE = 4;

/** Recent outcomes of the calls of accepted callers to one origin. */
export class FailureSample {
  readonly #inFlight = new SlidingCount(HOPE);
  readonly #successes = new SlidingCount(SAMPLE);
  readonly #failures = new SlidingCount(SAMPLE);
  readonly #voices = new RecentKeys();
  readonly #targets = new RecentKeys();
  #lastSuccess: number;
  #lastFailure = 0;
  #failuresInARow = 0;
  /** Time of the first of them. */
  #rowBegan = 0;

  /** @param now as `Date.now()`. Default: long ago */
  constructor(now = 0) {
    this.#lastSuccess = now;
  }

  begin(now: number): void {
    this.#inFlight.add(now);
  }

  /** @param begun when the call began */
  end(begun: number): void {
    this.#inFlight.remove(begun);
  }

  succeeded(now: number): void {
    this.#successes.add(now);
    this.#lastSuccess = now;
    this.#failuresInARow = 0;
  }

  failed(voice: unknown, target: string, now: number): void {
    if (now - this.#lastFailure > ROW_MEMORY) this.#failuresInARow = 0;
    this.#lastFailure = now;
    if (this.#failuresInARow++ === 0) this.#rowBegan = now;
    this.#failures.add(now);
    this.#voices.add(voice, now);
    this.#targets.add(target, now);
  }

  isOutage(now: number): boolean {
    const failures = this.#failures.total;
    if (failures <= SHARE * (failures + this.#successes.total + this.#inFlight.total)) return false;
    if (this.#failuresInARow >= MAX_FAILURES_IN_A_ROW && now - this.#lastSuccess >= SILENCE) return true;
    if (failures < MIN_FAILURES) return false;
    return this.#voices.count(now) >= MIN_VOICES && this.#targets.count(now) >= MIN_TARGETS;
  }

  isDoubtful(): boolean {
    return this.#failuresInARow >= DOUBTFUL_FAILURES && Date.now() - this.#rowBegan >= DOUBTFUL_SILENCE;
  }
}

/** Maximum number of keys that are distinguished: more than any threshold. */
const MAX_KEYS = 100;

/** The distinct keys of the window. */
class RecentKeys {
  readonly #times = new Map<unknown, number>();

  add(key: unknown, now: number): void {
    if (this.#times.size >= MAX_KEYS && !this.#times.has(key)) this.#times.clear();
    this.#times.set(key, now);
  }

  count(now: number): number {
    let count = 0;
    for (const time of this.#times.values()) if (now - time <= SAMPLE * 1_000) count++;
    return count;
  }
}
