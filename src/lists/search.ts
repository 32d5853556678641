import { pageOfMost, type Range } from './overlapping-pages.ts';
import type { PageRequest } from './pages.ts';
import type { Segment } from './segment.ts';
import type { Lack } from './slice.ts';
import { type Boundary, driftOf, recordedPosition, type Wanted } from './window-request.ts';

/** Shares of the largest page, so many hundredths. */
const share = (hundredths: number, largest: number): number => Math.ceil((hundredths * largest) / 100);

/** Items of a segment, at least, that the page read next to it holds again, so that they join: 8 of 100. */
const SEAM = 8;

/** Items to read on the near side of a place searched for: it may move on while it is looked for. */
const MARGIN = 24;

/** How far from all that was read to look for a place that nothing points to: a page around there reaches back. */
const STRIDE = 40;

/** What the calls so far have shown of the list as a whole. */
export interface Seen {
  /** Positions read, whether items stood there or not: first those read as planned, then those of each search. */
  readonly ranges: readonly [Range, ...Range[]];
  /** Length of the list in the latest answer that told it. */
  readonly total: number | undefined;
  /** The largest page to ask for. */
  readonly largest: number;
}

/**
 * The positions of the wanted items, of the anchor and of what is seen beyond, if the walk starts in front of
 * `position`.
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

/** The page to read for what a segment lacks; undefined where nothing points anywhere new. */
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

/** Where a boundary has gone if all that came or went did so before it, and if it did so evenly. */
function likely(boundary: Boundary, total: number | undefined): readonly [number, number] {
  const recorded = recordedPosition(boundary);
  const drift = driftOf(boundary, total);
  const before = total === undefined ? recorded : total - drift;
  const evenly = before === 0 ? recorded : Math.round((recorded * (before + drift)) / before);
  const within = (position: number): number => Math.max(0, Math.min(position, total ?? position));
  return [within(recorded + drift), within(evenly)];
}

/**
 * The likeliest position of a boundary that no page has shown yet; those next to the planned read are the last resort,
 * but the first one where a walk backward finds the list shorter: its caller may have deleted what it saw, which moves
 * nothing before it.
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
