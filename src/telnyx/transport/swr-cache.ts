import { freshnessOf } from './freshness.ts';
import type { UpstreamResponse } from './response-errors.ts';

/** A document, and the response that brought it. */
export interface Loaded<T> {
  readonly value: T;
  readonly response: UpstreamResponse;
}

/** How long a stale document is served while a fresh one is fetched or Telnyx is down. */
const STALE_MS = 60 * 60_000;
/** Pause after a refresh that failed. */
const RETRY_MS = 5_000;

/**
 * A public document, cached as long as its `Cache-Control` allows. A stale one is served while it is revalidated in the
 * background, unless `Cache-Control` forbids it.
 *
 * @see RFC 5861
 */
export class SwrCache<T> {
  readonly #maxAgeMs: number;
  #entry: { value: T; freshUntil: number; staleUntil: number } | undefined;
  #isRefreshing = false;

  /** @param maxAgeMs bound on what `Cache-Control` may say, and the lifetime where it says nothing */
  constructor(maxAgeMs: number) {
    this.#maxAgeMs = maxAgeMs;
  }

  /**
   * @param load fetches it for the reader, who gets its rejection
   * @param refresh fetches it in the background
   */
  async read(load: () => Promise<Loaded<T>>, refresh: () => Promise<Loaded<T>>): Promise<T> {
    const now = performance.now();
    const entry = this.#entry;
    if (entry && now < entry.staleUntil) {
      if (now >= entry.freshUntil) void this.#refresh(refresh);
      return entry.value;
    }
    return this.#keep(await load());
  }

  /** How long the cached document is fresh, milliseconds. */
  get freshMs(): number {
    return Math.max((this.#entry?.freshUntil ?? 0) - performance.now(), 0);
  }

  /** What a read would find now: nothing, a document, or one that is served once more while it is refreshed. */
  get state(): 'absent' | 'fresh' | 'stale' {
    const now = performance.now();
    if (!this.#entry || now >= this.#entry.staleUntil) return 'absent';
    return now < this.#entry.freshUntil ? 'fresh' : 'stale';
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

  #keep({ value, response }: Loaded<T>): T {
    const { lifetimeMs, mayBeStale } = freshnessOf(response);
    const keptMs = Math.min(lifetimeMs, this.#maxAgeMs);
    const freshUntil = performance.now() + keptMs;
    this.#entry = keptMs > 0 ? { value, freshUntil, staleUntil: freshUntil + (mayBeStale ? STALE_MS : 0) } : undefined;
    return value;
  }
}
