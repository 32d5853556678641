import type { Wanted } from './arguments.ts';
import { roomTo } from './limit.ts';
import { locate } from './locate.ts';
import { MAX_PAGE_SIZE } from './pages.ts';
import type { Segment } from './segment.ts';
import type { Lack, Slice } from './slice.ts';

/**
 * Cuts the answer out of a segment. A page is complete where the limit shows, or with the item beyond it that its
 * cursors need.
 *
 * @param limitAhead Whether a limit that leaves no trace in the segment was found ahead of it, or else behind.
 */
export function answer<T>(segment: Segment<T>, wanted: Wanted, limitAhead: boolean | undefined): Slice | Lack {
  const { backward, count, origin, beyond } = wanted;
  const { index: start, low, high } = locate(segment, origin);
  if (start === undefined) {
    const side = low !== undefined ? 'right' : high !== undefined ? 'left' : undefined;
    return { done: false, of: 'origin', side, need: MAX_PAGE_SIZE, short: undefined };
  }
  const room = roomTo(segment, wanted, start, limitAhead);
  if (room === undefined) return { done: false, of: 'limit', side: undefined, need: 0, short: undefined };

  const slice = (length: number, more: boolean): Slice =>
    backward
      ? { done: true, from: start - length, to: start, more }
      : { done: true, from: start, to: start + length, more };
  const length = Math.min(count, room.items);
  if (room.exact || room.items >= count + beyond) return slice(length, room.items > count);
  const available = backward ? start : segment.length - start;
  return {
    done: false,
    of: 'items',
    side: backward ? 'left' : 'right',
    need: Math.max(1, count + beyond - available),
    short: length > 0 ? slice(length, true) : undefined,
  };
}
