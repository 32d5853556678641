import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, type Client, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';
import { CLIENT_FIELDS, clientOf, GRANT_FIELDS, globalId, grantOf, inListOrder } from './expected.ts';

let clients: Client[];
const gateway = useForTests(() => startGateway());
beforeAll(async () => {
  clients = inListOrder(gateway.sandbox.account(ALICE_KEY).clients, (client) => client.client_id);
});
beforeEach(() => {
  gateway.sandbox.calls.length = 0;
});

const calls = () => gateway.sandbox.calls.map(({ method, path }) => `${method} ${path.split('?', 1)[0]}`);

describe('one client', () => {
  const ONE = `query ($id: ID!) { oauthClient(clientId: $id) { ${CLIENT_FIELDS} } }`;

  test('has every member that Telnyx holds, in its own bytes', async () => {
    const confidential = clients.find((client) => client.client_id === DEMO_CLIENT.client_id)!;
    const bare = clients.find((client) => client.logo_uri === null && client.redirect_uris.length === 0)!;
    for (const client of [confidential, bare]) {
      const { body } = await gateway.ask(ONE, { id: client.client_id });
      expect(body.errors).toBeUndefined();
      expect(body.data.oauthClient).toEqual(clientOf(client));
    }
  });

  test('is null if it does not exist, and FORBIDDEN if it is another account’s', async () => {
    const none = await gateway.ask(ONE, { id: '00000000-0000-4000-8000-000000000000' });
    expect(none.body.data).toEqual({ oauthClient: null });
    expect(none.body.errors).toBeUndefined();
    const foreign = gateway.sandbox.account(BOB_KEY).clients[0]!;
    const { body } = await gateway.ask(ONE, { id: foreign.client_id });
    expect(body.data).toEqual({ oauthClient: null });
    expect(body.errors).toMatchObject([{ path: ['oauthClient'], extensions: { code: 'FORBIDDEN' } }]);
  });

  test.each(['', '.', '..', '\ud800'])('is not asked for by what can be no id: %j', async (id) => {
    const { body } = await gateway.ask(ONE, { id });
    expect(body.errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['clientId'], code: 'format' }] } },
    ]);
    expect(calls()).toEqual([]);
  });

  test('is asked for as one path segment, whatever the id holds', async () => {
    await gateway.ask(ONE, { id: '../oauth_grants?page[size]=1#é' });
    expect(gateway.sandbox.calls.map(({ path }) => path)).toEqual([
      '/v2/oauth_clients/..%2Foauth_grants%3Fpage%5Bsize%5D%3D1%23%C3%A9',
    ]);
  });

  test('is read once, however often an operation names it', async () => {
    const { client_id } = clients[3]!;
    const aliases = Array.from({ length: 50 }, (_, index) => `c${index}: oauthClient(clientId: $id) { name }`);
    const { body } = await gateway.ask(`query ($id: ID!) { ${aliases.join(' ')} }`, { id: client_id });
    expect(Object.values(body.data)).toEqual(aliases.map(() => ({ name: clients[3]!.name })));
    expect(calls()).toEqual([`GET /v2/oauth_clients/${client_id}`]);
  });

  test('has its grants, in the order of the account’s list', async () => {
    const { client_id } = DEMO_CLIENT;
    const grants = inListOrder(gateway.sandbox.account(ALICE_KEY).grants, (grant) => grant.id);
    const its = grants.filter((grant) => grant.client_id === client_id);
    const query = `query ($id: ID!) {
      oauthClient(clientId: $id) { grants(first: 100) { nodes { ${GRANT_FIELDS} } totalCount } }
    }`;
    const { body } = await gateway.ask(query, { id: client_id });
    expect(its.length).toBeGreaterThan(0);
    expect(body.data.oauthClient.grants).toEqual({ nodes: its.map(grantOf), totalCount: its.length });
  });
});

describe('the list', () => {
  const PAGE = `query ($first: Int, $after: String) {
    oauthClients(first: $first, after: $after) {
      edges { cursor node { ${CLIENT_FIELDS} } } nodes { ${CLIENT_FIELDS} }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
    }
  }`;

  test('has every member of every client, in Telnyx’ order', async () => {
    const found: unknown[] = [];
    for (let after: string | null = null; ; ) {
      const { body } = await gateway.ask(PAGE, { first: 100, after });
      const page = body.data.oauthClients;
      expect(page.edges.map(({ node }: { node: unknown }) => node)).toEqual(page.nodes);
      expect(page.pageInfo.startCursor).toBe(page.edges[0].cursor);
      expect(page.pageInfo.endCursor).toBe(page.edges.at(-1).cursor);
      expect(page.totalCount).toBe(clients.length);
      found.push(...page.nodes);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(found).toEqual(clients.map(clientOf));
  });

  test('is each account’s own', async () => {
    const bobs = gateway.sandbox.account(BOB_KEY).clients;
    const { body } = await gateway.ask('{ oauthClients(first: 100) { nodes { clientId } } }', {}, { key: BOB_KEY });
    const ids = body.data.oauthClients.nodes.map(({ clientId }: { clientId: string }) => clientId);
    expect(ids.sort()).toEqual(bobs.map((client) => client.client_id).sort());
  });

  test('what it brought is not read again below it', async () => {
    const { body } = await gateway.ask(`{
      oauthClients(first: 12) { nodes { clientId grants(first: 30) { nodes { client { clientId name } } } } }
    }`);
    const nodes: { clientId: string; grants: { nodes: { client: { clientId: string } }[] } }[] =
      body.data.oauthClients.nodes;
    const nested = nodes.flatMap((node) => node.grants.nodes.map(({ client }) => [node.clientId, client.clientId]));
    expect(nested.length).toBeGreaterThan(50);
    for (const [outer, inner] of nested) expect(inner).toBe(outer);
    expect(new Set(calls())).toEqual(new Set(['GET /v2/oauth_clients', 'GET /v2/oauth_grants']));
    expect(calls().filter((call) => call === 'GET /v2/oauth_clients')).toHaveLength(1);
  });
});

describe('the filters', () => {
  const FILTERED = `query ($filter: OAuthClientFilter) {
    oauthClients(first: 50, filter: $filter) { nodes { clientId } totalCount }
  }`;
  const part = 'contact center';
  const cases: [Record<string, unknown>, (client: Client) => boolean][] = [
    [{ clientType: 'PUBLIC' }, (client) => client.client_type === 'public'],
    [{ clientType: 'CONFIDENTIAL' }, (client) => client.client_type === 'confidential'],
    [{ verified: true }, (client) => client.verified],
    [{ verified: false }, (client) => !client.verified],
    [
      { allowedGrantTypesContains: 'CLIENT_CREDENTIALS' },
      (client) => client.allowed_grant_types.includes('client_credentials'),
    ],
    [{ name: 'Acme Contact Center' }, (client) => client.name === 'Acme Contact Center'],
    [{ nameContains: part }, (client) => client.name.toLowerCase().includes(part)],
    [{ clientId: DEMO_CLIENT.client_id }, (client) => client.client_id === DEMO_CLIENT.client_id],
    [
      {
        clientType: 'CONFIDENTIAL',
        verified: true,
        allowedGrantTypesContains: 'AUTHORIZATION_CODE',
        nameContains: part,
        clientId: DEMO_CLIENT.client_id,
      },
      (client) => client.client_id === DEMO_CLIENT.client_id,
    ],
    [
      { clientType: 'PUBLIC', verified: true, nameContains: part },
      (client) => client.client_type === 'public' && client.verified && client.name.toLowerCase().includes(part),
    ],
    [{ clientType: 'PUBLIC', clientId: DEMO_CLIENT.client_id }, () => false],
    [{ clientType: null, verified: null, name: null, nameContains: null, clientId: null }, () => true],
  ];

  test.each(cases)('%j', async (filter, matches) => {
    const wanted = clients.filter(matches);
    const { body } = await gateway.ask(FILTERED, { filter });
    expect(body.data.oauthClients).toEqual({
      nodes: wanted.slice(0, 50).map((client) => ({ clientId: client.client_id })),
      totalCount: wanted.length,
    });
    expect(calls()).toEqual(['GET /v2/oauth_clients']);
  });

  test('exclude each other where Telnyx knows only one of them: name and nameContains', async () => {
    const { body } = await gateway.ask(FILTERED, { filter: { name: 'a', nameContains: 'b' } });
    expect(body.data).toEqual({ oauthClients: null });
    expect(body.errors).toMatchObject([
      {
        path: ['oauthClients'],
        extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['filter', 'nameContains'], code: 'exclusive' }] },
      },
    ]);
    expect(calls()).toEqual([]);
  });
});

test('no read can show a secret: no field for it, and the answer holds none', async () => {
  const { client_id, client_secret } = clients.find((client) => client.client_secret !== null)!;
  const asked = await gateway.ask(`{ oauthClient(clientId: "${client_id}") { clientSecret } }`);
  expect(asked.body.errors?.[0]?.message).toContain('Cannot query field "clientSecret"');
  const { body } = await gateway.ask(`{
    node(id: "${globalId('OAuthClient', client_id)}") { ... on OAuthClient { ${CLIENT_FIELDS} } }
    oauthClients(first: 100) { nodes { ${CLIENT_FIELDS} } }
  }`);
  expect(body.data.node.clientId).toBe(client_id);
  expect(JSON.stringify(body)).not.toContain(client_secret);
});
