import { MAX_PAGE_SIZE, type PageRequest } from './pages.ts';

/** Consecutive positions of a list, counted from 0: `from` up to, not including, `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Overlap of two pages of one window, items at least, so that changes between the two calls do not separate them. */
export const MIN_OVERLAP = 24;

/** Two pages are never smaller, since together they hold more than one page of 100 can. */
const MIN_SIZE_OF_TWO = MAX_PAGE_SIZE / 2;

/** The positions that a page holds. */
export function positionsOf({ number, size }: PageRequest): Range {
  return { from: (number - 1) * size, to: number * size };
}

/** The page of this size that holds a position. */
function pageWith(position: number, size: number): PageRequest {
  return { number: Math.floor(position / size) + 1, size };
}

/** Items that may come or go before the range, or after it, without leaving the pages. */
function slack(range: Range, first: Range, last: Range): number {
  const left = first.from === 0 ? Number.POSITIVE_INFINITY : range.from - first.from;
  return Math.min(left, last.to - range.to);
}

/** Slack on either side, items, that is enough for changes between two pages of a walk. More only costs decoding. */
const ENOUGH_SLACK = 16;

/**
 * The smallest page that holds a range with enough slack on both sides, else with most; undefined where no page size up
 * to `largest` holds it.
 */
export function onePage(range: Range, enough: number, largest: number): PageRequest | undefined {
  let best: PageRequest | undefined;
  let most = -1;
  for (let size = range.to - range.from; size <= largest; size++) {
    const page = pageWith(range.from, size);
    const held = positionsOf(page);
    const room = Math.min(slack(range, held, held), enough);
    if (room > most) [best, most] = [page, room];
  }
  return best;
}

/**
 * Two pages that hold a range of up to 102 items between them, in order. Their sizes differ, since neighbouring pages
 * of one size share no item: a shift at their seam would go unseen. They overlap by {@link MIN_OVERLAP} items where
 * any two pages do (at every position below 40,000), and have most slack around the range among those.
 */
function twoPages(range: Range): readonly [PageRequest, PageRequest] {
  let best: readonly [PageRequest, PageRequest] | undefined;
  let [widest, most] = [0, -1];
  for (let size = MIN_SIZE_OF_TWO; size <= MAX_PAGE_SIZE; size++) {
    const first = pageWith(range.from, size);
    const head = positionsOf(first);
    for (let other = MIN_SIZE_OF_TWO; other <= MAX_PAGE_SIZE; other++) {
      const last = pageWith(range.to - 1, other);
      const tail = positionsOf(last);
      const overlap = Math.min(head.to - tail.from, MIN_OVERLAP);
      if (overlap < widest || overlap < 1) continue;
      const room = slack(range, head, tail);
      if (overlap > widest || room > most) [best, widest, most] = [[first, last], overlap, room];
    }
  }
  if (best === undefined) throw new RangeError(`No two pages hold ${range.from} to ${range.to}.`);
  return best;
}

/**
 * The page that goes furthest beyond the first `end` items of a list and still holds `overlap` of them, or as many as
 * any page does that goes beyond. Undefined where none does: with pages of up to 10, after every 2,520th item.
 */
export function pageAfter(end: number, overlap: number, largest: number): PageRequest | undefined {
  for (let shared = Math.min(overlap, end); shared >= Math.min(1, end); shared--) {
    let best: PageRequest | undefined;
    for (let size = largest; size > 0; size--) {
      const page = pageWith(end - shared, size);
      if (positionsOf(page).to > (best === undefined ? end : positionsOf(best).to)) best = page;
    }
    if (best !== undefined) return best;
  }
  return undefined;
}

/**
 * The pages from the first `end` items of a list to its position `to`, each of which shares `overlap` items with the
 * one before. They end early where no page leads further. With an overlap of 1, pages of 100 bring at least 41 more
 * items each at any offset up to 20,000.
 */
export function pagesTo(end: number, to: number, overlap: number, largest: number): readonly PageRequest[] {
  const pages: PageRequest[] = [];
  for (let reached = end; reached < to; ) {
    const page = pageAfter(reached, overlap, largest);
    if (page === undefined) break;
    pages.push(page);
    reached = positionsOf(page).to;
  }
  return pages;
}

/** The one page that holds a range, else the two that do; with pages of less than 100, as many as it takes. */
export function overlappingPages(range: Range, largest: number): readonly PageRequest[] {
  const page = onePage(range, ENOUGH_SLACK, largest);
  if (page !== undefined) return [page];
  if (largest === MAX_PAGE_SIZE) return twoPages(range);
  return pagesTo(range.from + 1, range.to, Math.ceil(Math.min(MIN_OVERLAP, largest / 4)), largest);
}

/** The one page that holds as much of a range as a page can, seen from its start or, `fromEnd`, from its end. */
export function pageOfMost(range: Range, fromEnd: boolean, largest: number): PageRequest {
  for (let { from, to } = range; ; fromEnd ? from++ : to--) {
    const page = onePage({ from, to }, Number.POSITIVE_INFINITY, largest);
    if (page !== undefined) return page;
  }
}
