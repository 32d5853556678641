import { type Answer, retryTimeOf } from './answers.ts';
import { rateLimitOf } from './call-record.ts';
import type { EndSignal } from './ending.ts';
import { RateLimitedError } from './errors.ts';

/** Calls under way at once before the first answer tells of a quota. */
const FIRST_CALLS = 16;
/** Answers of one window name times for its end that differ by their rounding to whole seconds. Milliseconds. */
const WINDOW_TOLERANCE = 1_100;
/** Added to a window's end, lest a call comes just before it. Milliseconds. */
const MARGIN = 25;

/** Who waits for a place: with a priority, until a signal or a deadline (milliseconds, as `Date.now()`). */
export interface Waiting {
  /** Goes before all that have none: what takes access away must not wait for reads. */
  readonly urgent: boolean;
  readonly signal: EndSignal;
  readonly deadline: number;
}

interface Waiter extends Waiting {
  readonly go: () => void;
  readonly fail: (error: unknown) => void;
}

/**
 * What one credential may send. The quota is learnt from answers (`x-ratelimit-*`); a call that would run into it
 * waits for the next window, or fails at once where that lies past its deadline.
 */
export class Quota {
  /** Undefined: nothing learnt yet. Infinite: upstream tells of none. */
  #remaining: number | undefined;
  #limit = Number.POSITIVE_INFINITY;
  /** End of the window, as `Date.now()`, and the longest time to it that an answer named. */
  #resetAt = 0;
  #windowMs = 0;
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;
  readonly #waiters: Waiter[] = [];

  /** Takes a place, if there is one. Whoever has one must {@link leave}. */
  tryEnter(): boolean {
    if (this.#waiters.length > 0 || !this.#hasPlace()) return false;
    this.#underWay++;
    return true;
  }

  /** Waits for a place. Rejects with `RateLimitedError`, or the signal's reason. */
  enter(waiting: Waiting): Promise<void> {
    return new Promise((resolve, reject) => {
      if (waiting.signal.aborted) return reject(waiting.signal.reason);
      const leave = () => this.#drop(waiter, waiting.signal.reason);
      const waiter: Waiter = {
        ...waiting,
        go: () => {
          waiting.signal.removeEventListener('abort', leave);
          resolve();
        },
        fail: (error) => {
          waiting.signal.removeEventListener('abort', leave);
          reject(error);
        },
      };
      waiting.signal.addEventListener('abort', leave);
      const position = waiting.urgent ? this.#waiters.filter((other) => other.urgent).length : this.#waiters.length;
      const turn = this.#turnOf(position);
      if (turn >= waiting.deadline) return waiter.fail(new RateLimitedError(EXHAUSTED, new Date(turn)));
      this.#waiters.splice(position, 0, waiter);
      this.#wake();
    });
  }

  /** Gives the place back, and learns from the answer. */
  leave(answer: Answer | undefined): void {
    this.#underWay--;
    if (answer) this.#learn(answer);
    this.#admit();
  }

  #hasPlace(): boolean {
    if (this.#remaining === undefined) return this.#underWay < FIRST_CALLS;
    if (Date.now() >= this.#resetAt) this.#remaining = this.#limit;
    return this.#remaining - this.#underWay > 0;
  }

  /** When the waiter at this position will have its turn at the latest, as `Date.now()`. */
  #turnOf(position: number): number {
    if (this.#remaining === undefined) return 0;
    if (!Number.isFinite(this.#limit)) return this.#resetAt;
    return this.#resetAt + Math.floor(position / Math.max(this.#limit, 1)) * this.#windowMs;
  }

  #learn(answer: Answer): void {
    const told = rateLimitOf(answer.headers);
    const now = Date.now();
    if (answer.status === 429) {
      this.#resetAt = Math.max(retryTimeOf(answer)?.getTime() ?? now + 1_000, now);
      this.#limit = told?.limit ?? this.#limit;
      this.#remaining = 0;
    } else if (told) {
      const resetAt = now + told.reset * 1000;
      const isSameWindow = this.#remaining !== undefined && resetAt < this.#resetAt + WINDOW_TOLERANCE;
      this.#remaining = isSameWindow ? Math.min(this.#remaining ?? told.remaining, told.remaining) : told.remaining;
      this.#resetAt = isSameWindow ? Math.max(this.#resetAt, resetAt) : resetAt;
      this.#limit = told.limit;
      this.#windowMs = Math.max(this.#windowMs, told.reset * 1000);
    } else {
      this.#remaining ??= Number.POSITIVE_INFINITY;
    }
  }

  #admit(): void {
    while (this.#waiters.length > 0 && this.#hasPlace()) {
      this.#underWay++;
      this.#waiters.shift()?.go();
    }
    this.#wake();
  }

  /** Comes back when the window ends, if someone waits for that, but holds up no stop of the process; past it, the calls under way give their places back. */
  #wake(): void {
    const pause = this.#resetAt - Date.now() + MARGIN;
    if (this.#timer || this.#waiters.length === 0 || pause <= 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#admit();
    }, pause).unref();
  }

  #drop(waiter: Waiter, reason: unknown): void {
    const index = this.#waiters.indexOf(waiter);
    if (index >= 0) this.#waiters.splice(index, 1);
    waiter.fail(reason);
  }
}

const EXHAUSTED = 'The quota at Telnyx is used up for longer than this request may take.';
