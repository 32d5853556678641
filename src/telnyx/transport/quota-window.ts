import { LONGEST_WAIT, type RateLimit } from './rate-limit.ts';

/** Responses of one window state ends that differ by rounding to whole seconds. Milliseconds. */
export const WINDOW_TOLERANCE = 1_100;
/** Assumed length of a window while it is unknown, milliseconds. */
export const LENGTH = 1_000;
/** Added to a window's end, so that no call arrives just before it. Milliseconds. */
export const MARGIN = 25;
/** A limit that no response reported for this long is probed by the next call that it would refuse. Milliseconds. */
const PROBE_PAUSE = 5_000;

/**
 * The state of one limit by its responses: how many calls are left until the current window ends. Windows have a fixed
 * length. Times are `performance.now()`: a step of the system clock neither opens nor closes a window.
 */
export class QuotaWindow {
  /** Calls in one window; infinite if Telnyx reports no limit. */
  readonly limit: number;
  #remaining: number;
  /** End of the window: as its first response reported it, and the latest that agrees with that. */
  #toldEnd = 0;
  #end = 0;
  /** The longest reported time to the end of this window, and of the one before. */
  #length = 0;
  #lastLength = 0;
  /** From the end of the last window to that of this one: more than its length where windows begin with a call. */
  #spacing = 0;
  /** When something was last learnt, or a probe was sent. */
  #heardAt = 0;
  /** Whether no response of the current window has come yet. */
  #isUntold = true;
  #serial = 0;
  #answered = 0;

  constructor(limit: number) {
    this.limit = limit;
    this.#remaining = limit;
  }

  /** Calls left, those in flight included. */
  get remaining(): number {
    this.#refill();
    return this.#remaining;
  }

  get end(): number {
    return this.#end;
  }

  /** The longest time to its end that this window or the one before reported, milliseconds; 0: none did. */
  get length(): number {
    return Math.max(this.#length, this.#lastLength);
  }

  /** Observed time from one window to the next, milliseconds. */
  get period(): number {
    return Math.max(this.length, this.#spacing);
  }

  /** Number of the window. */
  get serial(): number {
    this.#refill();
    return this.#serial;
  }

  /** Calls of this process that got a response in this window. */
  get answered(): number {
    this.#refill();
    return this.#answered;
  }

  /** What the responses of the current window reported, with the milliseconds to its end. Undefined: nothing yet. */
  get told(): { remaining: number; reset: number } | undefined {
    this.#refill();
    return this.#isUntold ? undefined : { remaining: this.#remaining, reset: this.#end - performance.now() };
  }

  /** Whether nothing was learnt for so long that a refused call is sent as a probe instead. */
  get isProbeDue(): boolean {
    return performance.now() - this.#heardAt >= PROBE_PAUSE;
  }

  /** Whether the last reported window has ended. */
  get isOver(): boolean {
    return Number.isFinite(this.limit) && performance.now() - this.#end > WINDOW_TOLERANCE;
  }

  /**
   * When the window begins that has room for the call at this position of those that do not fit the current one.
   *
   * @param places in one window. Default: {@link limit}
   */
  startFor(position: number, places = this.limit): number {
    const windows = Number.isFinite(places) ? Math.floor(position / places) : 0;
    return this.#end + windows * this.period;
  }

  /** A call of this process was answered. */
  count(): void {
    this.#refill();
    this.#answered++;
  }

  /** A probe is sent. */
  probe(): void {
    this.#heardAt = performance.now();
  }

  /**
   * Learns from a response. Of responses of one window, which may arrive in any order, the least remaining counts; of
   * two windows, and after a probe, the last response.
   */
  learn({ remaining, reset }: RateLimit, isProbe: boolean): void {
    const end = performance.now() + reset * 1000;
    const isSameWindow = !isProbe && Math.abs(end - this.#toldEnd) <= WINDOW_TOLERANCE;
    this.#refill();
    if (isSameWindow) {
      this.#remaining = Math.min(this.#remaining, remaining);
      this.#length = Math.max(this.#length, reset * 1000);
      this.#endAt(Math.max(this.#end, end));
      this.#isUntold = performance.now() >= this.#end;
    } else {
      // If the last window had ended, this is the one that began then.
      if (!this.#isUntold) this.#begin();
      this.#isUntold = false;
      this.#remaining = remaining;
      this.#lastLength = this.#length;
      this.#length = reset * 1000;
      this.#toldEnd = end;
      const spacing = end - this.#end;
      this.#spacing = spacing <= this.#length + 2 * WINDOW_TOLERANCE ? spacing : 0;
      this.#endAt(end);
    }
  }

  /** A call was refused: none is left for `wait` milliseconds, an hour at most. */
  close(wait: number): void {
    this.#remaining = 0;
    this.#isUntold = false;
    this.#toldEnd = performance.now() + Math.min(wait, LONGEST_WAIT);
    this.#endAt(this.#toldEnd);
  }

  /** A probe was answered as if there were no limit. */
  reopen(): void {
    this.#remaining = this.limit;
    this.#toldEnd = 0;
    this.#endAt(0);
  }

  #endAt(end: number): void {
    this.#heardAt = performance.now();
    this.#end = end;
  }

  #refill(): void {
    if (performance.now() < this.#end) return;
    this.#remaining = this.limit;
    if (this.#isUntold) return;
    this.#isUntold = true;
    this.#begin();
  }

  #begin(): void {
    this.#serial++;
    this.#answered = 0;
  }
}
