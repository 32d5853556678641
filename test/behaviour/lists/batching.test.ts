import { encodeGlobalID } from '@pothos/plugin-relay';
import { describe, expect, test } from 'vitest';
import { type AccountSeed, ALICE_KEY, BOB_KEY, type Sandbox } from '../../../src/sandbox/index.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';

let gateway: TestGateway;
let sandbox: Sandbox;

/** Starts a gateway over Alice, who asks, and Bob. */
async function open(alice: Omit<AccountSeed, 'key'>, bob: Omit<AccountSeed, 'key'> = {}): Promise<void> {
  const accounts: AccountSeed[] = [
    { key: ALICE_KEY, ...alice },
    { key: BOB_KEY, ...bob },
  ];
  gateway = await useInTest(startGateway({ sandbox: { accounts }, env: { GRAPHIQL: 'false' } }));
  sandbox = gateway.sandbox;
}

/** `count` clients, `alice-0` the first of the list. */
const clients = (count: number, owner = 'alice') =>
  Array.from({ length: count }, (_, index) => ({ client_id: `${owner}-${index}`, name: `${owner} ${index}` }));

/** `count` grants, each to the client that `index` says. */
const grants = (count: number, index: (position: number) => number) =>
  Array.from({ length: count }, (_, position) => ({ id: `grant-${position}`, client_id: `alice-${index(position)}` }));

const globalIds = (clientIds: readonly string[]) => clientIds.map((id) => encodeGlobalID('OAuthClient', id));

/** What was called since the last time that this was asked. */
function taken(): string[] {
  return sandbox.calls.splice(0).map(({ method, path }) => `${method} ${decodeURIComponent(path)}`);
}

const isList = (line: string) => line.includes('?page');

const GRANTS_WITH_CLIENTS = '{ oauthGrants(first: 100) { nodes { grantId client { clientId name } } } }';
const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on OAuthClient { name } } }';

describe('a planned batch, in whole operations, counted at the sandbox', () => {
  test('100 grants over 20 clients of 60: 2 calls, and 2 again with the total known', async () => {
    await open({ clients: clients(60), grants: grants(100, (position) => (position % 20) * 3) });
    const wanted = grants(100, (position) => (position % 20) * 3).map(({ id, client_id }) => ({
      grantId: id,
      client: { clientId: client_id, name: client_id.replace('-', ' ') },
    }));

    for (let run = 0; run < 2; run++) {
      const { body } = await gateway.ask(GRANTS_WITH_CLIENTS);
      expect(body).toEqual({ data: { oauthGrants: { nodes: wanted } }, extensions: expect.anything() });
      expect(taken()).toEqual([
        'GET /v2/oauth_grants?page[number]=1&page[size]=100',
        'GET /v2/oauth_clients?page[number]=1&page[size]=100',
      ]);
    }
  });

  test('100 grants over 100 clients of 250, all found: 4 calls', async () => {
    await open({ clients: clients(250), grants: grants(100, (position) => Math.floor(position * 2.5)) });
    const { body } = await gateway.ask(GRANTS_WITH_CLIENTS);
    const names = body.data.oauthGrants.nodes.map(({ client }: { client: { name: string } }) => client.name);
    expect(names).toEqual(Array.from({ length: 100 }, (_, position) => `alice ${Math.floor(position * 2.5)}`));
    expect(body.errors).toBeUndefined();
    expect(taken().sort()).toEqual([
      'GET /v2/oauth_clients?page[number]=1&page[size]=100',
      'GET /v2/oauth_clients?page[number]=2&page[size]=100',
      'GET /v2/oauth_clients?page[number]=3&page[size]=100',
      'GET /v2/oauth_grants?page[number]=1&page[size]=100',
    ]);
  });

  test('3 ids of 10,000: 3 calls', async () => {
    await open({ clients: clients(10_000) });
    const { body } = await gateway.ask(`{
      a: oauthClient(clientId: "alice-0") { name }
      b: oauthClient(clientId: "alice-5000") { name }
      c: oauthClient(clientId: "alice-9999") { name }
    }`);
    expect(body.data).toEqual({ a: { name: 'alice 0' }, b: { name: 'alice 5000' }, c: { name: 'alice 9999' } });
    expect(body.errors).toBeUndefined();
    expect(taken().sort()).toEqual([
      'GET /v2/oauth_clients/alice-0',
      'GET /v2/oauth_clients/alice-5000',
      'GET /v2/oauth_clients/alice-9999',
    ]);
  });

  test.each([
    { where: 'none of them on page 1', first: 500, step: 25, calls: 21, lists: 1 },
    { where: 'spread over the list', first: 0, step: 50, calls: 19, lists: 1 },
    { where: 'half of them on page 1', first: 0, step: 10, calls: 10, lists: 10 },
    { where: 'all of them on page 1', first: 0, step: 5, calls: 1, lists: 1 },
  ])('20 ids of 1,000, $where: $calls calls', async ({ first, step, calls, lists }) => {
    await open({ clients: clients(1_000) });
    const ids = Array.from({ length: 20 }, (_, index) => `alice-${first + index * step}`);
    const { body } = await gateway.ask(NODES, { ids: globalIds(ids) });
    expect(body.data.nodes.map(({ name }: { name: string }) => name)).toEqual(ids.map((id) => id.replace('-', ' ')));
    const lines = taken();
    expect(lines).toHaveLength(calls);
    expect(lines.filter(isList)).toHaveLength(lists);
  });

  test.each([
    { quota: { limit: 100_000, windowSeconds: 60 }, calls: 21, lists: 1, why: 'plenty: decoding 500 items costs more' },
    { quota: { limit: 150, windowSeconds: 60 }, calls: 6, lists: 6, why: 'scarce: list reads save calls' },
  ])('100 grants over 20 clients of 500, calls are $why: $calls calls', async ({ quota, calls, lists }) => {
    const seed = { clients: clients(500), grants: grants(100, (position) => (position % 20) * 25) };
    const accounts = [{ key: ALICE_KEY, ...seed }];
    gateway = await useInTest(startGateway({ sandbox: { accounts, quota }, env: { GRAPHIQL: 'false' } }));
    sandbox = gateway.sandbox;
    await gateway.ask('{ oauthClients(first: 1) { totalCount } }');
    taken();
    for (let run = 0; run < 2; run++) {
      const { body } = await gateway.ask(GRANTS_WITH_CLIENTS);
      expect(body.errors).toBeUndefined();
      expect(body.data.oauthGrants.nodes[1].client.name).toBe('alice 25');
      const lines = taken();
      expect(lines).toHaveLength(calls);
      expect(lines.filter(isList)).toHaveLength(lists);
    }
  });

  test('100 ids that are all somebody else’s: 101 calls, and 100 without a probe when asked again', async () => {
    await open({ clients: clients(60) }, { clients: clients(100, 'bob') });
    const ids = globalIds(clients(100, 'bob').map(({ client_id }) => client_id));
    for (const probes of [1, 0]) {
      const { body } = await gateway.ask(NODES, { ids });
      expect(body.data.nodes).toEqual(ids.map(() => null));
      expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(Array(10).fill('FORBIDDEN'));
      expect(body.extensions.omittedErrors).toBe(90);
      const lines = taken();
      expect(lines.filter(isList)).toHaveLength(probes);
      expect(lines).toHaveLength(100 + probes);
    }
  });

  test('grants are planned likewise, beside clients in one list of nodes', async () => {
    await open({ clients: clients(60), grants: grants(80, () => 0) });
    const grantIds = [3, 7, 31, 59].map((index) => encodeGlobalID('OAuthGrant', `grant-${index}`));
    const clientIds = globalIds(['alice-59', 'alice-1', 'alice-2', 'alice-3']);
    const { body } = await gateway.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {
      ids: [...grantIds, ...clientIds],
    });
    expect(body.data).toEqual({ nodes: [...grantIds, ...clientIds].map((id) => ({ id })) });
    expect(body.errors).toBeUndefined();
    expect(taken().sort()).toEqual([
      'GET /v2/oauth_clients?page[number]=1&page[size]=100',
      'GET /v2/oauth_grants?page[number]=1&page[size]=100',
    ]);
  });

  test('an id that no list holds costs a call of its own, and is null if it does not exist', async () => {
    await open({ clients: clients(10) });
    const ids = ['alice-0', 'alice-1', 'nobody-1', 'alice-2', 'alice-3', 'nobody-2'];
    const { body } = await gateway.ask(NODES, { ids: globalIds(ids) });
    expect(body.errors).toBeUndefined();
    expect(body.data.nodes.map((node: { name: string } | null) => node?.name ?? null)).toEqual([
      'alice 0',
      'alice 1',
      null,
      'alice 2',
      'alice 3',
      null,
    ]);
    expect(taken().sort()).toEqual([
      'GET /v2/oauth_clients/nobody-1',
      'GET /v2/oauth_clients/nobody-2',
      'GET /v2/oauth_clients?page[number]=1&page[size]=100',
    ]);
  });
});

describe('faults inside a batch', () => {
  test('one id’s fault fails that id’s field only', async () => {
    await open({ clients: clients(1_000) });
    sandbox.faults.push('500@GET /oauth_clients/alice-500');
    const ids = Array.from({ length: 20 }, (_, index) => `alice-${index * 50}`);
    const { status, body } = await gateway.ask(NODES, { ids: globalIds(ids) });
    expect(status).toBe(200);
    expect(body.data.nodes.map((node: { name: string } | null) => node?.name ?? null)).toEqual(
      ids.map((id) => (id === 'alice-500' ? null : id.replace('-', ' '))),
    );
    expect(body.errors).toMatchObject([{ path: ['nodes', 10], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });

  test('a client that cannot be read leaves its grant and the others whole', async () => {
    await open({ clients: clients(500), grants: grants(6, (position) => position * 80) });
    sandbox.faults.push('500@GET /oauth_clients/alice-400');
    const { body } = await gateway.ask(GRANTS_WITH_CLIENTS);
    expect(body.data.oauthGrants.nodes.map(({ client }: { client: { name: string } | null }) => client?.name)).toEqual([
      'alice 0',
      'alice 80',
      'alice 160',
      'alice 240',
      'alice 320',
      undefined,
    ]);
    expect(body.errors).toMatchObject([
      { path: ['oauthGrants', 'nodes', 5, 'client'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } },
    ]);
  });

  test('a list read that fails costs calls, not fields', async () => {
    await open({ clients: clients(60) });
    sandbox.faults.push('garbage*1@GET /oauth_clients');
    const ids = clients(20).map(({ client_id }) => client_id);
    const { body } = await gateway.ask(NODES, { ids: globalIds(ids) });
    expect(body.errors).toBeUndefined();
    expect(body.data.nodes.map(({ name }: { name: string }) => name)).toEqual(ids.map((id) => id.replace('-', ' ')));
    const lines = taken();
    expect(lines.filter(isList)).toHaveLength(1);
    expect(lines).toHaveLength(1 + 20);
  });
});
