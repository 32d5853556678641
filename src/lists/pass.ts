import { pageAfter, pagesTo } from './overlapping-pages.ts';
import type { PageRequest, ReadPage } from './pages.ts';
import { Segment } from './segment.ts';

/** Overlap of a page with the items read before it, in items. The least that shows a seam, and so the cheapest. */
export const NARROW = 1;
/** Overlap of a page that looks for a lost seam, in items. It finds the seam after up to 24 deletions. */
const WIDE = 25;
/** Pages in a row that may bring nothing new, since they were cut to less than asked for. */
const MAX_STALLED = 3;

/**
 * One reading of a whole list that may change meanwhile.
 *
 * One total on all pages and as many distinct ids are no proof of completeness: with pages [a b] and [c d], let page 2
 * be read, then d be deleted and x be inserted in front, then page 1 be read as [x a]. Both totals are 4, so are the
 * ids, and b is missing though it never moved. The seam of two neighbouring pages of one size cannot show this, since
 * they share no item.
 *
 * So every page is read with a size that makes it overlap with the one before, and counts only if it shares an item
 * with those read before ({@link Segment.join} says why that is a proof). This costs about one more call for every ten
 * pages.
 *
 * The count is checked as well, in case the list keeps no order: the number of distinct ids must lie between the
 * smallest and the largest total reported, and so equal it if nothing changed.
 */
export class Pass<T> {
  /** Whether the whole list was read. */
  isComplete = false;
  /** Length of the list as last reported. */
  total: number | undefined;
  readonly #readPage: ReadPage<T>;
  readonly #idOf: (item: T) => string;
  readonly #largest: () => number;
  /** The start of the list, as far as it was read. */
  #segment: Segment<T> | undefined;
  #items: readonly T[] | undefined;
  /** Pages that were read in parallel and are not joined yet. */
  #ahead: Segment<T>[] = [];
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;
  /** Pages in a row that brought nothing new. */
  #stalled = 0;

  /** @param largest the largest page to ask for; a page that is cut makes it less */
  constructor(readPage: ReadPage<T>, idOf: (item: T) => string, largest: () => number) {
    this.#readPage = readPage;
    this.#idOf = idOf;
    this.#largest = largest;
  }

  /** The start of the list, as far as it was read. Each item once, even of a list that keeps no order. */
  get items(): readonly T[] {
    this.#items ??= distinct(this.#segment?.items ?? [], this.#idOf);
    return this.#items;
  }

  /** Where in the list the items read so far ended when the last page was read. */
  get end(): number {
    return this.#segment?.tail.position ?? 0;
  }

  /**
   * Reads one more page; or, if `whole` is asked for and the total is known, all pages to the end in parallel.
   *
   * @returns false if the list changed too much for this pass: start another
   */
  async advance(whole: boolean): Promise<boolean> {
    if (whole && this.#ahead.length === 0 && this.total !== undefined) {
      const requests = pagesTo(this.end, this.total, NARROW, this.#largest());
      this.#ahead = await Promise.all(requests.map((request) => this.#readSegment(request)));
    }
    const next = this.#ahead.shift() ?? (await this.#readAfter(NARROW));
    if (next === undefined) return false;
    if (this.#take(next)) return this.#mayGoOn(next);
    const mend = await this.#readAfter(WIDE);
    if (mend === undefined || !this.#take(mend)) return false;
    if (next.tail.position > this.end) this.#ahead.unshift(next);
    return this.#mayGoOn(mend);
  }

  async #readAfter(overlap: number): Promise<Segment<T> | undefined> {
    const request = pageAfter(this.end, overlap, this.#largest());
    return request && this.#readSegment(request);
  }

  async #readSegment(request: PageRequest): Promise<Segment<T>> {
    const page = await this.#readPage(request);
    if (page.total !== undefined) {
      this.total = page.total;
      this.#least = Math.min(this.#least, page.total);
      this.#most = Math.max(this.#most, page.total);
    }
    return Segment.ofPage(page, this.#idOf);
  }

  #take(next: Segment<T>): boolean {
    const joined = this.#segment?.length ? this.#segment.join(next) : next;
    if (joined === undefined) return false;
    this.#stalled = next.tail.position > this.end ? 0 : this.#stalled + 1;
    this.#segment = joined;
    this.#items = undefined;
    return true;
  }

  /** Whether to go on. After the last page of the list: whether the count is right, and so the pass complete. */
  #mayGoOn({ atEnd }: Segment<T>): boolean {
    if (!atEnd) return this.#stalled <= MAX_STALLED;
    const count = this.items.length;
    this.isComplete = this.total === undefined || (this.#least <= count && count <= this.#most);
    return this.isComplete;
  }
}

/** Each item once, at its first position. */
function distinct<T>(items: readonly T[], idOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [idOf(item), item])).values()];
}
