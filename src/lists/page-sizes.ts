import { MAX_PAGE_SIZE } from './pages.ts';

/** Lists whose pages are smaller than this are not read: that would take too many calls. */
export const MIN_PAGE_SIZE = 10;

/** How long a size is kept, milliseconds. */
const TTL = 600_000;

/** The page sizes that upstream serves one list with, which may be smaller than those asked for. */
export class PageSizes {
  #cap: { size: number; until: number } | undefined;
  #served: { size: number; until: number } | undefined;

  /** The largest page to ask for: {@link MAX_PAGE_SIZE}, or the size that larger ones were cut to. */
  get largest(): number {
    return this.#cap !== undefined && performance.now() < this.#cap.until ? this.#cap.size : MAX_PAGE_SIZE;
  }

  /** Whether a page of this size, or a larger one, was served: a shorter page is then not cut. */
  wasServed(size: number): boolean {
    return this.#served !== undefined && size <= this.#served.size && performance.now() < this.#served.until;
  }

  /** Records that a page of this size came full. */
  serve(size: number): void {
    if (!this.wasServed(size)) this.#served = { size, until: performance.now() + TTL };
    if (size > this.largest) this.#cap = undefined;
  }

  /** Records that a larger page was asked for and cut to this size. */
  cut(size: number): void {
    this.#cap = { size: Math.max(size, MIN_PAGE_SIZE), until: performance.now() + TTL };
    if (this.wasServed(size + 1)) this.#served = undefined;
  }
}
