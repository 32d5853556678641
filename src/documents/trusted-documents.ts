import type { Manifest } from './manifest.ts';

/** How long a document still runs after it was removed from the manifests, milliseconds. */
const GRACE = 10 * 60_000;

/** The trusted documents in use. */
export class TrustedDocuments {
  #manifest: Manifest;
  /** Including those that were removed recently. */
  #byId: Manifest;
  #texts: ReadonlySet<string>;
  #timer: NodeJS.Timeout | undefined;

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
    this.#byId = manifest;
    this.#texts = new Set(manifest.values());
  }

  /** The manifest that was read last. */
  get manifest(): Manifest {
    return this.#manifest;
  }

  get(id: string): string | undefined {
    return this.#byId.get(id);
  }

  /** Whether this is the text of a trusted document. */
  isTrusted(text: string): boolean {
    return this.#texts.has(text);
  }

  /** Replaces the manifest. Removed documents run for ten more minutes, for pages that are open. */
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
