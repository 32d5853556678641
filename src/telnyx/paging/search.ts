import { MAX_PAGE_SIZE, type PageRequest } from '../pages.ts';
import { type Lack, limitOf, originOf } from './answer.ts';
import type { Wanted } from './arguments.ts';
import { pageOfMost, type Range } from './cover.ts';
import { type Boundary, recordedPosition } from './place.ts';
import type { Stretch } from './stretch.ts';

/** Items of a stretch that the page next to it holds again, at least, so that they join. */
const SEAM = 8;

/** How far beyond all that was read to look for a place that nothing points to: one page reaches back to there. */
const STRIDE = 40;

/** What the calls so far have shown of the list as a whole. */
export interface Seen {
  /** Positions read, whether items stood there or not. */
  readonly ranges: readonly Range[];
  /** Length of the list in the latest answer that told it. */
  readonly total: number | undefined;
}

/** The positions that hold the wanted items, one beyond and the anchor, if the walk starts in front of `position`. */
export function windowAt(position: number, wanted: Wanted, total: number | undefined): Range {
  const { backward, count, after, before } = wanted;
  if (backward) {
    const limit = after !== undefined && after.position < position ? after.position : 0;
    return { from: Math.max(position - count - 1, limit, 0), to: before === undefined ? position : position + 1 };
  }
  const limit = before !== undefined && before.position >= position ? before.position + 1 : Number.POSITIVE_INFINITY;
  const from = Math.max(position - 1, 0);
  const end = Math.max(total ?? Number.POSITIVE_INFINITY, position);
  return { from, to: Math.max(Math.min(position + count + 1, limit, end), from + 1) };
}

/** The page to read for what a stretch lacks; undefined where nothing points anywhere new. */
export function nextPage<T>(lack: Lack, stretch: Stretch<T>, wanted: Wanted, seen: Seen): PageRequest | undefined {
  const { of, need } = lack;
  if (of === 'right') return pageOfMost({ from: Math.max(stretch.to - SEAM, 0), to: stretch.to + need }, false);
  if (of === 'left') return pageOfMost({ from: Math.max(stretch.from - need, 0), to: stretch.from + SEAM }, true);
  if (seen.total === undefined && stretch.length === 0) return { number: 1, size: MAX_PAGE_SIZE };
  if (of === 'limit') {
    const position = likely(limitOf(wanted), seen.total)[0] ?? 0;
    return pageOfMost({ from: Math.max(position - 1, 0), to: position + 1 }, false);
  }
  const position = whereToSearch(originOf(wanted), stretch, seen);
  if (position === undefined) return undefined;
  return pageOfMost(windowAt(position, wanted, seen.total), wanted.backward);
}

/** Where a boundary has gone if all that came or went did so before it; half of it did; none did. */
function likely({ cursor, side }: Boundary, total: number | undefined): readonly number[] {
  if (cursor === undefined) return [side === 'after' ? 0 : (total ?? 0)];
  const recorded = recordedPosition(cursor, side);
  const drift = (total ?? 0) - (total === undefined ? 0 : (cursor.total ?? total));
  return [drift, Math.trunc(drift / 2), 0].map((by) => within(recorded + by, total));
}

function within(position: number, total: number | undefined): number {
  return Math.max(0, Math.min(position, total ?? position));
}

/** The likeliest position of the boundary that no page has shown yet, then those next to what was read. */
function whereToSearch<T>(boundary: Boundary, stretch: Stretch<T>, { ranges, total }: Seen): number | undefined {
  const spots = likely(boundary, total);
  if (boundary.cursor === undefined) return spots[0];
  const left = Math.min(...ranges.map(({ from }) => from)) - STRIDE;
  const right = Math.max(...ranges.map(({ to }) => to)) + STRIDE;
  const shrunk = stretch.length === 0 || (total ?? 0) < (boundary.cursor.total ?? 0);
  return [...spots, ...(shrunk ? [left, right] : [right, left])]
    .map((spot) => within(spot, total))
    .find((spot) => !ranges.some(({ from, to }) => from <= spot && spot <= to));
}
