import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBatch } from '../../../src/lists/batch.ts';
import { forecastBatch, forecastScan, forecastWindow, UNKNOWN } from '../../../src/lists/forecast.ts';
import { createListMemory } from '../../../src/lists/list-memory.ts';
import { Scan } from '../../../src/lists/scan.ts';
import { readWindow } from '../../../src/lists/window.ts';
import type { WindowRequest } from '../../../src/lists/window-request.ts';
import { type Item, items, listOf as stillList } from './lists.ts';

const SCOPE = 'list';
const exactly = (value: number) => ({ least: value, most: value });

/** A list of so many items that stands still, and the pages that were read of it. */
function listOf(length: number, largest = 100) {
  const list = { ...stillList(items(length), { scope: SCOPE }), largest: () => largest };
  return { list, requests: list.calls };
}

const lengths = fc.oneof(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 0, max: 900 }));
const sizes = fc.constantFrom(100, 100, 100, 50, 20);
const counts = fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom(0, 1, 99, 100));
const windows: fc.Arbitrary<WindowRequest> = fc
  .record({ count: counts, isLast: fc.boolean(), itemsOnly: fc.boolean() })
  .map(({ count, isLast, itemsOnly }) => ({ [isLast ? 'last' : 'first']: count, itemsOnly }));

/** The same from a cursor on, of an item somewhere in the list. */
async function behindCursor(window: WindowRequest, length: number, start: number): Promise<WindowRequest> {
  const { list } = listOf(length);
  const { edges } = await readWindow(list, { first: Math.min(100, length) });
  const cursor = edges[start % Math.max(1, edges.length)]?.cursor;
  return window.last == null ? { ...window, after: cursor } : { ...window, before: cursor };
}

describe('a window', () => {
  test('of a list whose length is known takes the calls that are told', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, sizes, windows, fc.option(fc.nat(99)), async (length, largest, plain, start) => {
        const window = start === null ? plain : await behindCursor(plain, length, start);
        const { list, requests } = listOf(length, largest);
        const { edges } = await readWindow(list, window);
        const told = await forecastWindow({ scope: SCOPE, length: exactly(length), largest }, window);
        expect(told.calls).toEqual(exactly(requests.length));
        expect(told.requests).toEqual(requests);
        expect(told.items).toEqual(exactly(edges.length));
      }),
    );
  });

  test('of a list whose length is not known lies within what is told', async () => {
    await fc.assert(
      fc.asyncProperty(
        lengths,
        lengths,
        sizes,
        windows,
        fc.boolean(),
        async (length, most, largest, window, isBound) => {
          const { list, requests } = listOf(length, largest);
          const { edges } = await readWindow(list, window);
          const known = isBound ? { least: Math.min(length, most), most: Math.max(length, most) } : UNKNOWN;
          const told = await forecastWindow({ scope: SCOPE, length: known, largest }, window);
          expect(requests.length).toBeGreaterThanOrEqual(told.calls.least);
          expect(requests.length).toBeLessThanOrEqual(told.calls.most);
          expect(edges.length).toBeGreaterThanOrEqual(told.items.least);
          expect(edges.length).toBeLessThanOrEqual(told.items.most);
          expect(requests.slice(0, told.requests.length)).toEqual(told.requests);
        },
      ),
    );
  });

  test('that cannot be is refused as reading it would be', async () => {
    const known = { scope: SCOPE, length: UNKNOWN, largest: 100 };
    for (const window of [{ first: 101 }, { first: 1, last: 1 }, { after: 'x' }]) {
      await expect(forecastWindow(known, window)).rejects.toThrow();
      await expect(readWindow(listOf(1).list, window)).rejects.toThrow();
    }
  });
});

test('a scan takes the calls that are told', async () => {
  await fc.assert(
    fc.asyncProperty(lengths, sizes, fc.nat(30), async (length, largest, wanted) => {
      const { list, requests } = listOf(length, largest);
      const options = { readPage: list.read, idOf: list.idOf, largest: list.largest };
      await new Scan(options).all();
      const whole = forecastScan({ length: exactly(length), largest }, true);
      expect(whole.calls).toEqual(exactly(requests.length));
      expect(whole.requests).toEqual(requests);
      requests.length = 0;
      const some = new Scan(options).filtered(({ id }) => id.endsWith('7'), SCOPE, { sequential: true });
      await readWindow(some, { first: wanted });
      for (const known of [exactly(length), UNKNOWN]) {
        const { calls } = forecastScan({ length: known, largest }, false);
        expect(requests.length).toBeGreaterThanOrEqual(calls.least);
        expect(requests.length).toBeLessThanOrEqual(calls.most);
      }
    }),
  );
});

test('a batch takes a number of calls within what is told', async () => {
  const ids = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 150 });
  const flags = fc.tuple(fc.boolean(), fc.boolean(), fc.boolean());
  await fc.assert(
    fc.asyncProperty(lengths, ids, flags, async (length, numbers, [isKnown, isDenied, isScarce]) => {
      const { list, requests } = listOf(length);
      const memory = createListMemory();
      if (isKnown) memory.learn(length);
      if (isDenied) memory.deny();
      const missing = numbers.filter((number) => number >= length).slice(0, 3);
      memory.miss(missing.map((number) => `item-${number}`));
      const told = forecastBatch({
        wanted: numbers.length - missing.length,
        invalid: 0,
        missing: missing.length,
        total: memory.total(),
        largest: 100,
        isDenied,
        isScarce,
      });
      let singles = 0;
      const source = {
        readPage: list.read,
        readOne: async (id: string): Promise<Item> => {
          singles++;
          return { id };
        },
        idOf: list.idOf,
        isInaccessible: () => false,
        isDenied: () => false,
        isFatal: () => false,
        isScarce: () => isScarce,
      };
      await readBatch(
        numbers.map((number) => `item-${number}`),
        source,
        memory,
      );
      expect(requests.length + singles).toBeGreaterThanOrEqual(told.least);
      expect(requests.length + singles).toBeLessThanOrEqual(told.most);
    }),
  );
});
