import type { Cursor } from './cursor.ts';
import type { Stretch } from './stretch.ts';

/** One end of what the caller asks for: the gap right after or right before a cursor's item, or the list's own end. */
export interface Boundary {
  readonly side: 'after' | 'before';
  /** Undefined: the start of the list for `after`, its end for `before`. */
  readonly cursor: Cursor | undefined;
}

/** Where a boundary lies in a stretch, as far as the stretch proves it. */
export interface Place {
  /** Index of the first item behind the boundary, 0 to the stretch's length; undefined where unproven. */
  readonly index: number | undefined;
  /** Surviving neighbours, where unproven: the boundary cannot lie before index `low`, or past index `high`. */
  readonly low: number | undefined;
  readonly high: number | undefined;
}

const UNKNOWN: Place = { index: undefined, low: undefined, high: undefined };

/** The position of a cursor's boundary when the cursor was made: that of the first item behind it. */
export function recordedPosition(cursor: Cursor, side: Boundary['side']): number {
  return side === 'after' ? cursor.position + 1 : cursor.position;
}

/**
 * Finds a boundary in a stretch, though the cursor's item or its neighbours may be gone.
 *
 * Every item that stood still since the cursor was made must come to lie on its own side. The item itself shows the
 * place. Without it, two neighbours, one on each side, show it: all that stood between them was known to the cursor,
 * so whatever else lies there now is new. One neighbour does if it touched the boundary from the far side, or if the
 * stretch reaches the list's end on the other side. A lone neighbour beyond does not: others may lie outside the
 * stretch, pushed there by new items. Of several places that would do, the one next to the side that the caller has
 * seen is taken, so that he sees what is new.
 */
export function place<T>(stretch: Stretch<T>, { cursor, side }: Boundary): Place {
  const { length, atStart, atEnd } = stretch;
  if (cursor === undefined) {
    const index = side === 'after' ? (atStart ? 0 : undefined) : atEnd ? length : undefined;
    return { ...UNKNOWN, index };
  }
  if (length === 0 && atStart && atEnd) return { ...UNKNOWN, index: 0 };
  const itself = stretch.indexOf(cursor.id);
  if (itself >= 0) return { ...UNKNOWN, index: side === 'after' ? itself + 1 : itself };

  const before = nearest(stretch, cursor.predecessors);
  const after = nearest(stretch, cursor.successors);
  const low = before !== undefined ? before.index + 1 : cursor.fromStart && atStart ? 0 : undefined;
  const high = after !== undefined ? after.index : cursor.toEnd && atEnd ? length : undefined;
  if (low !== undefined && high !== undefined && low > high) return UNKNOWN;

  const closedBefore = low !== undefined || atStart;
  const closedAfter = high !== undefined || atEnd;
  const index =
    side === 'after'
      ? ((closedAfter ? low : undefined) ?? (closedBefore || after?.rank === 0 ? high : undefined))
      : ((closedBefore ? high : undefined) ?? (closedAfter || before?.rank === 0 ? low : undefined));
  return { index, low, high };
}

/** The nearest neighbour (rank 0 is next to the item) that the stretch still holds. */
function nearest<T>(stretch: Stretch<T>, neighbours: readonly number[]): { index: number; rank: number } | undefined {
  for (const [rank, value] of neighbours.entries()) {
    const index = stretch.indexOfFingerprint(value);
    if (index !== undefined) return { index, rank };
  }
  return undefined;
}
