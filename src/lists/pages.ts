/** Items of the largest page that a list is served in. */
export const MAX_PAGE_SIZE = 100;

/** The highest position in a list, and its greatest length, that a cursor can hold. */
export const MAX_POSITION = 0xffff_fffe;

/** What to ask of a page-number list. */
export interface PageRequest {
  /** From 1 on. */
  readonly number: number;
  /** 1 to {@link MAX_PAGE_SIZE}. */
  readonly size: number;
}

/** One page of a list; past the end it is empty. */
export interface Page<T> {
  readonly items: readonly T[];
  /** How many items of the list precede its first one. */
  readonly from: number;
  /** How many items it could hold: fewer than asked for where upstream makes smaller pages. */
  readonly size: number;
  /** Length of the list; undefined: not reported. */
  readonly total: number | undefined;
  /**
   * Whether the list ends with this page, or before it if it is empty: `here`, or `later` if more may follow. A page
   * that holds fewer items than it could may be the last one, or cut by upstream: `unsure` if its meta does not say,
   * `denied` if its meta says that more follow.
   */
  readonly end: 'here' | 'later' | 'unsure' | 'denied';
}

/** Reads one page. Rejects if it cannot be read; that error is passed on. */
export type ReadPage<T> = (page: PageRequest) => Promise<Page<T>>;

/** A list that upstream serves by page number and size. */
export interface PagedList<T> {
  /** Canonical name of list and filter. A cursor is valid for lists of the same scope only. */
  readonly scope: string;
  idOf(item: T): string;
  /** The largest page to ask for: 100, but less once a larger one was cut. */
  readonly largest: () => number;
  /** One page; past the end: no items, and perhaps no total. Its `end` is `here` or `later`. */
  readonly read: ReadPage<T>;
}

/** A page of exactly the size asked for. It is the last one if it is not full, or reaches the total. */
export function pageOf<T>(items: readonly T[], { number, size }: PageRequest, total: number | undefined): Page<T> {
  const from = (number - 1) * size;
  const isLast = items.length < size || (total !== undefined && from + items.length >= total);
  return { items, from, size, total, end: isLast ? 'here' : 'later' };
}

/** A list in memory, served by page. */
export function listOf<T>(scope: string, items: readonly T[], idOf: (item: T) => string): PagedList<T> {
  return {
    scope,
    idOf,
    largest: () => MAX_PAGE_SIZE,
    async read(request) {
      const to = request.number * request.size;
      return pageOf(items.slice(to - request.size, to), request, items.length);
    },
  };
}
