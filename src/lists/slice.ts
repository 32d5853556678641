import { roomTo } from './limit.ts';
import { locate } from './locate.ts';
import { MAX_PAGE_SIZE } from './pages.ts';
import type { Segment } from './segment.ts';
import type { Wanted } from './window-request.ts';

/** Where the items asked for are in a segment. */
export interface Slice {
  readonly done: true;
  /** Indices in the segment: `from` up to, not including, `to`. */
  readonly from: number;
  readonly to: number;
  /** Whether more items follow, in walking direction, before the limit. */
  readonly more: boolean;
}

/** What must be read before the slice can be cut. */
export interface Lack {
  readonly done: false;
  /** Items next to the segment; or proof of where the walk starts, or where it ends. */
  readonly of: 'items' | 'origin' | 'limit';
  /** The side of the segment to read on; undefined: elsewhere. */
  readonly side: 'left' | 'right' | undefined;
  /** How many items to read there. */
  readonly need: number;
  /** A shorter slice, correct without another read. */
  readonly short: Slice | undefined;
}

/**
 * Cuts the items asked for out of a segment. That takes a segment that shows the limit, or that holds the item beyond
 * them which their cursors need.
 *
 * @param limitAhead see `ahead` of {@link roomTo}
 */
export function sliceOf<T>(segment: Segment<T>, wanted: Wanted, limitAhead: boolean | undefined): Slice | Lack {
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
