import type { Wanted } from './arguments.ts';
import { place } from './locate.ts';
import { driftOf, recordedPosition } from './search.ts';
import type { Stretch } from './segment.ts';

/** How many items of a stretch lie between the start of the walk and its limit: so many exactly, or at least. */
export interface Room {
  readonly items: number;
  readonly exact: boolean;
}

/**
 * Measures the room from index `start` to the limit; undefined where it cannot be told. A limit that leaves no trace
 * in the stretch counts as lying ahead of it if that is where it is to be expected.
 *
 * @param ahead Whether such a limit was found to lie ahead, or else behind the start; undefined: not looked for yet.
 */
export function roomTo<T>(
  stretch: Stretch<T>,
  wanted: Wanted,
  start: number,
  ahead: boolean | undefined,
): Room | undefined {
  const { backward, origin, limit } = wanted;
  const available = backward ? start : stretch.length - start;
  const distance = (index: number): number => (backward ? start - index : index - start);
  const atLeast = (items: number): Room => ({ items, exact: false });
  const exactly = (items: number): Room => ({ items: Math.max(0, items), exact: true });

  const { index, low, high } = place(stretch, limit);
  if (index !== undefined) return exactly(distance(index));
  if (limit.cursor === undefined) return atLeast(available);

  const [near, far] = backward ? [high, low] : [low, high];
  if (far !== undefined) return distance(far) <= 0 ? exactly(0) : undefined;
  if (near !== undefined) return atLeast(Math.min(available, distance(near)));
  if (ahead !== undefined) return ahead ? atLeast(available) : exactly(0);

  const { position, total } = stretch.spotAt(start);
  const drift = origin.cursor ? position - recordedPosition(origin) : driftOf(limit, total);
  const expected = recordedPosition(limit) + drift;
  const beyond = backward ? expected <= stretch.head.position : expected >= stretch.tail.position;
  return beyond ? atLeast(available) : undefined;
}

/**
 * Whether a limit that shows in another stretch lies ahead of the start of the walk; undefined where that one does not
 * tell. Where only neighbours of the limit are left, they bound its place on one side: that proves the one or the other
 * only.
 */
export function liesAhead<T>(stretch: Stretch<T>, other: Stretch<T>, wanted: Wanted): boolean | undefined {
  const start = place(stretch, wanted.origin).index;
  if (start === undefined) return undefined;
  const { index, low, high } = place(other, wanted.limit);
  const distanceTo = (there: number | undefined): number | undefined =>
    there === undefined ? undefined : other.spotAt(there).position - stretch.spotAt(start).position;
  const [least, most] = [distanceTo(index ?? low), distanceTo(index ?? high)];
  if (wanted.backward)
    return most !== undefined && most < 0 ? true : least !== undefined && least >= 0 ? false : undefined;
  return least !== undefined && least > 0 ? true : most !== undefined && most <= 0 ? false : undefined;
}
