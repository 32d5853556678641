import { pageAfter, positionsOf } from './overlapping-pages.ts';
import type { PageRequest } from './pages.ts';

/** How many items a page shares with what was read before it, where nothing changes meanwhile: the cheapest. */
export const NARROW = 1;
/** How many items a page shares where a seam is to be mended: it finds the seam again after up to 24 deletions. */
export const WIDE = 25;

/**
 * The pages that lead from the first `end` items of a list to its `total`, each overlapping with the one before. Pages
 * of 100 bring at least 41 further items at any offset up to 20,000.
 */
export function pagesFor(end: number, total: number, largest: number): PageRequest[] {
  const pages: PageRequest[] = [];
  for (let reached = end; reached < total; ) {
    const page = pageAfter(reached, NARROW, largest);
    if (page === undefined) break;
    pages.push(page);
    reached = positionsOf(page).to;
  }
  return pages;
}
