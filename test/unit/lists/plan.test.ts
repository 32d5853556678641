import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plan } from '../../../src/lists/plan.ts';

describe('plan', () => {
  it.each([
    ['1 id, nothing known', 1, undefined, []],
    ['3 ids, nothing known', 3, undefined, []],
    ['4 ids, nothing known', 4, undefined, [1]],
    ['1 id of 1', 1, 1, []],
    ['2 ids of 10', 2, 10, [1]],
    ['2 ids of 11: too many items for them', 2, 11, []],
    ['20 ids of 100', 20, 100, [1]],
    ['20 ids of 101', 20, 101, []],
    ['100 ids of 500', 100, 500, [1]],
    ['100 ids of none', 100, 0, []],
  ])('%s', (_name, wanted, total, pages) => {
    expect(plan({ wanted, total, size: 100 })).toEqual(pages);
  });

  it.each([
    ['20 ids of 500: less than half the calls', 20, 500, [1]],
    ['20 ids of 1,100: more than half', 20, 1_100, []],
    ['2 ids of 100', 2, 100, [1]],
    ['1 id of 1', 1, 1, []],
  ])('where calls are scarce, %s', (_name, wanted, total, pages) => {
    expect(plan({ wanted, total, size: 100, scarce: true })).toEqual(pages);
  });

  it.each([
    ['the list is one page', 20, 60, 20, []],
    ['2 pages left, 2 found', 100, 250, 2, [2, 3]],
    ['2 pages left, 1 found', 100, 250, 1, []],
    ['more pages than half the ids', 5, 300, 2, []],
    ['as many pages as ids left', 100, 300, 98, []],
    ['one page fewer than ids left', 100, 300, 97, [2, 3]],
    ['no length reported', 100, undefined, 50, []],
  ])('after page 1: %s', (_name, wanted, total, found, pages) => {
    expect(plan({ wanted, total, size: 100, found })).toEqual(pages);
  });

  it('never lets a batch of k ids cost more than k + 1 calls', () => {
    const total = fc.option(fc.oneof(fc.nat(1_000), fc.nat(100_000)), { nil: undefined });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 1_000 })),
        fc.record({
          size: fc.integer({ min: 10, max: 100 }),
          known: total,
          reported: total,
          onFirst: share,
          onRest: share,
          firstFails: fc.boolean(),
          scarce: fc.boolean(),
        }),
        (k, { size, known, reported, onFirst, onRest, firstFails, scarce }) => {
          let open = k;
          let calls = plan({ wanted: k, total: known, size, scarce }).length;
          if (calls > 0 && !firstFails) {
            const found = Math.round(k * onFirst);
            const rest = plan({ wanted: k, total: reported, size, found });
            calls += rest.length;
            open -= found;
            // What the other pages hold may be nothing: that is also how a page that failed counts.
            if (rest.length > 0) open -= Math.round(open * onRest);
          }
          expect(calls + open).toBeLessThanOrEqual(k + 1);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
