import { pageAfter, pagesTo } from './overlapping-pages.ts';
import type { PageRequest, ReadPage } from './pages.ts';
import { Segment } from './segment.ts';

/** How many items a page shares with what was read before it, where nothing changes meanwhile: the cheapest. */
export const NARROW = 1;
/** How many items a page shares where a seam is to be mended: it finds the seam again after up to 24 deletions. */
const WIDE = 25;
/** Pages in a row that may lead no further, since they were cut to less than asked for. */
const MAX_STALLED = 3;

/**
 * One reading of a whole list that may change meanwhile.
 *
 * One total on all pages and as many distinct ids are no proof of completeness: with pages [a b] and [c d], let page 2
 * be read, then d be deleted and x be inserted in front, then page 1 be read as [x a]. Both totals are 4, so are the
 * ids, and b is missing though it stood still. The seam of two neighbouring pages of one size cannot show this, since
 * they share no item.
 *
 * So every page is read with a size that makes it overlap with the one before, and counts only once it shares an item
 * with what was read ({@link Segment.join} says why that is a proof). The price is about one call more for every ten
 * pages.
 *
 * The count is checked as well, against a list that keeps no order: the distinct ids must lie between the smallest and
 * the largest total reported, so they must equal it if nothing changed.
 */
export class Pass<T> {
  /** Whether the whole list was read. */
  isComplete = false;
  /** Length of the list as last reported. */
  total: number | undefined;
  readonly #readPage: ReadPage<T>;
  readonly #idOf: (item: T) => string;
  readonly #largest: () => number;
  /** The beginning of the list, as far as read. */
  #segment: Segment<T> | undefined;
  #items: readonly T[] | undefined;
  /** Pages read at once that are not taken yet. */
  #ahead: Segment<T>[] = [];
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;
  /** Pages in a row that led no further. */
  #stalled = 0;

  /** @param largest the largest page to ask for; a page that is cut makes it less */
  constructor(readPage: ReadPage<T>, idOf: (item: T) => string, largest: () => number) {
    this.#readPage = readPage;
    this.#idOf = idOf;
    this.#largest = largest;
  }

  /** The beginning of the list, as far as read. Each item once, even of a list that keeps no order. */
  get items(): readonly T[] {
    this.#items ??= distinct(this.#segment?.items ?? [], this.#idOf);
    return this.#items;
  }

  /** Where in the list the items read so far ended when the last page was read. */
  get end(): number {
    return this.#segment?.tail.position ?? 0;
  }

  /**
   * Reads on by one page, or by all pages to the end at once where `whole` is wanted and the total is known.
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

  /** Whether to go on. After the last page of the list: true, and the pass is complete, if the count is sound. */
  #mayGoOn({ atEnd }: Segment<T>): boolean {
    if (!atEnd) return this.#stalled <= MAX_STALLED;
    const count = this.items.length;
    this.isComplete = this.total === undefined || (this.#least <= count && count <= this.#most);
    return this.isComplete;
  }
}

/** The items, each where it comes first. */
function distinct<T>(items: readonly T[], idOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [idOf(item), item])).values()];
}
