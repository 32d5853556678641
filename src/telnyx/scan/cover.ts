import { MAX_PAGE_SIZE, type PageRequest } from '../pages.ts';

/** How many items a page shares with what was read before it, where nothing changes meanwhile: the cheapest. */
export const NARROW = 1;
/** How many items a page shares where a seam is to be mended: it finds the seam again after up to 24 deletions. */
export const WIDE = 25;

/** Index of the first item that a page asks for. */
export function startOf({ number, size }: PageRequest): number {
  return (number - 1) * size;
}

/**
 * The page that goes furthest beyond the first `end` items of a list and still holds `overlap` of them. Page numbers
 * count in whole pages, so its size is mostly below 100; it brings at least 41 further items at any offset up to 20,000.
 */
export function pageAfter(end: number, overlap: number): PageRequest {
  let best: PageRequest = { number: 1, size: MAX_PAGE_SIZE };
  for (let size = MAX_PAGE_SIZE; size > 0; size -= 1) {
    const number = Math.floor((end - overlap) / size) + 1;
    if (number * size > best.number * best.size) best = { number, size };
  }
  return best;
}

/** The pages that lead from the first `end` items of a list to its `total`, each overlapping with the one before. */
export function cover(end: number, total: number): PageRequest[] {
  const pages: PageRequest[] = [];
  for (let reached = end; reached < total; ) {
    const page = pageAfter(reached, NARROW);
    pages.push(page);
    reached = page.number * page.size;
  }
  return pages;
}
