import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PageSizes } from '../../../src/lists/page-sizes.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

test('the largest page is the documented one until a page was cut, and again 10 minutes later', () => {
  const sizes = new PageSizes();
  expect(sizes.largest).toBe(100);
  sizes.cut(50);
  vi.advanceTimersByTime(599_999);
  expect(sizes.largest).toBe(50);
  vi.advanceTimersByTime(1);
  expect(sizes.largest).toBe(100);
});

test('the largest page is no smaller than 10, and larger again once one is served', () => {
  const sizes = new PageSizes();
  sizes.cut(3);
  expect(sizes.largest).toBe(10);
  sizes.serve(10);
  expect(sizes.largest).toBe(10);
  sizes.serve(60);
  expect(sizes.largest).toBe(100);
});

test('a size is known to be served for 10 minutes, or until such a page was cut', () => {
  const sizes = new PageSizes();
  sizes.serve(60);
  sizes.serve(20);
  expect([sizes.wasServed(60), sizes.wasServed(61)]).toEqual([true, false]);
  vi.advanceTimersByTime(600_000);
  expect(sizes.wasServed(20)).toBe(false);
  sizes.serve(60);
  sizes.cut(50);
  expect(sizes.wasServed(50)).toBe(false);
});
