import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor } from '../../../src/lists/cursor.ts';
import { CursorLostError } from '../../../src/lists/errors.ts';
import { readWindow } from '../../../src/lists/window.ts';
import { type CountedList, type Item, idsOf, items, listOf } from './lists.ts';
import {
  both,
  bursts,
  deleteAnchors,
  deletePage,
  deleteRuns,
  insertAtAnchors,
  mixed,
  nothing,
  run,
  scenarios,
  summarize,
  thinOut,
} from './scenarios.ts';
import { random, Upstream, upTo } from './upstream.ts';
import { type Outcome, walk } from './walk.ts';

function expectHonest({ twice, missed, beyond }: Outcome): void {
  expect({ twice, missed, beyond }).toEqual({ twice: [], missed: [], beyond: [] });
}

const seeds = fc.integer({ min: 0, max: 0x7fff_ffff });
const lengths = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ max: 250 }), fc.integer({ max: 2_500 }));
const changes = fc.constantFrom(
  ...[nothing, mixed(20), mixed(100), bursts(400), deletePage, deleteAnchors, deleteRuns, insertAtAnchors, thinOut],
);
const atCalls = fc.constantFrom(nothing, mixed(3), mixed(20), bursts(60), (upstream: Upstream) => {
  const item = upstream.all[upstream.anywhere()];
  if (item !== undefined && upstream.next() < 0.3) both(deleteRuns, insertAtAnchors)(upstream, [item]);
});
const pageLengths = fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }));

describe('a list that changes', () => {
  it('shows what stays exactly once, or the walk ends in an error', async () => {
    const ends = { finished: 0, expired: 0, endless: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.record({ seed: seeds, length: lengths, pages: pageLengths, one: changes, other: changes, atCalls }),
        fc.constantFrom<Upstream['totals'][]>('always', 'always', 'with items', 'never'),
        fc.boolean(),
        async ({ seed, length, pages, one, other, atCalls: onCall }, totals, backward) => {
          const next = random(seed);
          const upstream = new Upstream(length, next);
          Object.assign(upstream, { onCall, totals: backward && totals === 'never' ? 'always' : totals });
          const [least, most] = [Math.min(...pages), Math.max(...pages)];
          const count = (): number => least + upTo(next, most - least);
          const outcome = await walk(upstream, { backward, count, between: both(one, other) });
          expectHonest(outcome);
          expect(outcome.mostExtra).toBeLessThanOrEqual(3);
          ends[outcome.end]++;
        },
      ),
      { numRuns: 1_500 },
    );
    expect(ends.finished).toBeGreaterThan(1_000);
  });

  it('shows what stays between two cursors exactly once, and nothing beyond', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ seed: seeds, length: fc.integer({ min: 1, max: 700 }), pages: pageLengths, one: changes }),
        fc.constantFrom(nothing, mixed(3)),
        fc.boolean(),
        async ({ seed, length, pages, one }, onCall, backward) => {
          const next = random(seed);
          const upstream = new Upstream(length, next);
          const limit = await anyCursor(upstream);
          upstream.onCall = onCall;
          const [least, most] = [Math.min(...pages), Math.max(...pages)];
          const count = (): number => least + upTo(next, most - least);
          expectHonest(await walk(upstream, { backward, count, between: one, limit }));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('does not take a limit for passed whose neighbours were pushed to where it was looked for', async () => {
    const next = random(976_531_825);
    const upstream = new Upstream(690, next);
    const limit = await anyCursor(upstream);
    const count = (): number => 1 + upTo(next, 9);
    expectHonest(await walk(upstream, { backward: true, count, between: insertAtAnchors, limit }));
  });

  it.each(scenarios)('$name', async (scenario) => {
    const walks = scenario === scenarios[0] ? 1_000 : 40;
    const outcomes = await run(scenario, walks);
    outcomes.forEach(expectHonest);
    const summary = summarize(outcomes);
    expect(summary.mostExtra, JSON.stringify(summary)).toBeLessThanOrEqual(3);
    if (scenario.pages[1] <= 50 && scenario.between === scenarios[0]?.between) {
      expect(summary.expired).toBe(0);
      expect(summary.pagesWithExtra / summary.pages).toBeLessThan(0.05);
    }
  });
});

/** The cursor of some item. */
async function anyCursor(upstream: Upstream): Promise<{ cursor: string; id: string }> {
  let steps = upTo(upstream.next, Math.ceil(upstream.all.length / 50) - 1);
  for (let after: string | undefined; ; steps--) {
    const { edges } = await readWindow(upstream, { first: 50, after });
    after = edges.at(-1)?.cursor;
    const edge = edges[upTo(upstream.next, edges.length - 1)];
    if (steps === 0 && edge !== undefined) return { cursor: edge.cursor, id: edge.node.id };
  }
}

describe('an anchor that is gone', () => {
  const numbered = async (length: number, at: number): Promise<[Upstream, string, string[]]> => {
    const upstream = new Upstream(length, random(1));
    const ids = upstream.all.map(({ id }) => id);
    let cursor: string | undefined;
    for (let left = at + 1; left > 0; left -= 50) {
      cursor = (await readWindow(upstream, { first: Math.min(50, left), after: cursor })).edges.at(-1)?.cursor;
    }
    return [upstream, cursor as string, ids];
  };

  it('is replaced by its nearest predecessor, so that what came in its place shows', async () => {
    const [upstream, cursor, ids] = await numbered(300, 120);
    upstream.all.splice(119, 2);
    upstream.insert(119);
    const fresh = upstream.all[119]?.id as string;
    const { edges } = await readWindow(upstream, { first: 2, after: cursor });
    expect(idsOf(edges)).toEqual([fresh, ids[121]]);
  });

  it('is replaced by its first successor if no predecessor is left', async () => {
    const [upstream, cursor, ids] = await numbered(300, 120);
    upstream.all.splice(20, 101);
    const { edges, hasPreviousPage } = await readWindow(upstream, { first: 1, after: cursor });
    expect([idsOf(edges), hasPreviousPage]).toEqual([[ids[121]], true]);
  });

  it('is mirrored for `before`', async () => {
    const [upstream, cursor, ids] = await numbered(300, 120);
    upstream.all.splice(120, 2);
    upstream.insert(120);
    const fresh = upstream.all[120]?.id as string;
    expect(idsOf((await readWindow(upstream, { last: 2, before: cursor })).edges)).toEqual([ids[119], fresh]);
  });

  it('is not guessed at: a later successor alone does not show the place', async () => {
    const [upstream, cursor] = await numbered(2_000, 1_500);
    upstream.all.splice(1_000, 502);
    upstream.insert(600, 400);
    await expect(readWindow(upstream, { first: 10, after: cursor })).rejects.toThrow(CursorLostError);
    expect(upstream.calls).toBeLessThan(31 + 6);
  });

  it('expires when nothing around it is left', async () => {
    const [upstream, cursor] = await numbered(500, 250);
    upstream.all.splice(150, 200);
    await expect(readWindow(upstream, { first: 10, after: cursor })).rejects.toThrow(CursorLostError);
    await expect(readWindow(upstream, { last: 10, before: cursor })).rejects.toThrow(CursorLostError);
  });

  it.each([
    ['to the right, where the list grew at the head and shrank at the end', 70, -65],
    ['to the left, where it shrank at the head and grew at the end', -70, 60],
    ['where the total points to', -300, 0],
  ])('is searched for %s', async (_, atHead, atEnd) => {
    const [upstream, cursor, ids] = await numbered(1_000, 500);
    upstream.all.splice(upstream.all.length + Math.min(0, atEnd));
    upstream.insert(upstream.all.length, Math.max(0, atEnd));
    upstream.all.splice(0, Math.max(0, -atHead));
    upstream.insert(0, Math.max(0, atHead));
    const calls = upstream.calls;
    expect(idsOf((await readWindow(upstream, { first: 2, after: cursor })).edges)).toEqual([ids[501], ids[502]]);
    expect(idsOf((await readWindow(upstream, { last: 1, before: cursor })).edges)).toEqual([ids[499]]);
    expect(upstream.calls - calls).toBeLessThanOrEqual(6);
  });

  it('is searched for where an evenly thinned list has it', async () => {
    const [upstream, cursor, ids] = await numbered(3_000, 1_500);
    upstream.remove(new Set(ids.filter((_, index) => index % 2 === 0 && Math.abs(index - 1_500) > 5)));
    expect(idsOf((await readWindow(upstream, { first: 1, after: cursor })).edges)).toEqual([ids[1501]]);
  });

  it('is searched for ahead of a caller that deletes what it has seen on its way back', async () => {
    const [upstream, cursor, ids] = await numbered(1_000, 500);
    upstream.all.splice(500, 200);
    upstream.insert(0, 60);
    expect(idsOf((await readWindow(upstream, { last: 1, before: cursor })).edges)).toEqual([ids[499]]);
  });

  it('is found at once however many came at the head, and in an emptied list', async () => {
    const [upstream, cursor, ids] = await numbered(1_000, 500);
    upstream.insert(0, 5_000);
    const calls = upstream.calls;
    expect(idsOf((await readWindow(upstream, { first: 1, after: cursor })).edges)).toEqual([ids[501]]);
    expect(upstream.calls - calls).toBe(2);
    upstream.all.splice(0);
    for (const totals of ['always', 'with items', 'never'] as const) {
      upstream.totals = totals;
      const window = await readWindow(upstream, { first: 1, after: cursor });
      expect(window).toMatchObject({ edges: [], hasNextPage: false, hasPreviousPage: false });
    }
  });
});

describe('two pages at different times', () => {
  /** New items at the head before each call but the first. */
  function growing(all: Item[], by: number): CountedList {
    const list = listOf(all);
    return {
      ...list,
      read: (request) => {
        if (list.calls.length > 0) all.unshift(...items(by, `new-${list.calls.length}`));
        return list.read(request);
      },
    };
  }
  const hundredth = async (all: Item[]): Promise<string> =>
    (await readWindow(listOf(all), { first: 100 })).edges[99]?.cursor as string;

  it('make one window, in whose cursors the positions are those of either page', async () => {
    const all = items(1_000);
    const after = await hundredth(all);
    const list = growing(all, 10);
    const { edges } = await readWindow(list, { first: 100, after });
    expect(list.calls.length).toBe(2);
    expect(idsOf(edges)).toEqual(Array.from({ length: 100 }, (_, index) => `item-${100 + index}`));
    const spot = (index: number) => decodeCursor(edges.at(index)?.cursor as string, list.scope);
    expect(spot(0)).toMatchObject({ id: 'item-100', position: 100, total: 1_000 });
    expect(spot(-1)).toMatchObject({ id: 'item-199', position: 209, total: 1_010 });
  });

  it('that share nothing, nor with any further one, give a shorter page, and the rest with the next one', async () => {
    const all = items(1_000);
    const after = await hundredth(all);
    const list = growing(all, 120);
    const short = await readWindow(list, { first: 100, after });
    expect(list.calls.length).toBe(2 + 3);
    expect(short).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    expect(short.edges.length).toBeLessThan(100);
    const rest = await readWindow(listOf(all), { first: 100, after: short.edges.at(-1)?.cursor });
    const seen = [...idsOf(short.edges), ...idsOf(rest.edges)];
    expect(seen).toEqual(seen.map((_, index) => `item-${100 + index}`));
    expect(rest.edges.length).toBe(100);
  });
});

describe('the end of a list', () => {
  it('is followed when the list shrinks or grows between the calls', async () => {
    for (const change of [-450, -100, -5, 5, 60, 400]) {
      const upstream = new Upstream(500, random(1));
      upstream.onCall = () => {
        if (upstream.calls !== 2 || upstream.all.length !== 500) return;
        if (change > 0) upstream.insert(500, change);
        else upstream.all.splice(500 + change);
      };
      const { edges, ...page } = await readWindow(upstream, { last: 20 });
      expect(idsOf(edges)).toEqual(upstream.all.slice(-20).map(({ id }) => id));
      expect(page).toEqual({ hasNextPage: false, hasPreviousPage: true, total: 500 + change });
    }
  });
});
