import { GenerationalLru } from '../lib/lru.ts';
import type { DocumentStore } from './document-store.ts';

/** Documents that are cached at least, most recently used first, and the longest that is cached, in characters. */
const MAX_KEPT = 1_000;
const MAX_LENGTH = 20_000;
/** How long the absence of an id in the store is cached, milliseconds. */
const UNKNOWN_FOR = 1_000;
/** How often a document in use is written again, milliseconds. */
const RENEWAL = 12 * 3_600_000;
/** Maximum number of new documents written per minute. */
const MAX_WRITES = 60;
const MINUTE = 60_000;
/** The form of ids in the store. */
const SHA256 = /^[\da-f]{64}$/;
/** Characters of the id in {@link OperationOutcome.documentHash}. */
const SHORT = 12;

interface Entry {
  readonly id: string;
  /** When to write it, as `Date.now()`. */
  dueAt: number;
}

/**
 * Automatic persisted queries: the documents that clients registered by hash. Each process caches those that it saw;
 * processes may share a store.
 */
export class PersistedQueries {
  readonly #texts = new GenerationalLru<string, string>(MAX_KEPT);
  readonly #store: DocumentStore | undefined;
  readonly #unknown = new GenerationalLru<string, number>(MAX_KEPT);
  readonly #lookups = new Map<string, Promise<string | undefined>>();
  readonly #entries = new GenerationalLru<string, Entry>(MAX_KEPT);
  #minute = 0;
  #writes = 0;

  constructor(store: DocumentStore | undefined) {
    this.#store = store;
  }

  get(id: string): string | undefined {
    return this.#texts.get(id);
  }

  /** Looks it up in the store, once for concurrent requests. Undefined: it cannot be there. */
  find(id: string): Promise<string | undefined> | undefined {
    if (!this.#store || !SHA256.test(id) || Date.now() < (this.#unknown.get(id) ?? 0)) return undefined;
    const known = this.#lookups.get(id);
    if (known) return known;
    const lookup = this.#store.get(id).then((text) => {
      this.#lookups.delete(id);
      if (text === undefined) this.#unknown.set(id, Date.now() + UNKNOWN_FOR);
      else {
        this.#texts.set(id, text);
        this.#entries.set(id.slice(0, SHORT), { id, dueAt: Date.now() + RENEWAL });
      }
      return text;
    });
    this.#lookups.set(id, lookup);
    return lookup;
  }

  /** Registers a valid document whose hash was verified. */
  learn(id: string, text: string): void {
    if (text.length > MAX_LENGTH || this.#texts.get(id) !== undefined) return;
    this.#texts.set(id, text);
    if (this.#store) this.#entries.set(id.slice(0, SHORT), { id, dueAt: 0 });
  }

  /**
   * Writes the document of an operation to the store. Called only for callers whom Telnyx accepted.
   *
   * @param documentHash the first characters of its document's id
   */
  ran(documentHash: string): void {
    const entry = this.#entries.get(documentHash);
    if (entry === undefined) return;
    const now = Date.now();
    const text = now < entry.dueAt ? undefined : this.#texts.get(entry.id);
    if (text === undefined || !this.#mayWrite(now)) return;
    entry.dueAt = now + RENEWAL;
    this.#store?.put(entry.id, text);
  }

  #mayWrite(now: number): boolean {
    const minute = Math.floor(now / MINUTE);
    if (minute !== this.#minute) this.#writes = 0;
    this.#minute = minute;
    return this.#writes++ < MAX_WRITES;
  }
}
