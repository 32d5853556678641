import { NEAREST } from './cursor.ts';
import type { Segment } from './segment.ts';
import type { Boundary } from './window-request.ts';

/** Where a boundary lies in a segment, as far as the segment proves it. */
export interface Location {
  /** Index of the first item behind the boundary, 0 to the segment's length; undefined where unproven. */
  readonly index: number | undefined;
  /** Bounds by the neighbours that are left: the boundary is neither before index `low` nor past index `high`. */
  readonly low: number | undefined;
  readonly high: number | undefined;
}

const UNKNOWN: Location = { index: undefined, low: undefined, high: undefined };

/**
 * Finds a boundary in a segment, though the cursor's item and some of its neighbours may be gone.
 *
 * Every item that is still in the list must end up on its own side of the boundary. The cursor's item itself shows the
 * place. Without it, its nearest neighbour left does, if the segment reaches far enough on the other side to hold any
 * other one that is left: to a neighbour there, near or remote, or to the end of the list. The cursor knew every item
 * between them, so an item that is there now is new. If the segment does not reach that far, new items may have pushed
 * the cursor's item out of it. Then only the neighbour right across the boundary shows the place by itself. Of two
 * possible places it takes the one next to what the caller has seen, so that the caller sees new items.
 */
export function locate<T>(segment: Segment<T>, { cursor, side }: Boundary): Location {
  const { length, atStart, atEnd } = segment;
  if (cursor === undefined) {
    const index = side === 'after' ? (atStart ? 0 : undefined) : atEnd ? length : undefined;
    return { ...UNKNOWN, index };
  }
  if (length === 0 && atStart && atEnd) return { ...UNKNOWN, index: 0 };
  const itself = segment.indexOf(cursor.id);
  if (itself >= 0) return { ...UNKNOWN, index: side === 'after' ? itself + 1 : itself };

  const before = nearest(segment, cursor.predecessors);
  const after = nearest(segment, cursor.successors);
  const low = before === undefined ? undefined : before.index + 1;
  const high = after?.index;
  if (low !== undefined && high !== undefined && low > high) return UNKNOWN;
  // The item was at an end of its list, but nothing shows that this is the same list: it may be another account's.
  if (low === undefined && high === undefined) return UNKNOWN;

  const lowest = low ?? (cursor.fromStart && atStart ? 0 : undefined);
  const highest = high ?? (cursor.toEnd && atEnd ? length : undefined);
  const closedBefore = lowest !== undefined || atStart || holdsFarthest(segment, cursor.predecessors);
  const closedAfter = highest !== undefined || atEnd || holdsFarthest(segment, cursor.successors);
  const index =
    side === 'after'
      ? ((closedAfter ? lowest : undefined) ?? (closedBefore || after?.rank === 0 ? highest : undefined))
      : ((closedBefore ? highest : undefined) ?? (closedAfter || before?.rank === 0 ? lowest : undefined));
  return { index, low, high };
}

/** The nearest neighbour (rank 0 is next to the item) that the segment still holds. */
function nearest<T>(segment: Segment<T>, neighbours: readonly number[]): { index: number; rank: number } | undefined {
  for (const [rank, value] of neighbours.slice(0, NEAREST).entries()) {
    const index = segment.indexOfFingerprint(value);
    if (index !== undefined) return { index, rank };
  }
  return undefined;
}

/** Whether the segment reaches as far as the remote neighbour: then it holds all nearer ones that are left. */
function holdsFarthest<T>(segment: Segment<T>, neighbours: readonly number[]): boolean {
  const farthest = neighbours[NEAREST];
  return farthest !== undefined && segment.indexOfFingerprint(farthest) !== undefined;
}
