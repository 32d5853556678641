import type { AbortLike } from '../../lib/abort.ts';
import { RateLimitedError } from '../errors.ts';
import type { QuotaSharing } from './quota-sharing.ts';
import { MARGIN, QuotaWindow, WINDOW_TOLERANCE } from './quota-window.ts';
import { SharedPlaces } from './shared-places.ts';
import { type Queued, Waiters } from './waiters.ts';

/** What waits for a place: with a priority, until a signal or a deadline (milliseconds, as `Date.now()`). */
export interface Waiting extends Pick<Queued, 'urgent' | 'subject'> {
  readonly signal: AbortLike;
  readonly deadline: number;
}

/** Calls of one kind, which share a bucket with others and may be told to belong to another one. */
export interface Member {
  bucket: Bucket;
  /** Calls in flight that hold a place in the bucket. */
  inFlight: number;
}

interface Waiter extends Waiting, Queued {
  readonly member: Member;
  readonly go: () => void;
  readonly fail: (error: unknown) => void;
}

export interface BucketOptions {
  /** Bound on the calls in flight at once. Default: none. */
  readonly maxInFlight?: number;
  /** How other processes take part in the limit; undefined: there are none. */
  readonly sharing?: QuotaSharing | undefined;
  /** The credential's and the limit's name, by which other processes know them. */
  readonly name?: string;
}

/**
 * What one credential may send under one told limit, in windows of fixed length. A call takes a place before it is
 * sent, and gives it back when it is answered; the answer tells what is left.
 */
export class Bucket {
  /** What is learnt here, {@link reschedule} carries out. */
  readonly window: QuotaWindow;
  readonly #maxInFlight: number;
  readonly #sharing: QuotaSharing | undefined;
  readonly #shared: SharedPlaces | undefined;
  /** The window's end that the timer and the waiters know. */
  #knownEnd = 0;
  #inFlight = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #waiters = new Waiters<Waiter>();

  /** @param limit calls in one window; infinite where Telnyx tells of no limit */
  constructor(limit: number, { maxInFlight = Number.POSITIVE_INFINITY, sharing, name = '' }: BucketOptions = {}) {
    this.window = new QuotaWindow(limit);
    this.#maxInFlight = maxInFlight;
    if (Number.isFinite(limit) && sharing) {
      this.#sharing = sharing;
      this.#shared = new SharedPlaces(sharing, name, this);
    }
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Calls that wait, the urgent ones included. */
  get waiting(): { readonly size: number; readonly urgent: number } {
    return this.#waiters;
  }

  /** Takes a place, if there is one. Each place that is taken must be given back by {@link leave}. */
  tryEnter(member: Member, urgent: boolean): boolean {
    if (this.#waiters.size > 0 || !this.#hasPlace(urgent)) return false;
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
        round: 0,
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
  refuses(waiting: Waiting): boolean {
    const turn = this.#turnOf(this.#waiters.positionOf(waiting), waiting.urgent);
    return turn - performance.now() >= waiting.deadline - Date.now();
  }

  /** Gives a place back. */
  leave(member: Member): void {
    member.inFlight--;
    this.#inFlight--;
    if (this.#shared) this.window.count();
    this.admit();
  }

  /** Lets as many go as there are places. */
  admit(): void {
    for (let first = this.#waiters.first; first && this.#hasPlace(first.urgent); first = this.#waiters.first) {
      this.#waiters.shift();
      this.#count(first, -1);
      this.#shared?.take(first.urgent);
      this.#take(first.member);
      first.go();
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
    if (delay > WINDOW_TOLERANCE) this.refuseLate(0);
  }

  /** Refuses those whose turn comes past their deadlines, from this position on. */
  refuseLate(from: number): void {
    if (from >= this.#waiters.size) return;
    let position = 0;
    for (const waiter of [...this.#waiters].slice(from)) {
      const turn = this.#turnOf(from + position, waiter.urgent);
      if (turn < waiter.deadline) {
        position++;
        continue;
      }
      this.#remove(waiter);
      waiter.fail(rateLimited(turn));
    }
  }

  /** The member belongs to the other bucket from now on, with its calls in flight and those that wait. */
  move(member: Member, to: Bucket): void {
    this.#inFlight -= member.inFlight;
    to.#inFlight += member.inFlight;
    member.bucket = to;
    for (const waiter of [...this.#waiters].filter((each) => each.member === member)) {
      this.#remove(waiter);
      to.#insert(waiter);
    }
  }

  #take(member: Member): void {
    member.inFlight++;
    this.#inFlight++;
  }

  #hasPlace(urgent: boolean): boolean {
    if (this.#inFlight >= Math.min(this.window.remaining, this.#maxInFlight)) return false;
    return this.#shared === undefined || this.#shared.hasPlace(urgent);
  }

  /** When the waiter at this position will have its turn at the latest. */
  #turnOf(position: number, urgent: boolean): number {
    const places = Math.max(this.window.remaining - this.#inFlight, 0);
    if (this.#shared) return this.#shared.turnOf(position, places, urgent);
    return position < places ? 0 : this.window.startFor(position - places) + MARGIN;
  }

  #insert(waiter: Waiter): void {
    const turn = this.#turnOf(this.#waiters.positionOf(waiter), waiter.urgent);
    if (turn >= waiter.deadline) {
      waiter.fail(rateLimited(turn));
      return;
    }
    const position = this.#waiters.insert(waiter);
    this.#count(waiter, 1);
    this.refuseLate(position + 1);
  }

  #remove(waiter: Waiter): void {
    if (this.#waiters.remove(waiter)) this.#count(waiter, -1);
  }

  #count({ urgent }: Waiter, more: number): void {
    if (this.#sharing) this.#sharing.waiting[urgent ? 'urgent' : 'normal'] += more;
  }

  /**
   * Sets a timer for the window's end if a call waits for it; the timer holds up no stop of the process. Past the end,
   * calls in flight give their places back.
   */
  #wake(): void {
    this.#shared?.update();
    const pause = this.window.end + MARGIN - performance.now();
    if (this.#timer || this.#waiters.size === 0 || pause <= 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.admit();
    }, pause).unref();
  }
}

function rateLimited(turn: number): RateLimitedError {
  return new RateLimitedError(EXHAUSTED, new Date(Date.now() + turn - performance.now()));
}

const EXHAUSTED = 'The quota at Telnyx is used up for longer than this request may take.';
