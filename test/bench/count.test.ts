import { expect, test } from 'vitest';
import { changes, countsTable, type Figures, TOLERANCE } from '../../bench/count/judge.ts';
import { measureCounts } from '../../bench/count/measure.ts';
import { QUERIES } from '../../bench/operations.ts';

const figures: Figures = { q1: { calls: 1, headers: 16, promises: 24, bytes: 50_000 } };
const changed = (one: Partial<Figures[string]>): string[] => changes(figures, { q1: { ...figures.q1!, ...one } });

test('what is as before is not told, nor what changes by less than the tolerance', () => {
  expect(changes(figures, figures)).toEqual([]);
  expect(changed({ bytes: 50_000 * (1 + TOLERANCE.bytes) })).toEqual([]);
});

test('one call, header or promise more is told, and one less, and bytes beyond the tolerance', () => {
  expect(changed({ calls: 2 })).toEqual(['q1: calls were 1, are 2 (+100.0 %)']);
  expect(changed({ headers: 15 })).toEqual(['q1: headers were 16, are 15 (-6.3 %)']);
  expect(changed({ promises: 25 })).toEqual(['q1: promises were 24, are 25 (+4.2 %)']);
  expect(changed({ bytes: 54_000 })).toEqual(['q1: bytes were 50000, are 54000 (+8.0 %)']);
  expect(changed({ bytes: 46_000 })).toEqual(['q1: bytes were 50000, are 46000 (-8.0 %)']);
});

test('a query without committed figures is told', () => {
  expect(changes({}, figures)).toHaveLength(4);
});

test('a request of the gateway is counted, the same in two processes', async () => {
  const queries = QUERIES.filter(({ id }) => id === 'q4');
  const [first, second] = [await measureCounts(queries), await measureCounts(queries)];
  expect(first.q4).toMatchObject({ calls: 0 });
  expect(first.q4!.headers).toBeGreaterThan(0);
  expect(first.q4!.promises).toBeGreaterThan(0);
  expect(first.q4!.bytes).toBeGreaterThan(1_000);
  const { bytes, ...exact } = second.q4!;
  expect(first.q4).toMatchObject(exact);
  expect(bytes / first.q4!.bytes).toBeCloseTo(1, 0);
  expect(countsTable(first)).toContain('| q4 ');
}, 120_000);
