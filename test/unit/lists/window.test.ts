import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WindowRequestError } from '../../../src/lists/errors.ts';
import { readWindow } from '../../../src/lists/window.ts';
import type { WindowRequest } from '../../../src/lists/window-request.ts';
import { type CountedList, idsOf, items, listOf } from './lists.ts';

const lengths = fc.oneof(fc.integer({ min: 0, max: 130 }), fc.integer({ min: 0, max: 1_500 }), fc.constant(10_000));
const pageLengths = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 });

/** Whether some page of up to 100 items holds the positions from `from` up to `to`. */
function fits(from: number, to: number): boolean {
  for (let size = 1; size <= 100; size++) if (Math.floor(from / size) === Math.floor((to - 1) / size)) return true;
  return false;
}

async function refusal(list: CountedList, args: WindowRequest): Promise<unknown> {
  const error = await readWindow(list, args).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof WindowRequestError)) throw new Error(`No WindowRequestError but ${error}`);
  expect(list.calls).toEqual([]);
  return error.issues.map(({ path, code }) => [...path, code].join(' '));
}

describe('a list that does not change', () => {
  it.each([true, false])('is walked forward like an array (length told: %s)', async (total) => {
    await fc.assert(
      fc.asyncProperty(lengths, pageLengths, async (length, firsts) => {
        const all = items(length);
        let after: string | null = null;
        for (let at = 0, turn = 0; ; turn++) {
          const first = firsts[turn % firsts.length] as number;
          const list = listOf(all, { total });
          const { edges, ...page } = await readWindow(list, { first, after });
          const end = Math.min(at + first, length);
          expect(idsOf(edges)).toEqual(idsOf(all.slice(at, end).map((node) => ({ node }))));
          expect(page).toEqual({
            hasPreviousPage: at > 0,
            hasNextPage: end < length,
            total: total ? length : undefined,
          });
          const from = Math.max(0, at - 1);
          const one = at === 0 ? length <= 100 || first < 100 : fits(from, Math.min(at + first + 1, length));
          const oneBlind = at === 0 ? length < 100 || first < 100 : fits(from, at + first + 1);
          expect(list.calls.length).toBe((total ? one : oneBlind) ? 1 : 2);
          if (!page.hasNextPage) break;
          after = edges.at(-1)?.cursor as string;
          at = end;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is walked backward like an array', async () => {
    await fc.assert(
      fc.asyncProperty(lengths, pageLengths, async (length, lasts) => {
        const all = items(length);
        let before: string | null = null;
        for (let at = length, turn = 0; ; turn++) {
          const last = lasts[turn % lasts.length] as number;
          const list = listOf(all);
          const { edges, ...page } = await readWindow(list, { last, before });
          const start = Math.max(at - last, 0);
          expect(idsOf(edges)).toEqual(idsOf(all.slice(start, at).map((node) => ({ node }))));
          expect(page).toEqual({ hasPreviousPage: start > 0, hasNextPage: at < length, total: length });
          const from = Math.max(at - last - 1, 0);
          if (before !== null) expect(list.calls.length).toBe(fits(from, at + 1) ? 1 : 2);
          else expect(list.calls.length).toBe(length <= 100 ? 1 : fits(from, length) ? 2 : 3);
          if (!page.hasPreviousPage) break;
          before = edges[0]?.cursor as string;
          at = start;
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is cut by both cursors and a count like an array', async () => {
    const count = fc.option(fc.integer({ min: 0, max: 100 }), { nil: null });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }),
        fc.nat(),
        fc.nat(),
        count,
        fc.boolean(),
        async (length, a, b, n, backward) => {
          const all = items(length);
          const list = listOf(all);
          const cursors = await cursorsOf(list);
          const [lower, upper] = [a % length, b % length];
          const args = { after: cursors[lower] as string, before: cursors[upper] as string };
          const window = await readWindow(list, backward ? { ...args, last: n ?? 20 } : { ...args, first: n });
          const range = all.slice(lower + 1, Math.max(lower + 1, upper));
          const length_ = n ?? 20;
          const expected = backward ? range.slice(Math.max(0, range.length - length_)) : range.slice(0, length_);
          expect(idsOf(window.edges)).toEqual(expected.map(({ id }) => id));
          if (backward) expect(window.hasPreviousPage).toBe(range.length > length_);
          else expect(window.hasNextPage).toBe(range.length > length_);
          expect(backward ? window.hasNextPage : window.hasPreviousPage).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('answers the same items where nothing else is asked for, and reads none for what is not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 400 }),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom('start', 'after', 'before', 'both'),
        fc.boolean(),
        async (length, a, b, count, cut, backward) => {
          const all = items(length);
          const cursors = await cursorsOf(listOf(all));
          const after = cut === 'after' || cut === 'both' ? cursors[a % length] : undefined;
          const before = cut === 'before' || cut === 'both' ? cursors[b % length] : undefined;
          const args = { after, before, ...(backward ? { last: count } : { first: count }) };
          const [whole, only] = [listOf(all), listOf(all)];
          const expected = await readWindow(whole, args);
          const { edges, total } = await readWindow(only, { ...args, itemsOnly: true });
          expect(idsOf(edges)).toEqual(idsOf(expected.edges));
          expect(total).toBe(expected.total);
          // The smaller page may not show a limit that lies behind, which is then looked for.
          const searches = cut === 'both' ? 1 : 0;
          expect(only.calls.length).toBeLessThanOrEqual(whole.calls.length + searches);
          if (cut === 'start' && !backward) expect(only.calls).toEqual([{ number: 1, size: count }]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has one cursor for an item, whichever page shows it', async () => {
    const list = listOf(items(300));
    const forward = await cursorsOf(list);
    const after = await readWindow(list, { first: 10, after: forward[99] as string });
    const before = await readWindow(list, { last: 10, before: after.edges[5]?.cursor as string });
    expect(idsOf(before.edges).at(-1)).toBe('item-104');
    expect((await readWindow(list, { first: 1, after: before.edges[3]?.cursor as string })).edges[0]?.node.id).toBe(
      'item-99',
    );
  });
});

/** The cursor of every item. */
async function cursorsOf(list: CountedList): Promise<string[]> {
  const cursors: string[] = [];
  for (;;) {
    const { edges, hasNextPage } = await readWindow(list, { first: 100, after: cursors.at(-1) ?? null });
    cursors.push(...edges.map(({ cursor }) => cursor));
    if (!hasNextPage) return cursors;
  }
}

describe('arguments', () => {
  it('default to 20 from the start, or from the end with `before` alone', async () => {
    const list = listOf(items(100));
    const cursors = await cursorsOf(list);
    expect(idsOf((await readWindow(list, {})).edges)).toEqual(idsOf(items(20).map((node) => ({ node }))));
    const back = await readWindow(list, { before: cursors[50] as string, first: null, last: null });
    expect(idsOf(back.edges)).toEqual(Array.from({ length: 20 }, (_, i) => `item-${30 + i}`));
    const both = await readWindow(list, { before: cursors[50] as string, after: cursors[10] as string });
    expect(idsOf(both.edges)).toEqual(Array.from({ length: 20 }, (_, i) => `item-${11 + i}`));
  });

  it('are refused at their names, before any call', async () => {
    const list = listOf(items(5));
    expect(await refusal(list, { first: 101 })).toEqual(['first range']);
    expect(await refusal(list, { first: -1 })).toEqual(['first range']);
    expect(await refusal(list, { last: 101 })).toEqual(['last range']);
    expect(await refusal(list, { last: -1 })).toEqual(['last range']);
    expect(await refusal(list, { first: 1, last: 1 })).toEqual(['last conflict']);
    expect(await refusal(list, { after: '', before: 'x', first: 500 })).toEqual([
      'first range',
      'after cursor',
      'before cursor',
    ]);
  });

  it('refuse a cursor of another list or filter', async () => {
    const other = await cursorsOf(listOf(items(5), { scope: 'items?name=a' }));
    expect(await refusal(listOf(items(5)), { after: other[0] as string })).toEqual(['after cursor']);
    expect(await refusal(listOf(items(5)), { before: other[0] as string })).toEqual(['before cursor']);
  });
});

describe('no items', () => {
  it.each([0, 1, 500])('reads one item for `first: 0` and `last: 0` of %i', async (length) => {
    for (const total of [true, false]) {
      const list = listOf(items(length), { total });
      const told = total ? length : undefined;
      expect(await readWindow(list, { first: 0 })).toEqual({
        edges: [],
        hasNextPage: length > 0,
        hasPreviousPage: false,
        total: told,
      });
      expect(await readWindow(list, { last: 0 })).toEqual({
        edges: [],
        hasNextPage: false,
        hasPreviousPage: length > 0,
        total: told,
      });
      expect(list.calls).toEqual([
        { number: 1, size: 1 },
        { number: 1, size: 1 },
      ]);
    }
  });

  it('follow the last one and precede the first', async () => {
    const list = listOf(items(150));
    const cursors = await cursorsOf(list);
    expect(await readWindow(list, { after: cursors[149] as string })).toEqual({
      edges: [],
      hasNextPage: false,
      hasPreviousPage: true,
      total: 150,
    });
    expect(await readWindow(list, { before: cursors[0] as string })).toEqual({
      edges: [],
      hasNextPage: true,
      hasPreviousPage: false,
      total: 150,
    });
  });
});

describe('a list that does not tell its length', () => {
  it('is read from its end while it fits a page, else refused', async () => {
    expect(idsOf((await readWindow(listOf(items(99), { total: false }), { last: 2 })).edges)).toEqual([
      'item-97',
      'item-98',
    ]);
    await expect(readWindow(listOf(items(101), { total: false }), { last: 2 })).rejects.toMatchObject({
      issues: [{ path: ['last'], code: 'unsupported' }],
    });
  });
});
