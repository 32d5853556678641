import { LONGEST_WAIT, type RateLimit } from './rate-limit.ts';

/** Responses of one window name times for its end that differ by their rounding to whole seconds. Milliseconds. */
export const WINDOW_TOLERANCE = 1_100;
/** What a window is taken to last while its length is not known. Milliseconds. */
export const LENGTH = 1_000;
/** Added to a window's end, so that no call arrives just before it. Milliseconds. */
export const MARGIN = 25;
/** A limit of which nothing was heard for this long is probed by the next call that it would refuse. Milliseconds. */
const PROBE_PAUSE = 5_000;

/**
 * What responses told of one limit: how many calls are left until the current window ends. Windows have a fixed length.
 * Times are `performance.now()`: a step of the clock neither opens nor closes a window.
 */
export class QuotaWindow {
  /** Calls in one window; infinite where Telnyx tells of no limit. */
  readonly limit: number;
  #remaining: number;
  /** End of the window: as the first of its responses told it, and the latest of all that agree with that one. */
  #toldEnd = 0;
  #end = 0;
  /** The longest time to the end that was told in this window, and in the one before. */
  #length = 0;
  #lastLength = 0;
  /** From the end of the last window to that of this one: more than its length where windows begin with a call. */
  #spacing = 0;
  /** When something was last learnt, or a probe was sent. */
  #heardAt = 0;
  /** Whether no response of the current window has told anything yet. */
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

  /** The longest time to its end that a response of this window or the one before told, milliseconds; 0: none did. */
  get length(): number {
    return Math.max(this.#length, this.#lastLength);
  }

  /** Time from one window to the next, milliseconds, as far as that was seen. */
  get period(): number {
    return Math.max(this.length, this.#spacing);
  }

  /** Counts the windows: another number is another window. */
  get serial(): number {
    this.#refill();
    return this.#serial;
  }

  /** Calls of this process that were answered in this window. */
  get answered(): number {
    this.#refill();
    return this.#answered;
  }

  /** What the responses of the current window told, with the milliseconds to its end; undefined: nothing so far. */
  get told(): { remaining: number; reset: number } | undefined {
    this.#refill();
    return this.#isUntold ? undefined : { remaining: this.#remaining, reset: this.#end - performance.now() };
  }

  /** Whether nothing was learnt for so long that a call which would be refused is better sent. */
  get isProbeDue(): boolean {
    return performance.now() - this.#heardAt >= PROBE_PAUSE;
  }

  /** Whether a window was told that has ended, and no other since. */
  get isOver(): boolean {
    return Number.isFinite(this.limit) && performance.now() - this.#end > WINDOW_TOLERANCE;
  }

  /**
   * When the window begins that has room for a call behind so many others that do not fit this one.
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
   * Learns what a response told. Of responses of one window, which may arrive in any order, the least remaining holds;
   * of two windows, and after a probe, the last response does.
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
      // Where the last window had ended, this is the one that began then.
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

  /** A call was refused: none is left for so many milliseconds, but an hour at most. */
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
