import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageOf } from '../../../src/lists/pages.ts';
import { Segment } from '../../../src/lists/segment.ts';

const page = (items: readonly number[], number = 2): Segment<number> =>
  Segment.ofPage(pageOf(items, { number, size: items.length }, undefined), String);

describe('two segments', () => {
  it('join at the first item of the second that they share', () => {
    expect(page([1, 2, 3, 4]).join(page([3, 4, 5, 6]))?.items).toEqual([1, 2, 3, 4, 5, 6]);
    expect(page([1, 2, 3, 4]).join(page([3, 5, 6]))?.items).toEqual([1, 2, 3, 5, 6]);
    expect(page([1, 2, 4, 5]).join(page([2, 3, 5, 6]))?.items).toEqual([1, 2, 3, 5, 6]);
    expect(page([1, 2, 3]).join(page([4, 5, 6]))).toBeUndefined();
  });

  it('make one without gaps, whatever came and went between the two calls', () => {
    const numbers = fc
      .uniqueArray(fc.nat(200), { minLength: 1, maxLength: 80 })
      .map((all) => all.sort((a, b) => a - b));
    fc.assert(
      fc.property(numbers, numbers, fc.nat(), fc.nat(), fc.nat(), fc.nat(), (one, other, a, b, c, d) => {
        const cut = (all: number[], from: number, length: number): number[] =>
          all.slice(from % all.length, (from % all.length) + 1 + (length % all.length));
        const joined = page(cut(one, a, b)).join(page(cut(other, c, d)))?.items;
        if (joined === undefined) return;
        const stood = one.filter((item) => other.includes(item));
        const [first, last] = [joined[0] as number, joined.at(-1) as number];
        expect(joined).toEqual([...new Set(joined)].sort((x, y) => x - y));
        expect(stood.filter((item) => item >= first && item <= last && !joined.includes(item))).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });
});
