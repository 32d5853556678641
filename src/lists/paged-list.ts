import type { ReadPage } from './pages.ts';

/** A list that upstream serves by page number and size. */
export interface PagedList<T> {
  /** Names the list and its filter canonically: a cursor is good for lists of the same scope only. */
  readonly scope: string;
  idOf(item: T): string;
  /** The largest page to ask for: 100, but less once a larger one was cut. */
  readonly largest: () => number;
  /** One page; past the end: no items, and perhaps no total. Its `end` is `here` or `later`. */
  readonly read: ReadPage<T>;
}
