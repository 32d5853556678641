import type { AbortLike } from '../../lib/abort.ts';
import { AbortedError, RateLimitedError, TelnyxError, TimeoutError, UnavailableError } from '../errors.ts';

/** How many leaders of a read may fail before its followers fail, too. */
const MAX_FAILED_LEADERS = 2;

/**
 * In-flight reads of one account. An identical read joins instead of making a call. It keeps its own deadline, and does
 * not fail with a leader that disconnected, ran out of time, or gave up while Telnyx may still respond to the next one.
 */
export class InFlightReads {
  readonly #reads = new Map<string, InFlightRead>();

  /** How many reads are in flight. */
  get size(): number {
    return this.#reads.size;
  }

  /**
   * Resolves to the result of `load`, or of an identical read in flight.
   *
   * @param key what is read
   * @param signal aborts the wait, and `load`
   * @param joined called when the outcome of another read is that of this one
   */
  share<T>(key: string, load: () => Promise<T>, signal: AbortLike, joined: () => void): Promise<T> {
    const leader = this.#reads.get(key)?.outcome;
    return leader === undefined ? this.#lead(key, load) : this.#follow(leader, key, load, signal, joined);
  }

  async #follow<T>(
    first: Promise<unknown>,
    key: string,
    load: () => Promise<T>,
    signal: AbortLike,
    joined: () => void,
  ): Promise<T> {
    let leader: Promise<unknown> | undefined = first;
    for (let failed = 0; leader !== undefined; leader = this.#reads.get(key)?.outcome) {
      try {
        const value = (await abortable(leader, signal)) as T;
        joined();
        return value;
      } catch (error) {
        signal.throwIfAborted();
        if (hasLeft(error) || (mayPass(error) && ++failed < MAX_FAILED_LEADERS)) continue;
        joined();
        throw withoutCall(error);
      }
    }
    return this.#lead(key, load);
  }

  /** Call it after a change: no later read may join one that began before. */
  forget(): void {
    this.#reads.clear();
  }

  #lead<T>(key: string, load: () => Promise<T>): Promise<T> {
    const outcome = load();
    const read: InFlightRead = { outcome };
    this.#reads.set(key, read);
    const settle = () => {
      read.outcome = undefined;
      if (this.#reads.get(key) === read) this.#reads.delete(key);
    };
    outcome.then(settle, settle);
    return outcome;
  }
}

/** An in-flight read; empty once it has settled, as the Map may keep it for long. @see docs/performance.md */
interface InFlightRead {
  outcome: Promise<unknown> | undefined;
}

/** Whether a leader's caller disconnected, or had no time left. */
function hasLeft(error: unknown): boolean {
  return error instanceof AbortedError || error instanceof TimeoutError;
}

/** Whether a leader with more time might have retried. */
function mayPass(error: unknown): boolean {
  return error instanceof UnavailableError || error instanceof RateLimitedError;
}

/** The error without the request id, which belongs to another caller, who may have chosen it. */
function withoutCall(error: unknown): unknown {
  if (!(error instanceof TelnyxError) || error.requestId === undefined) return error;
  const members = { ...Object.getOwnPropertyDescriptors(error), requestId: { value: undefined, enumerable: true } };
  return Object.create(Object.getPrototypeOf(error), members);
}

/** The promise, or the rejection with the signal's reason, whichever comes first. */
export function abortable<T>(promise: Promise<T>, signal: AbortLike): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    const stay = () => signal.removeEventListener('abort', leave);
    signal.addEventListener('abort', leave);
    promise.then(resolve, reject);
    promise.then(stay, stay);
    if (signal.aborted) leave();
  });
}
