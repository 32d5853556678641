import { AbortedError, TimeoutError, UnavailableError } from './errors.ts';

/** How often a read may join another that then fails, before that failure is its own. */
const MAX_FAILED_LEADERS = 1;

/**
 * Reads under way. An identical one of the same credential joins instead of asking again; it keeps its own deadline,
 * and does not go down with a leader that left, ran out of time or lost its connection.
 */
export class Flights {
  readonly #byCredential = new Map<string, Map<string, Promise<unknown>>>();

  /**
   * What `load` resolves to, or what an identical read under way does.
   *
   * @param credential stands for whose read it is; nothing is shared across credentials
   * @param key what is read
   * @param signal ends the wait, as it ends `load`
   * @param joined told when another's read serves this one
   */
  async share<T>(
    credential: string,
    key: string,
    load: () => Promise<T>,
    signal: AbortSignal,
    joined: () => void,
  ): Promise<T> {
    for (let failed = 0; ; ) {
      const leader = this.#byCredential.get(credential)?.get(key);
      if (leader === undefined) return this.#lead(credential, key, load);
      try {
        const value = (await abortable(leader, signal)) as T;
        joined();
        return value;
      } catch (error) {
        const left = error instanceof AbortedError || error instanceof TimeoutError;
        if (!left && !(error instanceof UnavailableError && failed++ < MAX_FAILED_LEADERS)) throw error;
        signal.throwIfAborted();
      }
    }
  }

  /** Something was changed: no later read may join one that began before. */
  forget(credential: string): void {
    this.#byCredential.delete(credential);
  }

  #lead<T>(credential: string, key: string, load: () => Promise<T>): Promise<T> {
    const flights = this.#byCredential.get(credential) ?? new Map<string, Promise<unknown>>();
    this.#byCredential.set(credential, flights);
    const flight = load().finally(() => {
      if (flights.get(key) === flight) flights.delete(key);
      if (flights.size === 0 && this.#byCredential.get(credential) === flights) this.#byCredential.delete(credential);
    });
    flights.set(key, flight);
    return flight;
  }
}

/** The promise, or the rejection with the signal's reason, whichever comes first. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
