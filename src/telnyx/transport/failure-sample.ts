import { SlidingCount } from './sliding-count.ts';

/** Seconds that are looked at. */
const SAMPLE = 10;
/**
 * Of the calls of these seconds more than this share, and so many, failed, with so many voices and targets: an outage.
 */
const SHARE = 0.6;
const MIN_FAILURES = 10;
const MIN_VOICES = 2;
const MIN_TARGETS = 3;
/**
 * Or that share and so many in a row, and the last success is so long ago, milliseconds: whoever asked, and for what.
 */
const MAX_FAILURES_IN_A_ROW = 20;
const SILENCE = 10_000;
/** So few failures in a row, for so long (milliseconds), are reason to send no call a second time. */
const DOUBTFUL_FAILURES = 5;
const DOUBTFUL_SILENCE = 3_000;
/** A row ends after this time without a failure, milliseconds. */
const ROW_MEMORY = 30_000;
/**
 * For so long a call in flight counts as one that will succeed, seconds: calls made at once fail sooner than they
 * succeed.
 */
const HOPE = 4;

/** How the calls of accepted callers to one origin went lately. */
export class FailureSample {
  readonly #inFlight = new SlidingCount(HOPE);
  readonly #successes = new SlidingCount(SAMPLE);
  readonly #failures = new SlidingCount(SAMPLE);
  readonly #voices = new RecentKeys();
  readonly #targets = new RecentKeys();
  #lastSuccess: number;
  #lastFailure = 0;
  #failuresInARow = 0;
  /** When the first of them was. */
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

/** Keys that are told apart; there are more than enough of them. */
const MAX_KEYS = 100;

/** Which keys there were in the last seconds. */
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
