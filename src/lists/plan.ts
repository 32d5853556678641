/** Below this many ids an unknown list is not worth a probe. */
const MIN_IDS_FOR_PROBE = 4;
/** Where calls are plenty, a list read pays for its decoding only while it holds at most this many items per id. */
const MAX_ITEMS_PER_ID = 5;

/** What is known while a batch is read. */
export interface BatchState {
  /** How many ids the batch looks for in the list. */
  readonly wanted: number;
  /** Length of the list, perhaps out of date; undefined: not known. */
  readonly total: number | undefined;
  /** How many items a page holds. */
  readonly size: number;
  /** Whether calls are scarce: then a list read that saves any is worth decoding items that are not wanted. */
  readonly scarce?: boolean;
  /** How many of the ids page 1 held; absent before page 1 was read. */
  readonly found?: number;
}

/**
 * Decides which pages of the largest size to read next, in parallel. An empty plan means: read each id that has no
 * result by itself. Call this before any read and, if it plans page 1, once more with what page 1 held.
 *
 * The bound is k + 1 calls for k ids, whatever the list turns out to hold and whichever reads fail. Every id may in the
 * end need a call of its own, so one page is all that may be read blindly. Once page 1 held f ids, f single reads are
 * saved, and f more pages may be spent: 1 + (P - 1) + (k - f) <= k + 1 as long as P - 1 <= f. This is why page 1 goes
 * first even where the total is known.
 */
export function plan({ wanted, total, size, scarce = false, found }: BatchState): number[] {
  if (found !== undefined) return planRest(wanted, total === undefined ? undefined : Math.ceil(total / size), found);
  if (total === undefined) return wanted < MIN_IDS_FOR_PROBE ? [] : [1];
  const pages = Math.ceil(total / size);
  const isLean = scarce || total <= MAX_ITEMS_PER_ID * wanted;
  return pages > 0 && pages <= wanted / 2 && isLean ? [1] : [];
}

function planRest(wanted: number, pages: number | undefined, found: number): number[] {
  if (pages === undefined) return [];
  const rest = Math.max(0, pages - 1);
  const worthIt = pages <= wanted / 2 && rest < wanted - found;
  return worthIt && rest <= found ? Array.from({ length: rest }, (_, index) => index + 2) : [];
}
