/** Shared storage of the documents that clients registered by hash. */
export interface DocumentStore {
  /** The text with this SHA-256, in lower-case hex. Undefined: absent, or the store is unavailable. Never rejects. */
  get(id: string): Promise<string | undefined>;
  /** Stores it, if the store is available. */
  put(id: string, text: string): void;
}
