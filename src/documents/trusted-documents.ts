import type { Manifest } from './manifest.ts';

/** How long a document may still be asked for after it vanished from the manifests, milliseconds. */
const GRACE = 10 * 60_000;

/** The trusted documents in force. */
export class TrustedDocuments {
  #manifest: Manifest;
  /** With those that vanished lately. */
  #byId: Manifest;
  #texts: ReadonlySet<string>;
  #timer: NodeJS.Timeout | undefined;

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
    this.#byId = manifest;
    this.#texts = new Set(manifest.values());
  }

  /** As it was read last. */
  get manifest(): Manifest {
    return this.#manifest;
  }

  get(id: string): string | undefined {
    return this.#byId.get(id);
  }

  /** Whether this is the text of one, by whichever way it came. */
  isTrusted(text: string): boolean {
    return this.#texts.has(text);
  }

  /** Takes a new manifest. What is not in it any more lives on for ten minutes, for pages that are open. */
  replace(manifest: Manifest): void {
    this.#set(new Map([...this.#byId, ...manifest]));
    this.#manifest = manifest;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#set(manifest), GRACE).unref();
  }

  #set(documents: Manifest): void {
    this.#byId = documents;
    this.#texts = new Set(documents.values());
  }
}
