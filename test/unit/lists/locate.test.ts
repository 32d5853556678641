import { describe, expect, it } from 'vitest';
import { type Location, locate } from '../../../src/lists/locate.ts';
import { boundary, stretch } from './letters.ts';

/** Where the boundary after (or before) M lies, of a cursor made in `then`, when `now` is read. */
function placed(side: 'after' | 'before', then: string, now: string): Location {
  return locate(stretch(now), boundary(side, 'M', then));
}

const index = (side: 'after' | 'before', then: string, now: string) => placed(side, then, now).index;

/** Twelve letters on either side of M: a cursor remembers FGHIJKL and A before it, NOPQRST and Y after it. */
const THEN = '..ABCDEFGHIJKLMNOPQRSTUVWXY..';

describe('the place after an item', () => {
  it.each([
    ['the item itself', '..KLMNO..', 3],
    ['its predecessor, with a successor in sight', '..KLNO..', 2],
    ['so that new items between them come next', '..KL12NO..', 2],
    ['the nearest predecessor left', '..GH12Q..', 2],
    ['a predecessor before the end of the list', '..KL12', 2],
    ['a predecessor, with the remote successor in sight', '..KLUVY..', 2],
    ['the first successor alone', '..12NOP..', 2],
    ['a later successor behind the start of the list', '12OP..', 2],
    ['a later successor, with the remote predecessor in sight', '..AB12OP..', 4],
  ])('is shown by %s', (_, now, expected) => {
    expect(index('after', THEN, now)).toBe(expected);
  });

  it.each([
    ['a predecessor alone: the item may lie beyond', '..KL123..', { low: 2, high: undefined }],
    ['a later successor alone: earlier ones may lie before', '..123OP..', { low: undefined, high: 3 }],
    ['strangers', '..123..', { low: undefined, high: undefined }],
    ['a list of strangers: some may be older', '123', { low: undefined, high: undefined }],
    ['neighbours out of order', '..NOKL..', { low: undefined, high: undefined }],
  ])('is not shown by %s', (_, now, hints) => {
    expect(placed('after', THEN, now)).toEqual({ index: undefined, ...hints });
  });
});

describe('the place before an item', () => {
  it.each([
    ['the item itself', '..KLMNO..', 2],
    ['its successor, with a predecessor in sight', '..KL12NO..', 4],
    ['a successor behind the start of the list', '12NO..', 2],
    ['a successor, with the remote predecessor in sight', '..ABNO..', 2],
    ['the first predecessor alone', '..KL12..', 2],
    ['an earlier predecessor before the end of the list', '..JK12', 2],
    ['an earlier predecessor, with the remote successor in sight', '..JK12XY..', 2],
  ])('is shown by %s', (_, now, expected) => {
    expect(index('before', THEN, now)).toBe(expected);
  });

  it.each([
    ['a successor alone', '..12NO..', { low: undefined, high: 2 }],
    ['an earlier predecessor alone', '..JK12..', { low: 2, high: undefined }],
  ])('is not shown by %s', (_, now, hints) => {
    expect(placed('before', THEN, now)).toEqual({ index: undefined, ...hints });
  });
});

describe('a cursor that knew all of one side', () => {
  it('has nothing but new items there, where a neighbour is left on the other side', () => {
    expect(index('after', 'KLMNOPQRSTUVWXYZ..', '123O')).toBe(0);
    expect(index('before', 'KLMNOPQRSTUVWXYZ..', '123O')).toBe(3);
    expect(index('after', '..ABCDEFGHIJKLMN', 'K123')).toBe(1);
    expect(index('before', '..ABCDEFGHIJKLMN', 'K123')).toBe(4);
  });

  it('is not placed in a list that holds nothing of what it knew: it may be another one', () => {
    for (const then of ['KLMNOPQRSTUVWXYZ..', '..ABCDEFGHIJKLMN', 'KLMNO', 'M']) {
      for (const now of ['123', '123..', '..123', '1']) {
        expect([index('after', then, now), index('before', then, now)]).toEqual([undefined, undefined]);
      }
    }
  });

  it('is placed in an empty list', () => {
    expect([index('after', THEN, ''), index('before', THEN, '')]).toEqual([0, 0]);
  });
});

describe('no cursor', () => {
  it('means an end of the list', () => {
    const at = (side: 'after' | 'before', now: string) => locate(stretch(now), { side, cursor: undefined }).index;
    expect([at('after', 'KLM..'), at('after', '..KLM')]).toEqual([0, undefined]);
    expect([at('before', 'KLM..'), at('before', '..KLM')]).toEqual([undefined, 3]);
  });
});
