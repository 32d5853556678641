import fc from 'fast-check';
import { expect, test } from 'vitest';
import { median, quantile, slope } from '../../bench/stats.ts';

test('the median is the middle, and the mean of the two middles', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 100, 2])).toBe(3);
  expect(median([7])).toBe(7);
  expect(median([])).toBeNaN();
});

test('the median leaves as many values below as above, in any order, and the values alone', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1 }), (values) => {
      const before = [...values];
      const middle = median(values);
      const below = values.filter((value) => value < middle).length;
      const above = values.filter((value) => value > middle).length;
      expect(Math.max(below, above)).toBeLessThanOrEqual(values.length / 2);
      expect(values).toEqual(before);
    }),
  );
});

test('a quantile lies between the values beside it, by its distance from them', () => {
  expect(quantile([30, 10, 20], 0)).toBe(10);
  expect(quantile([30, 10, 20], 1)).toBe(30);
  expect(quantile([30, 10, 20], 0.25)).toBe(15);
  expect(quantile([], 0.5)).toBeNaN();
});

test('the slope of points on a line is that of the line', () => {
  const number = fc.integer({ min: -1_000, max: 1_000 });
  fc.assert(
    fc.property(number, number, fc.uniqueArray(number, { minLength: 2, maxLength: 20 }), (grade, start, places) => {
      expect(slope(places.map((x) => ({ x, y: start + grade * x })))).toBeCloseTo(grade, 6);
    }),
  );
});

test('noise around a level has no slope', () => {
  const points = [100, 104, 100, 104, 100].map((y, x) => ({ x, y }));
  expect(slope(points)).toBe(0);
});
