import type { EndSignal } from '../../lib/abort.ts';
import { RateLimitedError } from '../errors.ts';
import { LONGEST_WAIT, type RateLimit } from './rate-limit.ts';

/** Answers of one window name times for its end that differ by their rounding to whole seconds. Milliseconds. */
const WINDOW_TOLERANCE = 1_100;
/** Added to a window's end, so that no call arrives just before it. Milliseconds. */
const MARGIN = 25;
/** A bucket of which nothing was heard for this long is probed by the next call that it would refuse. Milliseconds. */
const PROBE_PAUSE = 5_000;

/** What waits for a place: with a priority, until a signal or a deadline (milliseconds, as `Date.now()`). */
export interface Waiting {
  /** Goes before all that have none: what takes access away must not wait for reads. */
  readonly urgent: boolean;
  readonly signal: EndSignal;
  readonly deadline: number;
}

/** Calls of one kind, which share a bucket with others and may be told to belong to another one. */
export interface Member {
  bucket: Bucket;
  /** Calls in flight that hold a place in the bucket. */
  inFlight: number;
}

interface Waiter extends Waiting {
  readonly member: Member;
  readonly go: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * What one credential may send under one told limit, in windows of fixed length. A call takes a place before it is
 * sent, and gives it back when it is answered; the answer tells what is left. Times are `performance.now()`: a step of
 * the clock neither opens nor closes a bucket.
 */
export class Bucket {
  /** Calls in one window; infinite where Telnyx tells of no limit. */
  readonly limit: number;
  readonly #maxInFlight: number;
  #remaining: number;
  /** End of the window: as the first of its answers told it, and the latest of all that agree with that one. */
  #toldEnd = 0;
  #resetAt = 0;
  /** The longest time to the end that was told in this window, and in the one before. */
  #windowMs = 0;
  #lastWindowMs = 0;
  /** When something was last learnt, or a probe was sent. */
  #heardAt = 0;
  #inFlight = 0;
  #timer: NodeJS.Timeout | undefined;
  #waiters: Waiter[] = [];

  /** @param maxInFlight bound on the calls in flight at once. Default: none */
  constructor(limit: number, maxInFlight = Number.POSITIVE_INFINITY) {
    this.limit = limit;
    this.#remaining = limit;
    this.#maxInFlight = maxInFlight;
  }

  /** Takes a place, if there is one. Each place that is taken must be given back by {@link leave}. */
  tryEnter(member: Member): boolean {
    if (this.#waiters.length > 0 || !this.#hasPlace()) return false;
    this.#take(member);
    return true;
  }

  /**
   * Waits for a place in the bucket that the member belongs to by then. Rejects with `RateLimitedError` as soon as the
   * turn is known to come past the deadline, or with the signal's reason.
   */
  enter(member: Member, waiting: Waiting): Promise<void> {
    return new Promise((resolve, reject) => {
      const { signal } = waiting;
      if (signal.aborted) return reject(signal.reason);
      const end = (settle: () => void) => {
        signal.removeEventListener('abort', drop);
        settle();
      };
      const drop = () => {
        member.bucket.#remove(waiter);
        waiter.fail(signal.reason);
      };
      const deadline = waiting.deadline - Date.now() + performance.now();
      const waiter: Waiter = {
        ...waiting,
        member,
        deadline,
        go: () => end(resolve),
        fail: (error) => end(() => reject(error)),
      };
      signal.addEventListener('abort', drop);
      this.#insert(waiter);
      this.#wake();
    });
  }

  /** Whether nothing was learnt for so long that a call which would be refused is better sent. */
  get isProbeDue(): boolean {
    return performance.now() - this.#heardAt >= PROBE_PAUSE;
  }

  /** Whether a window was told that has ended, and no other since. */
  get isOver(): boolean {
    return Number.isFinite(this.limit) && performance.now() - this.#resetAt > WINDOW_TOLERANCE;
  }

  /** Takes a place that there is not, to see whether what was learnt still holds. */
  probe(member: Member): void {
    this.#heardAt = performance.now();
    this.#take(member);
  }

  /** Whether a call's turn would come past its deadline. */
  refuses({ urgent, deadline }: Waiting): boolean {
    return this.#turnOf(this.#positionOf(urgent)) - performance.now() >= deadline - Date.now();
  }

  /** Gives a place back. */
  leave(member: Member): void {
    member.inFlight--;
    this.#inFlight--;
    this.admit();
  }

  /** Lets as many go as there are places. */
  admit(): void {
    while (this.#waiters.length > 0 && this.#hasPlace()) {
      const waiter = this.#waiters.shift()!;
      this.#take(waiter.member);
      waiter.go();
    }
    this.#wake();
  }

  /**
   * Learns what an answer told. Of answers of one window, which may arrive in any order, the least remaining holds; of
   * two windows, and after a probe, the last answer does.
   */
  learn({ remaining, reset }: RateLimit, isProbe: boolean): void {
    const end = performance.now() + reset * 1000;
    const isSameWindow = !isProbe && Math.abs(end - this.#toldEnd) <= WINDOW_TOLERANCE;
    this.#refill();
    if (isSameWindow) {
      this.#remaining = Math.min(this.#remaining, remaining);
      this.#windowMs = Math.max(this.#windowMs, reset * 1000);
      this.#endAt(Math.max(this.#resetAt, end));
    } else {
      this.#remaining = remaining;
      this.#lastWindowMs = this.#windowMs;
      this.#windowMs = reset * 1000;
      this.#toldEnd = end;
      this.#endAt(end);
    }
  }

  /** A call was refused: no other is sent for so many milliseconds, but an hour at most. */
  close(wait: number): void {
    this.#remaining = 0;
    this.#toldEnd = performance.now() + Math.min(wait, LONGEST_WAIT);
    this.#endAt(this.#toldEnd);
  }

  /** A probe was answered as if there were no limit. */
  reopen(): void {
    this.#remaining = this.limit;
    this.#toldEnd = 0;
    this.#endAt(0);
  }

  /** The member belongs to the other bucket from now on, with its calls in flight and those that wait. */
  move(member: Member, to: Bucket): void {
    this.#inFlight -= member.inFlight;
    to.#inFlight += member.inFlight;
    member.bucket = to;
    const moved = this.#waiters.filter((waiter) => waiter.member === member);
    if (moved.length === 0) return;
    this.#waiters = this.#waiters.filter((waiter) => waiter.member !== member);
    for (const waiter of moved) to.#insert(waiter);
  }

  #take(member: Member): void {
    member.inFlight++;
    this.#inFlight++;
  }

  #hasPlace(): boolean {
    this.#refill();
    return this.#inFlight < Math.min(this.#remaining, this.#maxInFlight);
  }

  #refill(): void {
    if (performance.now() >= this.#resetAt) this.#remaining = this.limit;
  }

  /** When the waiter at this position will have its turn at the latest. */
  #turnOf(position: number): number {
    this.#refill();
    const behind = position - Math.max(this.#remaining - this.#inFlight, 0);
    if (behind < 0) return 0;
    const windows = Number.isFinite(this.limit) ? Math.floor(behind / this.limit) : 0;
    return this.#resetAt + MARGIN + windows * Math.max(this.#windowMs, this.#lastWindowMs);
  }

  /** The end of the window is known better: those that would now wait past their deadlines need not wait for them. */
  #endAt(end: number): void {
    const isLater = end - this.#resetAt > WINDOW_TOLERANCE;
    this.#heardAt = performance.now();
    if (end === this.#resetAt) return;
    this.#resetAt = end;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!isLater || this.#waiters.length === 0) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) this.#insert(waiter);
  }

  #insert(waiter: Waiter): void {
    const position = this.#positionOf(waiter.urgent);
    const turn = this.#turnOf(position);
    if (turn < waiter.deadline) this.#waiters.splice(position, 0, waiter);
    else waiter.fail(new RateLimitedError(EXHAUSTED, new Date(Date.now() + turn - performance.now())));
  }

  #positionOf(urgent: boolean): number {
    const position = urgent ? this.#waiters.findIndex((other) => !other.urgent) : -1;
    return position < 0 ? this.#waiters.length : position;
  }

  #remove(waiter: Waiter): void {
    const index = this.#waiters.indexOf(waiter);
    if (index >= 0) this.#waiters.splice(index, 1);
  }

  /**
   * Sets a timer for the window's end if a call waits for it; the timer holds up no stop of the process. Past the end,
   * calls in flight give their places back.
   */
  #wake(): void {
    const pause = this.#resetAt + MARGIN - performance.now();
    if (this.#timer || this.#waiters.length === 0 || pause <= 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.admit();
    }, pause).unref();
  }
}

const EXHAUSTED = 'The quota at Telnyx is used up for longer than this request may take.';
