import { SoonestTimer } from '../../lib/soonest-timer.ts';
import type { QuotaSharing } from './quota-sharing.ts';
import { MARGIN, QuotaWindow, WINDOW_TOLERANCE } from './quota-window.ts';
import { SharedPlaces } from './shared-places.ts';
import { Waiter, type Waiting } from './waiter.ts';
import { Waiters } from './waiters.ts';

/** Calls of one kind, which share a bucket with others and may move to another. */
export interface Member {
  bucket: Bucket;
  /** Calls in flight that hold a place in the bucket. */
  inFlight: number;
}

export interface BucketOptions {
  /** Bound on the calls in flight at once. Default: none. */
  readonly maxInFlight?: number;
  /** How other processes share the limit. Undefined: there are none. */
  readonly sharing?: QuotaSharing | undefined;
  /** Identifies the credential and the limit in all processes. */
  readonly name?: string;
}

/**
 * The calls of one credential under one limit, in windows of fixed length. A call takes a place before it is sent, and
 * returns it with its response, which reports what is left.
 */
export class Bucket {
  /** After a change of it, call {@link reschedule}. */
  readonly window: QuotaWindow;
  readonly #maxInFlight: number;
  readonly #sharing: QuotaSharing | undefined;
  readonly #shared: SharedPlaces | undefined;
  /** The window's end that the timer and the waiters rely on. */
  #knownEnd = 0;
  #inFlight = 0;
  readonly #timer = new SoonestTimer(() => this.admit());
  readonly #waiters = new Waiters<Waiter<Member>>();

  /** @param limit calls in one window; infinite if Telnyx reports none */
  constructor(limit: number, { maxInFlight = Number.POSITIVE_INFINITY, sharing, name = '' }: BucketOptions = {}) {
    this.window = new QuotaWindow(limit);
    this.#maxInFlight = maxInFlight;
    if (Number.isFinite(limit) && sharing) {
      this.#sharing = sharing;
      this.#shared = new SharedPlaces(sharing, name, this);
    }
  }

  /** Calls that may be sent at once. */
  get left(): number {
    return this.#waiters.size > 0 ? 0 : this.window.remaining - this.#inFlight;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** Calls that wait, the urgent ones included. */
  get waiting(): { readonly size: number; readonly urgent: number } {
    return this.#waiters;
  }

  /** Takes a place, if there is one. Each place must be returned by {@link leave}. */
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
    if (waiting.signal.aborted) return Promise.reject(waiting.signal.reason);
    const waiter: Waiter<Member> = new Waiter(member, waiting, () => member.bucket.#remove(waiter));
    this.#insert(waiter);
    this.#wake();
    return waiter.turn;
  }

  /** Takes a place beyond the limit, to check whether what was learnt still holds. */
  probe(member: Member): void {
    this.window.probe();
    this.#take(member);
  }

  /** Whether a call's turn would come past its deadline. */
  refuses(waiting: Waiting): boolean {
    const turn = this.#turnOf(this.#waiters.positionOf(waiting), waiting.urgent);
    return turn - performance.now() >= waiting.deadline - Date.now();
  }

  /** Returns a place. */
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
   * Call it after the window changed: if it ends later now, those that would wait past their deadlines are refused.
   */
  reschedule(): void {
    const { end } = this.window;
    const delay = end - this.#knownEnd;
    if (delay === 0) return;
    this.#knownEnd = end;
    this.#timer.clear();
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
      waiter.refuse(turn);
    }
  }

  /** Moves a member to another bucket, with its calls in flight and those that wait. */
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

  /** The latest time at which the waiter at this position has its turn. */
  #turnOf(position: number, urgent: boolean): number {
    const places = Math.max(this.window.remaining - this.#inFlight, 0);
    if (this.#shared) return this.#shared.turnOf(position, places, urgent);
    return position < places ? 0 : this.window.startFor(position - places) + MARGIN;
  }

  #insert(waiter: Waiter<Member>): void {
    const turn = this.#turnOf(this.#waiters.positionOf(waiter), waiter.urgent);
    if (turn >= waiter.deadline) {
      waiter.refuse(turn);
      return;
    }
    const position = this.#waiters.insert(waiter);
    this.#count(waiter, 1);
    this.refuseLate(position + 1);
  }

  #remove(waiter: Waiter<Member>): void {
    if (this.#waiters.remove(waiter)) this.#count(waiter, -1);
  }

  #count({ urgent }: Waiter<Member>, more: number): void {
    if (this.#sharing) this.#sharing.waiting[urgent ? 'urgent' : 'normal'] += more;
  }

  /** Sets the timer for the window's end if a call waits for it. Past the end, calls in flight return places. */
  #wake(): void {
    this.#shared?.update();
    const end = this.window.end + MARGIN;
    if (this.#waiters.size > 0 && end > performance.now()) this.#timer.set(end);
  }
}
