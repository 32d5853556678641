import { beforeEach, expect, test } from 'vitest';
import { allIds, idAt, PLAIN, type Serving, startCappedServer } from '../../support/capped-upstream.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';
import { metricAt } from '../../support/metrics.ts';

/*
 * A Telnyx that makes smaller pages than asked for, seen through the graph. What else such pages can be is drawn in
 * `test/unit/telnyx/list-pages-capped.test.ts`.
 */

const server = useForTests(startCappedServer);
const gateway = useForTests(() => startGateway({ env: { TELNYX_API_URL: server.origin } }));

let key = '';
let accounts = 0;
const whole = { length: 250, cap: 50 };
const untold = { page_size: 'absent' } as const;
const nothing = { ...untold, page_number: 'absent', total_pages: 'absent', total_results: 'absent' } as const;

beforeEach(() => {
  key = `KEYcapped${++accounts}`;
});

/** From now on lists are served this way. */
function serve(serving: Partial<Serving>): void {
  server.serving = { ...PLAIN, ...serving };
  server.pages.length = 0;
}

async function ask(query: string, variables?: Record<string, unknown>) {
  const { body } = await gateway.ask(query, variables, { key });
  return { ...body, reads: server.pages.splice(0).length };
}

const CLIENTS = `query ($first: Int, $after: String) {
  oauthClients(first: $first, after: $after) { totalCount nodes { clientId } pageInfo { hasNextPage endCursor } }
}`;

test.each<[string, Partial<Serving>]>([
  ['told', {}],
  ['not told', untold],
  ['not told, nor anything else', nothing],
])('a walk over 250 clients, 50 a page, which is %s, shows all of them', async (_, telling) => {
  serve({ ...whole, ...telling });
  const ids: string[] = [];
  const reads: number[] = [];
  for (let after: string | null = null, goesOn = true; goesOn; ) {
    const { data, errors, reads: made } = await ask(CLIENTS, { first: 100, after });
    expect(errors).toBeUndefined();
    const { nodes, pageInfo } = data.oauthClients;
    ids.push(...nodes.map(({ clientId }: { clientId: string }) => clientId));
    reads.push(made);
    [goesOn, after] = [pageInfo.hasNextPage, pageInfo.endCursor];
  }
  expect(ids).toEqual(allIds(server.serving));
  expect(reads.length).toBe(3);
  expect(Math.max(...reads)).toBeLessThanOrEqual(8);
});

test('the last of them, and those of a filter, are shown', async () => {
  serve({ ...whole, ...untold });
  const { data } = await ask('{ oauthClients(last: 3) { nodes { clientId } } }');
  expect(data.oauthClients.nodes).toEqual([247, 248, 249].map((index) => ({ clientId: idAt(index) })));
  const query = '{ oauthGrants(filter: { clientId: "all" }, last: 1) { totalCount nodes { grantId } } }';
  const filtered = await ask(query);
  expect(filtered.data.oauthGrants).toEqual({ totalCount: 250, nodes: [{ grantId: idAt(249) }] });
  expect(filtered.reads).toBeLessThanOrEqual(9);
});

test('what was learnt of one list and account serves its next request, and no other', async () => {
  serve({ ...whole, ...untold });
  const first = await ask(CLIENTS, { first: 50 });
  const next = await ask(CLIENTS, { first: 40 });
  expect([next.reads < first.reads, next.reads]).toEqual([true, 1]);
  server.serving = { ...server.serving, cap: 100 };
  key += 'other';
  expect((await ask(CLIENTS, { first: 100 })).reads).toBe(2);
});

test('a search may be as long as 50 of the pages that there are', async () => {
  const query = '{ oauthGrants(filter: { clientId: "all" }) { totalCount } }';
  serve({ length: 500, cap: 10 });
  expect((await ask(query)).data.oauthGrants.totalCount).toBe(500);
  serve({ length: 501, cap: 10 });
  const { errors, reads } = await ask(query);
  expect(errors![0]!.extensions.code).toBe('SCAN_TOO_LARGE');
  expect(reads).toBeLessThanOrEqual(2);
});

test('pages of fewer than ten items are an error', async () => {
  for (const telling of [{}, untold, nothing]) {
    serve({ ...telling, length: 250, cap: 9 });
    const { errors } = await ask(CLIENTS, { first: 100 });
    expect(errors![0]!.extensions.code).toBe('UPSTREAM_CONTRACT');
  }
});

test('a list that ends before its total is shown, at one more read, and counted', async () => {
  serve({ length: 60, surplus: 7, pastEnd: 404 });
  const { data, errors, reads } = await ask(CLIENTS, { first: 100 });
  expect(errors).toBeUndefined();
  expect(data.oauthClients).toMatchObject({ totalCount: 60, pageInfo: { hasNextPage: false } });
  expect([data.oauthClients.nodes.length, reads]).toEqual([60, 2]);
  const series = 'gateway_upstream_miscounted_lists_total{route="/oauth_clients"}';
  expect(await metricAt(gateway.url, series)).toBe(1);
});

test.each<[string, Partial<Serving>]>([
  ['told', {}],
  ['not told', untold],
])('5 pages of 40 bring 100 clients of 200, which is %s', async (_, telling) => {
  serve({ length: 200, cap: 40, ...telling });
  server.singles.length = 0;
  const ids = allIds(server.serving)
    .slice(0, 100)
    .map((id) => Buffer.from(`OAuthClient:${id}`).toString('base64'));
  const { data, reads } = await ask('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on OAuthClient { clientId } } }', {
    ids,
  });
  expect(data.nodes).toEqual(
    allIds(server.serving)
      .slice(0, 100)
      .map((clientId) => ({ clientId })),
  );
  expect([reads, server.singles.length]).toEqual([5, 0]);
});
