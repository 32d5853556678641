import type { IncomingHttpHeaders } from 'node:http';

/** A document, and the headers of the answer that brought it. */
export interface Loaded<T> {
  readonly value: T;
  readonly headers: IncomingHttpHeaders;
}

/** How long a document may still be served after it is stale, while a fresh one is fetched or Telnyx is down. */
const STALE_MS = 60 * 60_000;
/** Pause after a refresh that failed. */
const RETRY_MS = 5_000;

/**
 * A public document, kept as long as its `Cache-Control` allows. Once it is stale the next reader still gets it at
 * once, and it is fetched anew behind its back.
 *
 * @see RFC 9111 section 5.2.2, RFC 5861
 */
export class Kept<T> {
  readonly #maxAgeMs: number;
  #entry: { value: T; freshUntil: number; goodUntil: number } | undefined;
  #isRefreshing = false;

  /** @param maxAgeMs bound on what `Cache-Control` may say, and what holds where it says nothing */
  constructor(maxAgeMs: number) {
    this.#maxAgeMs = maxAgeMs;
  }

  /**
   * @param load fetches it for a reader who waits; its rejection is the reader's
   * @param refresh fetches it for no one in particular
   */
  async read(load: () => Promise<Loaded<T>>, refresh: () => Promise<Loaded<T>>): Promise<T> {
    const now = performance.now();
    const entry = this.#entry;
    if (entry && now < entry.goodUntil) {
      if (now >= entry.freshUntil) void this.#refresh(refresh);
      return entry.value;
    }
    return this.#keep(await load());
  }

  async #refresh(refresh: () => Promise<Loaded<T>>): Promise<void> {
    if (this.#isRefreshing) return;
    this.#isRefreshing = true;
    try {
      this.#keep(await refresh());
    } catch {
      if (this.#entry) this.#entry.freshUntil = performance.now() + RETRY_MS;
    } finally {
      this.#isRefreshing = false;
    }
  }

  #keep({ value, headers }: Loaded<T>): T {
    const age = Math.min(maxAgeOf(headers), this.#maxAgeMs);
    const freshUntil = performance.now() + age;
    this.#entry = age > 0 ? { value, freshUntil, goodUntil: freshUntil + STALE_MS } : undefined;
    return value;
  }
}

/** Milliseconds; 0: not to be kept; infinite: the server does not say. */
function maxAgeOf(headers: IncomingHttpHeaders): number {
  const control = headers['cache-control'];
  if (control === undefined) return Number.POSITIVE_INFINITY;
  if (/\b(no-store|no-cache|private)\b/i.test(control)) return 0;
  const seconds = /\bmax-age="?(\d+)/i.exec(control)?.[1];
  return seconds === undefined ? Number.POSITIVE_INFINITY : Number(seconds) * 1000;
}
