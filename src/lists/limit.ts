import { locate } from './locate.ts';
import type { Segment } from './segment.ts';
import { driftOf, recordedPosition, type Wanted } from './window-request.ts';

/** Number of items of a segment between the start of the walk and its limit: exact, or a lower bound. */
export interface Room {
  readonly items: number;
  readonly exact: boolean;
}

/**
 * Measures the room from index `start` to the limit; undefined: unknown. A limit of which the segment holds neither
 * item nor neighbour counts as ahead of the segment if its recorded position leads there.
 *
 * @param ahead whether a search found such a limit ahead, or else behind the start; undefined: not searched yet
 */
export function roomTo<T>(
  segment: Segment<T>,
  wanted: Wanted,
  start: number,
  ahead: boolean | undefined,
): Room | undefined {
  const { backward, origin, limit } = wanted;
  const available = backward ? start : segment.length - start;
  const distance = (index: number): number => (backward ? start - index : index - start);
  const atLeast = (items: number): Room => ({ items, exact: false });
  const exactly = (items: number): Room => ({ items: Math.max(0, items), exact: true });

  const { index, low, high } = locate(segment, limit);
  if (index !== undefined) return exactly(distance(index));
  if (limit.cursor === undefined) return atLeast(available);

  const [near, far] = backward ? [high, low] : [low, high];
  if (far !== undefined) return distance(far) <= 0 ? exactly(0) : undefined;
  if (near !== undefined) return atLeast(Math.min(available, distance(near)));
  if (ahead !== undefined) return ahead ? atLeast(available) : exactly(0);

  const { position, total } = segment.spotAt(start);
  const drift = origin.cursor ? position - recordedPosition(origin) : driftOf(limit, total);
  const expected = recordedPosition(limit) + drift;
  const beyond = backward ? expected <= segment.head.position : expected >= segment.tail.position;
  return beyond ? atLeast(available) : undefined;
}

/**
 * Whether a limit lies ahead of the start of the walk, by another segment that holds it; undefined: that segment proves
 * neither. If only neighbours of the limit are left, they bound its place on one side, which can prove only one of the
 * two answers.
 */
export function liesAhead<T>(segment: Segment<T>, other: Segment<T>, wanted: Wanted): boolean | undefined {
  const start = locate(segment, wanted.origin).index;
  if (start === undefined) return undefined;
  const { index, low, high } = locate(other, wanted.limit);
  const distanceTo = (there: number | undefined): number | undefined =>
    there === undefined ? undefined : other.spotAt(there).position - segment.spotAt(start).position;
  const [least, most] = [distanceTo(index ?? low), distanceTo(index ?? high)];
  if (wanted.backward)
    return most !== undefined && most < 0 ? true : least !== undefined && least >= 0 ? false : undefined;
  return least !== undefined && least > 0 ? true : most !== undefined && most <= 0 ? false : undefined;
}
