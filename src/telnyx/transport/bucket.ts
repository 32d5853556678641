import type { AbortLike } from '../../lib/abort.ts';
import { RateLimitedError } from '../errors.ts';
import { QuotaWindow, WINDOW_TOLERANCE } from './quota-window.ts';

/** Added to a window's end, so that no call arrives just before it. Milliseconds. */
const MARGIN = 25;

/** What waits for a place: with a priority, until a signal or a deadline (milliseconds, as `Date.now()`). */
export interface Waiting {
  /** Goes before all that have none: what takes access away must not wait for reads. */
  readonly urgent: boolean;
  readonly signal: AbortLike;
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
 * sent, and gives it back when it is answered; the answer tells what is left.
 */
export class Bucket {
  /** What is learnt here, {@link reschedule} carries out. */
  readonly window: QuotaWindow;
  readonly #maxInFlight: number;
  /** The window's end that the timer and the waiters know. */
  #knownEnd = 0;
  #inFlight = 0;
  #timer: NodeJS.Timeout | undefined;
  #waiters: Waiter[] = [];

  /**
   * @param limit calls in one window; infinite where Telnyx tells of no limit
   * @param maxInFlight bound on the calls in flight at once. Default: none
   */
  constructor(limit: number, maxInFlight = Number.POSITIVE_INFINITY) {
    this.window = new QuotaWindow(limit);
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

  /** Takes a place that there is not, to see whether what was learnt still holds. */
  probe(member: Member): void {
    this.window.probe();
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
   * After the window was learnt of: if it ends later now, those that would wait past their deadlines are refused.
   */
  reschedule(): void {
    const { end } = this.window;
    const delay = end - this.#knownEnd;
    if (delay === 0) return;
    this.#knownEnd = end;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (delay <= WINDOW_TOLERANCE || this.#waiters.length === 0) return;
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const waiter of waiters) this.#insert(waiter);
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
    return this.#inFlight < Math.min(this.window.remaining, this.#maxInFlight);
  }

  /** When the waiter at this position will have its turn at the latest. */
  #turnOf(position: number): number {
    const behind = position - Math.max(this.window.remaining - this.#inFlight, 0);
    return behind < 0 ? 0 : this.window.startFor(behind) + MARGIN;
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
    const pause = this.window.end + MARGIN - performance.now();
    if (this.#timer || this.#waiters.length === 0 || pause <= 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.admit();
    }, pause).unref();
  }
}

const EXHAUSTED = 'The quota at Telnyx is used up for longer than this request may take.';
