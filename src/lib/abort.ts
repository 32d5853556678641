/** Called once, when the signal is aborted. Must not throw. */
export type EndListener = (() => void) | { handleEvent(): void };

/** The part of an `AbortSignal` that calls use. A real one fits as well. */
export interface AbortLike {
  readonly aborted: boolean;
  /** Why it was aborted; undefined: it was not. */
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: EndListener): void;
  removeEventListener(type: 'abort', listener: EndListener): void;
}

/**
 * Aborts what one request has in flight: `AbortController` and `AbortSignal` in one, without the cost of an
 * `EventTarget` and its events, which each call would pay. Listeners may be many; mostly there is one.
 *
 * @see https://dom.spec.whatwg.org/#interface-abortcontroller
 */
export class AbortSource implements AbortLike {
  aborted = false;
  reason: unknown;
  #first: EndListener | undefined;
  #others: Set<EndListener> | undefined;

  /** Calls each listener once, in the order in which they were added. Further calls do nothing. */
  abort(reason: Error): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    if (this.#first) tell(this.#first);
    // Listeners that are removed meanwhile are not called; none can be added any more.
    for (const listener of this.#others ?? []) tell(listener);
    this.#first = undefined;
    this.#others = undefined;
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  /** Adds a listener. One that is added after the abort is never called. */
  addEventListener(_type: 'abort', listener: EndListener): void {
    if (this.aborted || listener === this.#first) return;
    if (this.#first === undefined && !this.#others?.size) {
      this.#first = listener;
    } else {
      this.#others ??= new Set();
      this.#others.add(listener);
    }
  }

  removeEventListener(_type: 'abort', listener: EndListener): void {
    if (listener === this.#first) this.#first = undefined;
    else this.#others?.delete(listener);
  }
}

function tell(listener: EndListener): void {
  if (typeof listener === 'function') listener();
  else listener.handleEvent();
}
