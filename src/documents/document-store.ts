/** Where documents that clients registered by their hash are kept beyond this process. */
export interface DocumentStore {
  /** The text whose SHA-256 in lower-case hex this is; undefined: it is not there, or not to be had. Never rejects. */
  get(id: string): Promise<string | undefined>;
  /** Keeps it, if that can be done. */
  put(id: string, text: string): void;
}
