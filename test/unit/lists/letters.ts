import { pageOf } from '../../../src/lists/pages.ts';
import { Segment } from '../../../src/lists/segment.ts';
import type { Boundary } from '../../../src/lists/window-request.ts';

/**
 * A list of one-letter items, read as one page: `..` at an end means that the list goes on there, before the first
 * letter by as many items as the page holds.
 */
export function stretch(text: string): Segment<string> {
  const items = text.replaceAll('..', '').split('');
  const size = items.length + (text.endsWith('..') ? 0 : 1);
  const number = text.startsWith('..') ? 2 : 1;
  const total = (number - 1) * size + items.length + (text.endsWith('..') ? 1 : 0);
  return Segment.ofPage(pageOf(items, { number, size }, total), (item) => item);
}

/** The boundary after or before a letter, of a cursor made when `then` was read. */
export function boundary(side: Boundary['side'], letter: string, then: string): Boundary {
  const old = stretch(then);
  return { side, cursor: old.cursorAt(old.indexOf(letter)) };
}
