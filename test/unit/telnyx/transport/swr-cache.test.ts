import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Loaded, SwrCache } from '../../../../src/telnyx/transport/swr-cache.ts';
import { errorOf } from '../../../support/telnyx.ts';

const MINUTE = 60_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** The time since the test began, milliseconds. */
function setClock(ms: number): void {
  vi.advanceTimersByTime(ms - performance.now());
}

/** A document that is kept. */
function kept(maxAgeMs: number, headers: Record<string, string>) {
  const cache = new SwrCache<number>(maxAgeMs);
  let version = 0;
  const source = async (): Promise<Loaded<number>> => ({
    value: ++version,
    response: { status: 200, headers, text: '' },
  });
  const load = vi.fn(source);
  const refresh = vi.fn(source);
  return { load, refresh, read: () => cache.read(load, refresh) };
}

test.each([
  { said: 'max-age=60', bound: 5 * MINUTE, lasts: MINUTE },
  { said: 'max-age=86400', bound: 5 * MINUTE, lasts: 5 * MINUTE },
  { said: 'public', bound: 5 * MINUTE, lasts: 5 * MINUTE },
  { said: 'max-age=60, s-maxage=120', bound: 5 * MINUTE, lasts: 2 * MINUTE },
])('$said, bounded by $bound ms, is fresh for $lasts ms', async ({ said, bound, lasts }) => {
  const { load, refresh, read } = kept(bound, { 'cache-control': said });
  await read();
  setClock(lasts - 1);
  expect(await read()).toBe(1);
  expect([load.mock.calls.length, refresh.mock.calls.length]).toEqual([1, 0]);
  setClock(lasts);
  await read();
  expect(load.mock.calls.length + refresh.mock.calls.length).toBe(2);
});

test('the time that a document spent in other caches counts', async () => {
  const { refresh, read } = kept(5 * MINUTE, { 'cache-control': 'max-age=60', age: '20' });
  await read();
  setClock(40_000 - 1);
  await read();
  expect(refresh).not.toHaveBeenCalled();
  setClock(40_000);
  await read();
  expect(refresh).toHaveBeenCalledTimes(1);
});

test('a refresh that fails is repeated every five seconds, and after an hour readers get the error', async () => {
  const { load, refresh, read } = kept(MINUTE, {});
  await read();
  const down = new Error('down');
  refresh.mockRejectedValue(down);
  load.mockRejectedValue(down);
  for (let now = MINUTE; now < 61 * MINUTE; now += 1_000) {
    setClock(now);
    expect(await read()).toBe(1);
  }
  expect(refresh).toHaveBeenCalledTimes((60 * MINUTE) / 5_000);
  expect(load).toHaveBeenCalledTimes(1);
  setClock(61 * MINUTE);
  expect(await errorOf(read())).toBe(down);
  expect(load).toHaveBeenCalledTimes(2);
});

test('one refresh at a time', async () => {
  const { refresh, read } = kept(MINUTE, {});
  await read();
  const { promise, resolve } = Promise.withResolvers<Loaded<number>>();
  refresh.mockReturnValueOnce(promise);
  for (let now = MINUTE; now < 2 * MINUTE; now += 1_000) {
    setClock(now);
    expect(await read()).toBe(1);
  }
  expect(refresh).toHaveBeenCalledTimes(1);
  resolve({ value: 2, response: { status: 200, headers: {}, text: '' } });
  await promise;
  expect(await read()).toBe(2);
  setClock(4 * MINUTE);
  await read();
  expect(refresh).toHaveBeenCalledTimes(2);
});

test('a refresh that may not be cached empties the cache', async () => {
  const { load, refresh, read } = kept(MINUTE, {});
  await read();
  refresh.mockResolvedValue({
    value: 7,
    response: { status: 200, headers: { 'cache-control': 'no-store' }, text: '' },
  });
  setClock(MINUTE);
  expect(await read()).toBe(1);
  await new Promise(setImmediate);
  expect(await read()).toBe(2);
  expect(load).toHaveBeenCalledTimes(2);
});
