import { describe, expect, it } from 'vitest';
import { liesAhead, roomTo } from '../../../src/lists/limit.ts';
import { sliceOf } from '../../../src/lists/slice.ts';
import type { Wanted } from '../../../src/lists/window-request.ts';
import { boundary, stretch } from './letters.ts';

const THEN = '..ABCDEFGHIJKLMNOPQRSTUVWXY..';

/** From after one letter to before another, or the way back. */
function between(low: string, high: string, backward = false): Wanted {
  const [after, before] = [boundary('after', low, THEN), boundary('before', high, THEN)];
  return { backward, count: 2, origin: backward ? before : after, limit: backward ? after : before, beyond: 1 };
}

describe('the room to the limit', () => {
  const room = (wanted: Wanted, now: string, start: number, ahead?: boolean) =>
    roomTo(stretch(now), wanted, start, ahead);

  it('is exact where the limit shows, and none where it shows behind', () => {
    expect(room(between('C', 'M'), '..CDLM..', 1)).toEqual({ items: 2, exact: true });
    expect(room(between('L', 'D'), '..CDLM..', 3)).toEqual({ items: 0, exact: true });
    expect(room(between('C', 'M', true), '..CDLM..', 3)).toEqual({ items: 2, exact: true });
    expect(room(between('L', 'D', true), '..CDLM..', 1)).toEqual({ items: 0, exact: true });
  });

  it('is zero if the limit is gone, but a later neighbour of it lies behind', () => {
    expect(room(between('R', 'M'), '..OPRST..', 3)).toEqual({ items: 0, exact: true });
    expect(room(between('M', 'H', true), '..FGHJK..', 2)).toEqual({ items: 0, exact: true });
    expect(room(between('M', 'F', true), '..FGHJK..', 0)).toEqual({ items: 0, exact: true });
    expect(room(between('D', 'C', true), '..CEFGH..', 0)).toEqual({ items: 0, exact: true });
  });

  it('reaches at least to a neighbour on the near side', () => {
    expect(room(between('C', 'M'), '..CJK1234..', 1)).toEqual({ items: 2, exact: false });
    expect(room(between('C', 'V', true), '..123EFV..', 5)).toEqual({ items: 2, exact: false });
  });

  it('cannot be told from a neighbour on the far side alone', () => {
    expect(room(between('B', 'M'), '..B123PQ..', 1)).toBeUndefined();
    expect(room(between('M', 'X', true), '..IJ123X..', 5)).toBeUndefined();
  });

  it('is all that the segment holds if the limit is to be expected beyond it, or was found there', () => {
    expect(room(between('B', 'X'), '..AB123..', 2)).toEqual({ items: 3, exact: false });
    expect(room(between('X', 'B'), '..XY123..', 1)).toBeUndefined();
    expect(room(between('X', 'B'), '..XY123..', 1, true)).toEqual({ items: 4, exact: false });
    expect(room(between('X', 'B'), '..XY123..', 1, false)).toEqual({ items: 0, exact: true });
  });
});

describe('an answer', () => {
  it('ends at the limit, wherever more items follow', () => {
    expect(sliceOf(stretch('..CDLM..'), between('C', 'M'), undefined)).toEqual({
      done: true,
      from: 1,
      to: 3,
      more: false,
    });
    expect(sliceOf(stretch('..CDKLM..'), between('C', 'M'), undefined)).toMatchObject({ from: 1, to: 3, more: true });
  });

  it('wants more on the side that it walks to, and names the shorter page', () => {
    const short = { done: true, from: 1, to: 3, more: true };
    const lack = { done: false, of: 'items', side: 'right', need: 1, short };
    expect(sliceOf(stretch('..CDE..'), between('C', 'Y'), undefined)).toEqual(lack);
    expect(sliceOf(stretch('..XY..'), between('A', 'Y', true), undefined)).toMatchObject({ side: 'left', need: 2 });
  });
});

describe('a limit seen elsewhere', () => {
  it('lies ahead or behind by position', () => {
    const [near, far] = [stretch('..BCDEF..'), stretch('..KLMNOPQRSTUVW..')];
    expect(liesAhead(near, far, between('C', 'M'))).toBe(true);
    expect(liesAhead(far, near, between('M', 'C'))).toBe(false);
    expect(liesAhead(far, near, between('C', 'M', true))).toBe(true);
    expect(liesAhead(near, far, between('M', 'C', true))).toBe(false);
    expect(liesAhead(near, stretch('..123..'), between('C', 'M'))).toBeUndefined();
  });
});
