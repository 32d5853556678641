import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TelnyxError } from '../../../src/telnyx/errors.ts';
import { createDispatcher } from '../../../src/telnyx/transport/dispatcher.ts';
import type { Upstream } from '../../../src/telnyx/transport/upstream.ts';
import type { OAuthClient, Telnyx, Window, WindowRequest } from '../../../src/telnyx/types.ts';
import {
  allIds,
  type CappedServer,
  idAt,
  type Serving,
  servings,
  startCappedServer,
} from '../../support/capped-upstream.ts';
import { callerOf, upstreamAt } from '../../support/telnyx.ts';

let server: CappedServer;
let upstream: Upstream;
const dispatcher = createDispatcher({ connections: 64, proxy: undefined, operationTimeout: 15_000 });
beforeAll(async () => {
  server = await startCappedServer();
  upstream = upstreamAt(server.origin, { dispatcher });
});
afterAll(async () => {
  await dispatcher.destroy();
  server.close();
});

let accounts = 0;
/** Routes of lists that were found shorter than they say. */
const miscounts: string[] = [];

/** An account of which nothing is known yet, served this way. */
function account(serving: Serving): Telnyx {
  server.serving = serving;
  server.pages.length = 0;
  server.singles.length = 0;
  return callerOf(upstream, {
    key: `KEY${++accounts}`,
    timeout: 60_000,
    onMiscount: (route) => void miscounts.push(route),
  }).telnyx;
}

/** Calls since this was asked last. */
function taken(): number {
  return server.pages.splice(0).length + server.singles.splice(0).length;
}

/** Most calls for a window of up to 100 items, and for a scan of a whole list, by pages that share items. */
const windowBound = (cap: number) => 6 + 3 * Math.ceil(102 / cap);
const scanBound = ({ length, surplus, cap }: Serving) => 6 + 2 * Math.ceil((length + surplus) / cap);

type Read = (telnyx: Telnyx, args: WindowRequest) => Promise<Window<{ id?: string } | OAuthClient>>;
const LISTS: Record<string, Read> = {
  clients: ({ oauthClients }, args) => oauthClients.page(args),
  grants: ({ oauthGrants }, args) => oauthGrants.page(args),
  'filtered grants': ({ oauthGrants }, args) => oauthGrants.page(args, { client_id: 'all' }),
  'filtered grants, one by one': ({ oauthGrants }, args) =>
    oauthGrants.page(args, { client_id: 'all' }, { total: false }),
};

const always = (telnyx: Telnyx) => () => telnyx;

const idOf = (node: { id?: string; client_id?: string }) => node.id ?? node.client_id;

/**
 * Walks a list to its end. Answers the ids in its order, the most calls for one window, all calls, and how many windows
 * held less than they were asked for.
 */
async function walk(telnyxOf: () => Telnyx, read: Read, lengths: readonly number[], backward: boolean) {
  const ids: unknown[] = [];
  let [most, all, shortPages] = [0, 0, 0];
  for (let turn = 0, cursor: string | undefined; ; turn++) {
    taken();
    const count = lengths[turn % lengths.length]!;
    const window = await read(telnyxOf(), backward ? { last: count, before: cursor } : { first: count, after: cursor });
    const calls = taken();
    [most, all] = [Math.max(most, calls), all + calls];
    const page = window.edges.map(({ node }) => idOf(node));
    ids.splice(backward ? 0 : ids.length, 0, ...page);
    if (!(backward ? window.hasPreviousPage : window.hasNextPage)) return { ids, most, all, shortPages };
    expect(page.length).toBeGreaterThan(0);
    if (page.length < count) shortPages++;
    cursor = window.edges.at(backward ? 0 : -1)!.cursor;
  }
}

const lengths = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 4 });
const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0);
const worth = (serving: Serving, counts: readonly number[]) =>
  fc.pre(serving.length / (sum(counts) / counts.length) < 30);

/** Each window is full, and neither it nor a scan of a whole list takes more calls than it may. */
function expectFullWindows(name: string, serving: Serving, calls: Omit<Awaited<ReturnType<typeof walk>>, 'ids'>): void {
  const { most, all, shortPages } = calls;
  expect(shortPages).toBe(0);
  if (name.startsWith('filtered')) expect(all).toBeLessThanOrEqual(scanBound(serving));
  else expect(most).toBeLessThanOrEqual(windowBound(serving.cap));
}

const told = ({ total_results }: Serving) => total_results === 'number' || total_results === 'string';

describe.each(Object.keys(LISTS))('%s, in pages as small as they may be', (name) => {
  test('are walked forward, each once', async () => {
    await fc.assert(
      fc.asyncProperty(servings(450), lengths, async (serving, counts) => {
        worth(serving, counts);
        const { ids, ...calls } = await walk(always(account(serving)), LISTS[name]!, counts, false);
        expect(ids).toEqual(allIds(serving));
        expectFullWindows(name, serving, calls);
      }),
      { numRuns: 100 },
    );
  });

  test('are walked, each once, where what was learnt is forgotten before each page', async () => {
    await fc.assert(
      fc.asyncProperty(servings(300), lengths, fc.boolean(), async (serving, counts, backward) => {
        fc.pre(told(serving) || !backward);
        worth(serving, counts);
        const { ids, most } = await walk(() => account(serving), LISTS[name]!, counts, backward);
        expect(ids).toEqual(allIds(serving));
        if (!name.startsWith('filtered')) expect(most).toBeLessThanOrEqual(windowBound(serving.cap));
      }),
      { numRuns: 60 },
    );
  });

  test('are walked backward, each once, where the end can be found', async () => {
    await fc.assert(
      fc.asyncProperty(servings(450), lengths, async (serving, counts) => {
        worth(serving, counts);
        try {
          const { ids, ...calls } = await walk(always(account(serving)), LISTS[name]!, counts, true);
          expect(ids).toEqual(allIds(serving));
          expectFullWindows(name, serving, calls);
        } catch (error) {
          if ((error as TelnyxError).code !== 'BAD_USER_INPUT') throw error;
          expect(told(serving) || serving.length < serving.cap).toBe(false);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('are walked to their end where the total tells of more, and that is counted', async () => {
    let counted = 0;
    await fc.assert(
      fc.asyncProperty(servings(300), fc.integer({ min: 1, max: 40 }), lengths, async (serving, surplus, counts) => {
        worth(serving, counts);
        miscounts.length = 0;
        const { ids, ...calls } = await walk(always(account({ ...serving, surplus })), LISTS[name]!, counts, false);
        expect(ids).toEqual(allIds(serving));
        expectFullWindows(name, { ...serving, surplus }, calls);
        counted += miscounts.length;
      }),
      { numRuns: 60 },
    );
    expect(counted).toBeGreaterThan(20);
  });

  test('show each item once, or end in an error, while the largest page changes', async () => {
    const ends = { whole: 0, errors: 0 };
    await fc.assert(
      fc.asyncProperty(
        servings(300),
        fc.integer({ min: 10, max: 100 }),
        fc.integer({ min: 0, max: 12 }),
        lengths,
        async (serving, cap, when, counts) => {
          worth(serving, counts);
          const telnyx = account(serving);
          let calls = 0;
          server.onPage = () => {
            if (calls++ === when) server.serving = { ...serving, cap };
          };
          try {
            expect((await walk(always(telnyx), LISTS[name]!, counts, false)).ids).toEqual(allIds(serving));
            ends.whole++;
          } catch (error) {
            if (!['CURSOR_EXPIRED', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_CONTRACT'].includes((error as TelnyxError).code))
              throw error;
            ends.errors++;
          } finally {
            server.onPage = () => undefined;
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(ends.whole).toBeGreaterThan(50);
  });
});

test('pages of fewer than ten items are told, not taken for a list', async () => {
  await fc.assert(
    fc.asyncProperty(
      servings(300, 1),
      fc.constantFrom(...Object.values(LISTS)),
      lengths,
      fc.boolean(),
      async (serving, read, counts, backward) => {
        fc.pre(serving.cap < 10);
        worth(serving, counts);
        try {
          const { ids } = await walk(always(account(serving)), read, counts, backward);
          expect(ids).toEqual(allIds(serving));
        } catch (error) {
          const codes = ['UPSTREAM_CONTRACT', 'UPSTREAM_UNAVAILABLE', 'CURSOR_EXPIRED', 'BAD_USER_INPUT'];
          expect(codes).toContain((error as TelnyxError).code);
        }
        expect(taken()).toBeLessThanOrEqual(windowBound(10));
      },
    ),
    { numRuns: 100 },
  );
});

test('a batch of k ids takes k + 1 calls at the most, and finds them all', async () => {
  await fc.assert(
    fc.asyncProperty(servings(450, 1), fc.integer({ min: 1, max: 120 }), fc.nat(), async (serving, k, step) => {
      const telnyx = account(serving);
      const ids = [...new Set(Array.from({ length: k }, (_, index) => idAt((index * (1 + (step % 5))) % 500)))];
      for (const round of [1, 2, 3]) {
        const [clients, calls] = [await telnyx.oauthClients.retrieveMany(ids), taken()];
        expect(clients.map((client) => (client instanceof Error ? client : client.client_id))).toEqual(ids);
        expect(calls, `round ${round}`).toBeLessThanOrEqual(ids.length + 1);
      }
    }),
    { numRuns: 50 },
  );
});
