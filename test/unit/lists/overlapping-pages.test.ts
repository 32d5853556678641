import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MIN_OVERLAP,
  onePage as onePageUpTo,
  overlappingPages,
  pageAfter,
  pageOfMost,
  type Range,
} from '../../../src/lists/overlapping-pages.ts';
import type { PageRequest } from '../../../src/lists/pages.ts';

const held = ({ number, size }: PageRequest): Range => ({ from: (number - 1) * size, to: number * size });
const onePage = (range: Range) => onePageUpTo(range, Number.POSITIVE_INFINITY, 100);
const legal = ({ number, size }: PageRequest): boolean => number >= 1 && size >= 1 && size <= 100;

/** Checks that pages hold a range together, without a gap; answers their overlap. */
function overlapOf(range: Range): number | undefined {
  const pages = overlappingPages(range, 100);
  expect(pages.every(legal)).toBe(true);
  const [first, last] = [held(pages[0] as PageRequest), held(pages.at(-1) as PageRequest)];
  expect([first.from <= range.from, last.to >= range.to]).toEqual([true, true]);
  return pages.length === 1 ? undefined : first.to - last.from;
}

describe('one page', () => {
  it('holds every window of up to 50 items, anchor and one beyond included', () => {
    for (let from = 0; from < 5_000; from++) expect(onePage({ from, to: from + 50 })).toBeDefined();
  });

  it('holds most of 75, half of 90, and of 99 or more hardly any', () => {
    const share = (length: number): number => {
      let fits = 0;
      for (let from = 0; from < 1_500; from++) fits += onePage({ from, to: from + length }) ? 1 : 0;
      return fits / 1_500;
    };
    expect(share(75)).toBeGreaterThan(0.9);
    expect(share(90)).toBeGreaterThan(0.4);
    expect(share(99)).toBeLessThan(0.05);
    expect(share(101)).toBe(0);
  });

  it('has most slack on both sides', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.integer({ min: 1, max: 100 }), (from, length) => {
        const range = { from, to: from + length };
        const slack = ({ from: start, to: end }: Range): number =>
          Math.min(start === 0 ? Number.POSITIVE_INFINITY : from - start, end - range.to);
        const others = Array.from({ length: 100 }, (_, at) => ({
          number: Math.floor(from / (at + 1)) + 1,
          size: at + 1,
        }))
          .map(held)
          .filter(({ to }) => to >= range.to);
        const page = onePage(range);
        expect(page && slack(held(page))).toBe(others.length > 0 ? Math.max(...others.map(slack)) : undefined);
      }),
    );
  });
});

describe('two pages', () => {
  it('overlap by at least 24 items at every offset below 1,500', () => {
    for (let from = 0; from < 1_500; from++) {
      expect(overlapOf({ from, to: from + 102 })).toBeGreaterThanOrEqual(MIN_OVERLAP);
    }
  });

  it('lie around any other position, for any window that one page does not hold', () => {
    fc.assert(
      fc.property(fc.nat(40_000), fc.integer({ min: 51, max: 102 }), (from, length) => {
        expect(overlapOf({ from, to: from + length }) ?? MIN_OVERLAP).toBeGreaterThanOrEqual(MIN_OVERLAP);
      }),
      { numRuns: 2_000 },
    );
  });

  it('share items as far out as a cursor can point', () => {
    const far = fc.oneof(
      fc.nat(0xffff_ffff),
      fc.nat(59_652).map((times) => times * 72_000),
    );
    fc.assert(
      fc.property(far, fc.integer({ min: -60, max: 60 }), (position, by) => {
        const from = Math.max(0, position + by);
        expect(overlapOf({ from, to: from + 102 })).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe('pages of less than 100', () => {
  const largests = fc.integer({ min: 10, max: 99 });

  it('hold a range together, each sharing items with the one before', () => {
    fc.assert(
      fc.property(fc.nat(2_400), fc.integer({ min: 1, max: 102 }), largests, (from, length, largest) => {
        const pages = overlappingPages({ from, to: from + length }, largest).map((page) => {
          expect(page.size).toBeLessThanOrEqual(largest);
          return held(page);
        });
        expect(pages[0]!.from).toBeLessThanOrEqual(from);
        expect(pages.at(-1)!.to).toBeGreaterThanOrEqual(from + length);
        for (const [index, page] of pages.slice(1).entries()) {
          expect([page.from < pages[index]!.to, page.to > pages[index]!.to]).toEqual([true, true]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('lead on at every place of a list as long as a scan may be', () => {
    for (const largest of [10, 11, 12, 20, 33, 50, 99]) {
      for (let end = 1; end <= 50 * largest; end++) expect(pageAfter(end, 1, largest)).toBeDefined();
    }
    expect(pageAfter(2_520, 1, 10)).toBeUndefined();
  });
});

describe('the page of most', () => {
  it('holds the near end of a range, and at least 50 items or all', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.integer({ min: 1, max: 200 }), fc.boolean(), (from, length, fromEnd) => {
        const to = from + length;
        const page = held(pageOfMost({ from, to }, fromEnd, 100));
        const least = Math.min(length, 50);
        expect(fromEnd ? page.from <= to - least && to <= page.to : page.from <= from && from + least <= page.to).toBe(
          true,
        );
      }),
    );
  });
});
