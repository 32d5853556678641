import { describe, expect, test } from 'vitest';
import { generator, type Interval, ratioOf, togetherOf, verdictOf } from '../../bench/ratio.ts';

const random = generator(1);
const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Pairs of some starts: each start is off by one deviation, each of its pairs by another. */
function starts(ratio: number, between: number, within: number, count = 8, pairs = 25): number[][] {
  return Array.from({ length: count }, () => {
    const level = ratio * Math.exp(between * normal());
    return Array.from({ length: pairs }, () => level * Math.exp(within * normal()));
  });
}

const of = (low: number, high: number): Interval => ({ median: (low + high) / 2, low, high });

test('the median is that of all pairs, inside its interval; the same pairs give the same interval', () => {
  const pairs = [[1, 1.1, 1.2], [0.9], []];
  const ratio = ratioOf(pairs);
  expect(ratio.median).toBeCloseTo(1.05, 12);
  expect(ratio.low).toBeLessThanOrEqual(ratio.median);
  expect(ratio.high).toBeGreaterThanOrEqual(ratio.median);
  expect(ratioOf(pairs)).toEqual(ratio);
  expect(ratioOf([[2, 2], [2]])).toEqual({ median: 2, low: 2, high: 2 });
});

test('a turn that something else spoilt moves nothing', () => {
  const spoilt = starts(1, 0, 0.01).map((pairs) => [...pairs.slice(2), 40, 0.01]);
  expect(ratioOf(spoilt).median).toBeCloseTo(1, 2);
  expect(ratioOf(spoilt).high).toBeLessThan(1.02);
});

test.each([
  ['turns alone are noisy', 0, 0.1],
  ['starts differ too', 0.015, 0.1],
  ['starts alone differ', 0.015, 0.001],
])('the interval holds the truth in nine of ten cases at the least: %s', (_, between, within) => {
  const cases = Array.from({ length: 60 }, () => ratioOf(starts(1.02, between, within)));
  const held = cases.filter(({ low, high }) => low <= 1.02 && 1.02 <= high).length;
  expect(held).toBeGreaterThanOrEqual(51);
});

test('a difference between starts widens the interval, however many turns each has', () => {
  const width = ({ low, high }: Interval) => high - low;
  expect(width(ratioOf(starts(1, 0.02, 0.001, 8, 100)))).toBeGreaterThan(
    3 * width(ratioOf(starts(1, 0, 0.02, 8, 100))),
  );
});

describe('together', () => {
  /** Levels of the first contestant, the control, and others of that speed, in 6 starts. */
  const levels = (...others: number[]) => {
    const starts = Array.from({ length: 6 }, () => Math.exp(0.2 * normal()));
    return [1, 1, ...others].map((speed) => starts.map((level) => level * speed * Math.exp(0.02 * normal())));
  };
  const verdicts = (speed: number) => Array.from({ length: 60 }, () => verdictOf(togetherOf(levels(speed))[2]!));

  test('tells the mean of the starts; what all contestants do in one start moves nothing', () => {
    const [first, control, other] = togetherOf([
      [1, 2],
      [1, 2],
      [1.1, 2.2],
    ]);
    for (const { low, high } of [first!, control!]) expect([low, high]).toEqual([expect.closeTo(1), expect.closeTo(1)]);
    expect(other).toEqual({ median: expect.closeTo(1.1), low: expect.closeTo(1.1), high: expect.closeTo(1.1) });
  });

  test('invents nothing of identical trees, and finds five per cent', () => {
    expect(verdicts(1).filter((verdict) => verdict !== 'even').length).toBeLessThanOrEqual(2);
    expect(verdicts(0.95).filter((verdict) => verdict === 'slower').length).toBeGreaterThanOrEqual(48);
  });
});

test('even is what overlaps the control, whatever it is of one', () => {
  const control = of(0.98, 1.02);
  expect(verdictOf(of(0.9, 0.97), control)).toBe('slower');
  expect(verdictOf(of(0.9, 0.98), control)).toBe('even');
  expect(verdictOf(of(0.99, 1.01), control)).toBe('even');
  expect(verdictOf(of(1.03, 1.2), control)).toBe('faster');
  expect(verdictOf(of(1.01, 1.03), of(1.04, 1.06))).toBe('slower');
});

test('of five per cent nearly all are found, of nothing none is, with the noise of a quiet machine', () => {
  // One gateway is measured beside two others, so what it is off by itself is in both ratios.
  const verdicts = (speed: number) =>
    Array.from({ length: 30 }, () => {
      const own = starts(1, 0.007, 0.04);
      const over = (ratios: number[][]) => ratios.map((pairs, s) => pairs.map((ratio, p) => ratio / own[s]![p]!));
      return verdictOf(ratioOf(over(starts(speed, 0.007, 0.04))), ratioOf(over(starts(1, 0.007, 0.04))));
    });
  expect(verdicts(1).filter((verdict) => verdict !== 'even').length).toBe(0);
  expect(verdicts(0.95).filter((verdict) => verdict === 'slower').length).toBeGreaterThanOrEqual(27);
});
