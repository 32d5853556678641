import type { Page, PageRequest, ReadPage } from '../pages.ts';
import { Chain } from './chain.ts';
import { cover, NARROW, pageAfter, startOf, WIDE } from './cover.ts';

interface Slice<T> {
  readonly request: PageRequest;
  readonly page: Page<T>;
}

/**
 * One reading of a whole list that may change meanwhile.
 *
 * One total on all pages and as many distinct ids are no proof of completeness: with pages [a b] and [c d], let page 2
 * be read, then d be deleted and x be inserted in front, then page 1 be read as [x a]. Both totals are 4, so are the
 * ids, and b is missing though it stood still. The seam of two neighbouring pages of one size cannot show this, since
 * they share no item.
 *
 * So every page is read with a size that makes it overlap with the one before, and counts only once it shares an item
 * with what was read ({@link Chain} says why that is a proof). The price is about one call more for every ten pages.
 *
 * The count is checked as well, against a list that keeps no order: the distinct ids must lie between the smallest and
 * the largest total reported, so they must equal it if nothing changed.
 */
export class Pass<T> {
  /** Whether the whole list was read. */
  isComplete = false;
  /** Where in the list the items read so far ended when the last page was read. */
  end = 0;
  /** Length of the list as last reported. */
  total: number | undefined;
  readonly #chain: Chain<T>;
  readonly #readPage: ReadPage<T>;
  #ahead: Slice<T>[] = [];
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;

  constructor(readPage: ReadPage<T>, idOf: (item: T) => string) {
    this.#readPage = readPage;
    this.#chain = new Chain(idOf);
  }

  /** The beginning of the list, as far as read. */
  get items(): readonly T[] {
    return this.#chain.items;
  }

  /**
   * Reads on by one page, or by all pages to the end at once where `whole` is wanted and the total is known.
   * @returns false if the list changed too much for this pass: start another
   */
  async advance(whole: boolean): Promise<boolean> {
    if (whole && this.#ahead.length === 0 && this.total !== undefined) {
      this.#ahead = await Promise.all(cover(this.end, this.total).map((request) => this.#read(request)));
    }
    const next = this.#ahead.shift() ?? (await this.#read(pageAfter(this.end, NARROW)));
    if (this.#take(next)) return this.#conclude(next);
    const mend = await this.#read(pageAfter(this.end, WIDE));
    if (!this.#take(mend)) return false;
    if (stopOf(next) > this.end) this.#ahead.unshift(next);
    return this.#conclude(mend);
  }

  async #read(request: PageRequest): Promise<Slice<T>> {
    const page = await this.#readPage(request);
    if (page.total !== undefined) {
      this.total = page.total;
      this.#least = Math.min(this.#least, page.total);
      this.#most = Math.max(this.#most, page.total);
    }
    return { request, page };
  }

  #take(slice: Slice<T>): boolean {
    if (!this.#chain.join(slice.page.items)) return false;
    this.end = stopOf(slice);
    return true;
  }

  /** After the last page of the list: true, and the pass is complete, if the count is sound. */
  #conclude({ request, page }: Slice<T>): boolean {
    const isLast =
      page.items.length < request.size || (page.total !== undefined && stopOf({ request, page }) >= page.total);
    if (!isLast) return true;
    const count = this.items.length;
    this.isComplete = this.total === undefined || (this.#least <= count && count <= this.#most);
    return this.isComplete;
  }
}

/** Index behind the last item of a slice. */
function stopOf({ request, page }: Slice<unknown>): number {
  return startOf(request) + page.items.length;
}
