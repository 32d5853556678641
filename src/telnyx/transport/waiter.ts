import type { AbortLike } from '../../lib/abort.ts';
import { RateLimitedError } from '../errors.ts';
import type { Queued } from './waiters.ts';

/** What waits for a place: with a priority, until a signal or a deadline (milliseconds, as `Date.now()`). */
export interface Waiting extends Pick<Queued, 'urgent' | 'subject'> {
  readonly signal: AbortLike;
  readonly deadline: number;
}

const EXHAUSTED = 'The quota at Telnyx is used up for longer than this request may take.';

/** A call in the queue of a bucket, for as long as it waits. */
export class Waiter<M> implements Queued {
  readonly urgent: boolean;
  readonly subject: string | undefined;
  round = 0;
  readonly member: M;
  /** As `performance.now()`. */
  readonly deadline: number;
  readonly #turn = Promise.withResolvers<void>();
  readonly #signal: AbortLike;
  readonly #leave: () => void;

  /** @param leave removes it from its queue, when the signal is aborted */
  constructor(member: M, { urgent, subject, signal, deadline }: Waiting, leave: () => void) {
    this.member = member;
    this.urgent = urgent;
    this.subject = subject;
    this.deadline = deadline - Date.now() + performance.now();
    this.#signal = signal;
    this.#leave = leave;
    signal.addEventListener('abort', this.#onAbort);
  }

  /** Resolves when it has its turn. Rejects with `RateLimitedError`, or the signal's reason. */
  get turn(): Promise<void> {
    return this.#turn.promise;
  }

  /** It has its turn. */
  go(): void {
    this.#end();
    this.#turn.resolve();
  }

  /** Its turn, as `performance.now()`, would come past its deadline. */
  refuse(turn: number): void {
    this.#end();
    this.#turn.reject(new RateLimitedError(EXHAUSTED, new Date(Date.now() + turn - performance.now())));
  }

  readonly #onAbort = () => {
    this.#end();
    this.#leave();
    this.#turn.reject(this.#signal.reason);
  };

  #end(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
  }
}
