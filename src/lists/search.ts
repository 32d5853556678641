import { pageOfMost, type Range } from './overlapping-pages.ts';
import type { PageRequest } from './pages.ts';
import type { Segment } from './segment.ts';
import type { Lack } from './slice.ts';
import { type Boundary, driftOf, recordedPosition, type Wanted } from './window-request.ts';

/** A share of the largest page, in items. */
const share = (hundredths: number, largest: number): number => Math.ceil((hundredths * largest) / 100);

/** Minimum overlap of a segment and the page that is read next to it, in hundredths of the largest page. */
const SEAM = 8;

/** What to read before a place that is searched for, since it may move meanwhile, in hundredths of the largest page. */
const MARGIN = 24;

/**
 * How far from the positions already read to search for a place without any hint, in hundredths of the largest page. A
 * page around there still overlaps them.
 */
const STRIDE = 40;

/** What the calls so far have shown of the list as a whole. */
export interface Seen {
  /** Positions read, with or without items: first those of the plan, then those of each search. */
  readonly ranges: readonly [Range, ...Range[]];
  /** Length of the list in the latest response that reported it. */
  readonly total: number | undefined;
  /** The largest page to ask for. */
  readonly largest: number;
}

/**
 * The positions of the wanted items, of the anchor and of the item beyond, if the walk starts before `position`.
 */
export function windowAt(position: number, wanted: Wanted, total: number | undefined): Range {
  const { backward, count, origin, limit, beyond } = wanted;
  const stop = limit.cursor?.position;
  if (backward) {
    const from = Math.max(position - count - beyond, stop !== undefined && stop < position ? stop : 0);
    return { from, to: origin.cursor === undefined ? position : position + 1 };
  }
  const from = Math.max(position - 1, 0);
  const ends = [position + count + beyond];
  if (stop !== undefined && stop >= position) ends.push(stop + 1);
  if (total !== undefined) ends.push(total);
  return { from, to: Math.max(Math.min(...ends), from + 1) };
}

/** The page to read for what a segment lacks; undefined: nothing points to positions that were not read yet. */
export function nextPage<T>(lack: Lack, segment: Segment<T>, wanted: Wanted, seen: Seen): PageRequest | undefined {
  const [head, tail] = [segment.head.position, segment.tail.position];
  const { largest } = seen;
  const seam = share(SEAM, largest);
  if (lack.side === 'right') {
    if (segment.atEnd) return undefined;
    return pageOfMost({ from: Math.max(tail - seam, 0), to: tail + lack.need }, false, largest);
  }
  if (lack.side === 'left') {
    if (segment.atStart) return undefined;
    return pageOfMost({ from: Math.max(head - lack.need, 0), to: head + seam }, true, largest);
  }
  if (lack.of === 'limit') return pageAround(likely(wanted.limit, seen.total)[0], largest);
  if (seen.total === undefined && segment.length === 0) return { number: 1, size: largest };
  const position = unread(wanted.origin, segment, seen);
  return position === undefined ? undefined : pageFrom(position, wanted, seen);
}

function pageAround(position: number, largest: number): PageRequest {
  const margin = share(MARGIN, largest);
  return pageOfMost({ from: Math.max(position - margin, 0), to: position + margin }, false, largest);
}

/** A page that holds a place with a margin, and as much of the window from there on as a page can. */
function pageFrom(position: number, wanted: Wanted, { total, largest }: Seen): PageRequest {
  const { from, to } = windowAt(position, wanted, total);
  const margin = share(MARGIN, largest);
  return wanted.backward
    ? pageOfMost({ from, to: to + margin }, true, largest)
    : pageOfMost({ from: Math.max(from - margin, 0), to }, false, largest);
}

/** Where a boundary is now if all changes happened before it, and where if they are spread evenly over the list. */
function likely(boundary: Boundary, total: number | undefined): readonly [number, number] {
  const recorded = recordedPosition(boundary);
  const drift = driftOf(boundary, total);
  const before = total === undefined ? recorded : total - drift;
  const evenly = before === 0 ? recorded : Math.round((recorded * (before + drift)) / before);
  const within = (position: number): number => Math.max(0, Math.min(position, total ?? position));
  return [within(recorded + drift), within(evenly)];
}

/**
 * The likeliest position of a boundary among those that were not read yet. Positions next to the planned read come
 * last, but first where a walk backward finds the list shorter: the caller may have deleted the items that it saw,
 * which moves nothing before them.
 */
function unread<T>(boundary: Boundary, segment: Segment<T>, { ranges, total, largest }: Seen): number | undefined {
  if (boundary.cursor === undefined) return total;
  const stride = share(STRIDE, largest);
  const left = Math.max(ranges[0].from - stride, 0);
  const right = Math.min(ranges[0].to + stride, total ?? Number.POSITIVE_INFINITY);
  const shrunk = driftOf(boundary, total) < 0;
  const spots = likely(boundary, total);
  const order =
    segment.length === 0 || (shrunk && boundary.side === 'after')
      ? [...spots, left, right]
      : shrunk
        ? [right, ...spots, left]
        : [...spots, right, left];
  return order.find((spot) => !ranges.some(({ from, to }) => from <= spot && spot <= to));
}
