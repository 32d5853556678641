import type { Wanted } from './arguments.ts';
import { type Boundary, type Place, place, recordedPosition } from './place.ts';
import type { Stretch } from './stretch.ts';

/** The items of a stretch that answer the query. */
export interface Answer {
  readonly done: true;
  /** Indices in the stretch. */
  readonly from: number;
  readonly to: number;
  /** More lie ahead in walking direction, before the other boundary. */
  readonly more: boolean;
}

/** What must be read before the query can be answered. */
export interface Lack {
  readonly done: false;
  /** More of the list next to the stretch; the place that the walk starts from, or its limit, somewhere else. */
  readonly of: 'left' | 'right' | 'origin' | 'limit';
  /** How many items more. */
  readonly need: number;
  /** A shorter page that is right as it stands. */
  readonly short: Answer | undefined;
}

/** Where the walk starts. */
export function originOf({ backward, after, before }: Wanted): Boundary {
  return backward ? { side: 'before', cursor: before } : { side: 'after', cursor: after };
}

/** Where it ends at the latest. */
export function limitOf({ backward, after, before }: Wanted): Boundary {
  return backward ? { side: 'after', cursor: after } : { side: 'before', cursor: before };
}

/**
 * Cuts the answer out of a stretch. A page is complete with one item beyond it (so that its last cursor has a
 * neighbour on either side), or where the limit shows.
 *
 * @param limitAhead Whether a limit that does not show in the stretch is known to lie ahead of it or behind it.
 */
export function answer<T>(stretch: Stretch<T>, wanted: Wanted, limitAhead: boolean | undefined): Answer | Lack {
  const { backward, count } = wanted;
  const origin = place(stretch, originOf(wanted));
  if (origin.index === undefined) return { done: false, of: towards(origin), need: count + 1, short: undefined };

  const start = origin.index;
  const ahead = (index: number): number => (backward ? start - index : index - start);
  const slice = (length: number, more: boolean): Answer =>
    backward
      ? { done: true, from: start - length, to: start, more }
      : { done: true, from: start, to: start + length, more };

  const available = backward ? start : stretch.length - start;
  const limit = place(stretch, limitOf(wanted));
  if (limit.index !== undefined) {
    const room = Math.max(0, ahead(limit.index));
    return slice(Math.min(count, room), room > count);
  }
  const clear = clearAhead(stretch, wanted, start, limit, limitAhead);
  if (clear === 'behind') return slice(0, false);
  if (clear === 'unknown') return { done: false, of: 'limit', need: 0, short: undefined };
  const sure = Math.min(available, clear === 'all' ? available : ahead(clear));
  if (sure > count) return slice(count, true);
  const short = sure > 0 ? slice(Math.min(sure, count), true) : undefined;
  return { done: false, of: backward ? 'left' : 'right', need: Math.max(1, count + 1 - available), short };
}

/**
 * Whether a limit found in another stretch lies ahead of the place that the walk starts from; undefined where that
 * stretch does not show it either.
 */
export function limitLiesAhead<T>(stretch: Stretch<T>, other: Stretch<T>, wanted: Wanted): boolean | undefined {
  const start = place(stretch, originOf(wanted)).index;
  const limit = place(other, limitOf(wanted));
  const index = limit.index ?? limit.low ?? limit.high;
  if (start === undefined || index === undefined) return undefined;
  const ahead = other.positionAt(index) - stretch.positionAt(start);
  return wanted.backward ? ahead < 0 : ahead > 0;
}

/** On which side of the stretch to look for a boundary that it does not prove. */
function towards({ low, high }: Place): Lack['of'] {
  if (low !== undefined && high === undefined) return 'right';
  if (high !== undefined && low === undefined) return 'left';
  return 'origin';
}

/** How far the stretch is known to be clear of the limit, as an index in it. */
function clearAhead<T>(
  stretch: Stretch<T>,
  wanted: Wanted,
  start: number,
  seen: Place,
  limitAhead: boolean | undefined,
): number | 'all' | 'behind' | 'unknown' {
  const { cursor, side } = limitOf(wanted);
  if (cursor === undefined) return 'all';
  const [near, far] = wanted.backward ? [seen.high, seen.low] : [seen.low, seen.high];
  if (far !== undefined && (wanted.backward ? far >= start : far <= start)) return 'behind';
  if (near !== undefined) return near;
  if (far !== undefined) return 'unknown';
  if (limitAhead !== undefined) return limitAhead ? 'all' : 'behind';

  const origin = originOf(wanted);
  const moved = origin.cursor
    ? stretch.positionAt(start) - recordedPosition(origin.cursor, origin.side)
    : (stretch.total ?? 0) - (cursor.total ?? stretch.total ?? 0);
  const expected = recordedPosition(cursor, side) + moved;
  return (wanted.backward ? expected <= stretch.from : expected >= stretch.to) ? 'all' : 'unknown';
}
