import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY } from '../../../src/sandbox/index.ts';
import { provePaths, startGateway, type TestGateway } from '../../support/gateway.ts';

/** What a call upstream costs. */
const CALL = 10;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway();
  await provePaths(gateway);
});
afterAll(() => gateway.close());

/** One that knows nothing yet of how long lists are. */
async function startAnew(): Promise<void> {
  await gateway.close();
  gateway = await startGateway();
}

/** Asks twice, since a gateway learns how long lists are; tells cost, calls and pages of grants of each. */
async function costsAndCalls(query: string, variables: Record<string, unknown>) {
  const found: { cost: number; calls: number; scanned: number }[] = [];
  for (let time = 0; time < 2; time++) {
    gateway.sandbox.calls.length = 0;
    const { body } = await gateway.ask(query, variables);
    expect(body.data ?? body.errors).toBeDefined();
    expect(body.errors?.map(({ extensions }) => extensions.code) ?? []).not.toContain('QUERY_TOO_COMPLEX');
    const scanned = gateway.sandbox.calls.filter(({ path }) => path.startsWith('/v2/oauth_grants?')).length;
    found.push({ cost: body.extensions.cost.requested, calls: gateway.sandbox.calls.length, scanned });
  }
  return found;
}

const clientIds = (key: string, count: number) =>
  gateway.sandbox
    .account(key)
    .clients.slice(-count)
    .map((client) => client.client_id);
const globalIds = (ids: string[]) => ids.map((id) => Buffer.from(`OAuthClient:${id}`).toString('base64'));
const ENTITIES = 'query ($them: [_Any!]!) { _entities(representations: $them) { ... on OAuthClient { name } } }';
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on OAuthClient { name } } }';
const asEntities = (ids: string[]) => ({ them: ids.map((clientId) => ({ __typename: 'OAuthClient', clientId })) });

type Operation = [what: string, query: string, variables?: () => Record<string, unknown>];

const DIRECT: Operation[] = [
  ['nothing', '{ __typename }'],
  ['one client', '{ oauthClient(clientId: "x") { name } }'],
  ['a client twice', '{ a: oauthClient(clientId: "x") { name } b: oauthClient(clientId: "x") { name } }'],
  [
    'three clients',
    '{ a: oauthClient(clientId: "x") { name } b: oauthClient(clientId: "y") { name } c: oauthClient(clientId: "z") { name } }',
  ],
  ['a page', '{ oauthClients { nodes { name } } }'],
  ['a page of one', '{ oauthClients(first: 1) { pageInfo { endCursor } } }'],
  ['a page of one from the end', '{ oauthClients(last: 1) { pageInfo { endCursor } } }'],
  ['the largest page', '{ oauthClients(first: 100) { pageInfo { endCursor } } }'],
  ['the largest page from the end', '{ oauthClients(last: 100) { pageInfo { endCursor } } }'],
  ['only the total', '{ oauthClients { totalCount } oauthGrants { totalCount } }'],
  [
    'pages of both lists by alias',
    '{ a: oauthClients(first: 99) { nodes { id } } b: oauthClients(last: 99) { nodes { id } } c: oauthGrants(last: 98) { nodes { id } } }',
  ],
  [
    'what a filter of Telnyx lets through',
    '{ oauthClients(filter: { clientType: PUBLIC }, last: 90) { nodes { id } } }',
  ],
  ['grants with their clients', '{ oauthGrants(first: 100) { nodes { client { name } } } }'],
  ['grants with their clients from the end', '{ oauthGrants(last: 100) { edges { node { client { name } } } } }'],
  ['a few grants with their clients', '{ oauthGrants(first: 5) { nodes { client { name } } } }'],
  [
    'documents',
    '{ oauthAuthorizationServerMetadata { issuer } oauthProtectedResourceMetadata { resource } oauthJsonWebKeySet { keys { kid } } }',
  ],
  [
    'what makes no call',
    '{ oauthAuthorizationRequest(input: { clientId: "x", redirectUri: "https://a.example" }) { url } }',
  ],
  ['what is refused', '{ oauthClients(first: 101) { nodes { id } } node(id: "no id") { id } }'],
  [
    'a mutation',
    'mutation { createOAuthClient(input: { name: "N", allowedScopes: [], clientType: CONFIDENTIAL, allowedGrantTypes: [CLIENT_CREDENTIALS] }) { ... on CreateOAuthClientPayload { client { id } } } }',
  ],
  [
    'two mutations',
    'mutation { a: deleteOAuthClient(clientId: "x") { __typename } b: revokeOAuthGrant(grantId: "x") { __typename } }',
  ],
  [
    'what is left out',
    'query ($c: Boolean = false) { oauthClient(clientId: "x") @include(if: $c) { name } oauthGrants(first: 2) { nodes { client @include(if: $c) { name } } } }',
  ],
];

/** Of ids in a batch the list's first page may be read first, to see how many it holds. */
const BATCHED: Operation[] = [
  ['entities of the account', ENTITIES, () => asEntities(clientIds(ALICE_KEY, 200))],
  ['entities of nobody', ENTITIES, () => asEntities(Array.from({ length: 60 }, (_, at) => `nobody-${at}`))],
  ['nodes of the account', NODES, () => ({ ids: globalIds(clientIds(ALICE_KEY, 9)) })],
  ['nodes of another account', NODES, () => ({ ids: globalIds(clientIds(BOB_KEY, 50)) })],
];

/** The list of grants is read once for all filters of an operation, 300 grants in pages of 100 that overlap. */
const SCANNED: Operation[] = [
  ['grants by a filter', '{ oauthGrants(filter: { scope: "none" }) { totalCount } }'],
  [
    'grants by filters',
    '{ a: oauthGrants(filter: { scope: "none" }, last: 5) { nodes { id } } b: oauthGrants(filter: { clientId: "x" }) { totalCount } }',
  ],
  ['a dry run of revocations', 'mutation { revokeOAuthGrants(input: { where: { scope: "none" } }) { __typename } }'],
  ['what is wrong with clients', '{ oauthClients(first: 50) { nodes { findings { code } grants { totalCount } } } }'],
  ['the grants of a client', '{ oauthClients(first: 1) { nodes { grants(first: 1) { totalCount } } } }'],
  ['the grants of 50 clients', '{ oauthClients(first: 50) { nodes { grants { totalCount nodes { id } } } } }'],
];

/** Besides, the list of clients is read once for all lists of findings. */
const EXAMINED: Operation[] = [
  ['everything wrong', '{ oauthFindings { totalCount } }'],
  [
    'it by alias, and grants',
    '{ a: oauthFindings { totalCount } b: oauthFindings(codes: [GRANT_UNUSED]) { totalCount } oauthGrants(filter: { scope: "none" }) { totalCount } }',
  ],
];

/** Of these the grants do not matter. */
const GRANTLESS: Operation[] = [
  ['what is bad', '{ oauthFindings(minSeverity: MEDIUM, codes: [GRANT_UNUSED, REDIRECT_URI_HTTP]) { totalCount } }'],
  ['what is of one kind', '{ oauthFindings(codes: TOS_URI_MISSING) { totalCount } }'],
  ['it by variables', 'query ($s: OAuthFindingSeverity = HIGH) { oauthFindings(minSeverity: $s) { totalCount } }'],
];

describe('an operation costs at least what its calls upstream cost', () => {
  test.each(DIRECT)('%s', async (_what, query, variables = () => ({})) => {
    for (const { cost, calls } of await costsAndCalls(query, variables())) {
      expect(cost).toBeGreaterThanOrEqual(CALL * calls);
    }
  });

  test.each(BATCHED)('it may cost one look at a list less: %s', async (_what, query, variables = () => ({})) => {
    await startAnew();
    for (const { cost, calls } of await costsAndCalls(query, variables())) {
      expect(cost).toBeGreaterThanOrEqual(CALL * (calls - 1));
    }
  });

  test.each(SCANNED)('with one scan, whose price is known once the list is: %s', async (_what, query) => {
    await startAnew();
    const [unknown, known] = await costsAndCalls(query, {});
    for (const { cost, calls, scanned } of [unknown!, known!]) {
      expect(scanned).toBe(4);
      expect(cost).toBeGreaterThanOrEqual(CALL * calls);
    }
    // 50 pages of 100 that overlap are 57, which is what a list may have of which nothing is known.
    expect(unknown!.cost - known!.cost).toBe(CALL * (57 - 4));
  });
});

describe('findings are priced by the lists that are read for them, 160 clients and 300 grants', () => {
  const prices = async (query: string) => {
    await startAnew();
    const [unknown, known] = await costsAndCalls(query, {});
    for (const { cost, calls } of [unknown!, known!]) expect(cost).toBeGreaterThanOrEqual(CALL * calls);
    return { scanned: unknown!.scanned, less: (unknown!.cost - known!.cost) / CALL };
  };

  test.each(EXAMINED)('%s: both lists', async (_what, query) => {
    expect(await prices(query)).toEqual({ scanned: 4, less: 57 - 4 + (57 - 2) });
  });

  test.each(GRANTLESS)('%s: only clients', async (_what, query) => {
    expect(await prices(query)).toEqual({ scanned: 0, less: 57 - 2 });
  });

  test('findings of clients that are not about grants: none', async () => {
    const query = '{ oauthClients(first: 50) { nodes { findings(minSeverity: MEDIUM) { code } } } }';
    expect(await prices(query)).toEqual({ scanned: 0, less: 0 });
  });
});

test('50 clients read one by one cost 50 calls, and the price says so', async () => {
  await startAnew();
  const fields = clientIds(BOB_KEY, 50).map((id, at) => `a${at}: oauthClient(clientId: "${id}") { name }`);
  const [unknown, known] = await costsAndCalls(`{ ${fields.join(' ')} }`, {});
  expect(unknown).toEqual({ cost: 500, calls: 51, scanned: 0 });
  expect(known).toEqual({ cost: 500, calls: 50, scanned: 0 });
});
