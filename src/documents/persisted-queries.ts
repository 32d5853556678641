import { GenerationalLru } from '../lib/lru.ts';
import type { DocumentStore } from './document-store.ts';

/** Documents kept for certain, of those used last; longer ones, in characters, are not kept. */
const MAX_KEPT = 1_000;
const MAX_LENGTH = 20_000;
/** For how long an id that the store does not have is not looked up again, milliseconds. */
const UNKNOWN_FOR = 1_000;
/** How long after the last time a document that is used is written again, milliseconds. */
const RENEWAL = 12 * 3_600_000;
/** New documents that are written within a minute at the most. */
const MAX_WRITES = 60;
const MINUTE = 60_000;
/** An id that can be one of the store's. */
const SHA256 = /^[\da-f]{64}$/;
/** Characters of the id that operations are observed by. @see OperationOutcome.documentHash */
const SHORT = 12;

interface Entry {
  readonly id: string;
  /** When it is to be written, as `Date.now()`. */
  dueAt: number;
}

/**
 * Automatic persisted queries: the documents that clients registered by their hash. Each process keeps those that it
 * saw; behind them there may be a store that all processes share.
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

  /** Looks it up in the store; undefined: there is nothing to look for. Look-ups of one id at a time are one. */
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

  /** The document is valid, and its hash is right. */
  learn(id: string, text: string): void {
    if (text.length > MAX_LENGTH || this.#texts.get(id) !== undefined) return;
    this.#texts.set(id, text);
    if (this.#store) this.#entries.set(id.slice(0, SHORT), { id, dueAt: 0 });
  }

  /**
   * An operation ran whose caller Telnyx accepted: only such documents are written to the store.
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
