import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, type Client, DEMO_CLIENT, type Grant } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';
import { CLIENT_FIELDS, clientOf, GRANT_FIELDS, grantOf, inListOrder } from './expected.ts';

let grants: Grant[];
let own: Map<string, Client>;
const gateway = useForTests(() => startGateway());
beforeAll(async () => {
  const alice = gateway.sandbox.account(ALICE_KEY);
  grants = inListOrder(alice.grants, (grant) => grant.id);
  own = new Map(alice.clients.map((client) => [client.client_id, client]));
});
beforeEach(() => {
  gateway.sandbox.calls.length = 0;
});

const calls = () => gateway.sandbox.calls.map(({ method, path }) => `${method} ${path.split('?', 1)[0]}`);
const isBobs = (grant: Grant) =>
  gateway.sandbox.account(BOB_KEY).clients.some((client) => client.client_id === grant.client_id);

describe('one grant', () => {
  const ONE = `query ($id: ID!) { oauthGrant(grantId: $id) { ${GRANT_FIELDS} client { ${CLIENT_FIELDS} } } }`;
  const ask = async (id: string) => (await gateway.ask(ONE, { id })).body;

  test('has every member that Telnyx holds, and the client that it is to', async () => {
    const used = grants.find((grant) => grant.last_used_at !== null && own.has(grant.client_id))!;
    const unused = grants.find((grant) => grant.last_used_at === null && own.has(grant.client_id))!;
    for (const grant of [used, unused]) {
      const { data, errors } = await ask(grant.id);
      expect(errors).toBeUndefined();
      expect(data.oauthGrant).toEqual({ ...grantOf(grant), client: clientOf(own.get(grant.client_id)!) });
    }
  });

  test('is null if it does not exist', async () => {
    const { data, errors } = await ask('00000000-0000-4000-8000-000000000000');
    expect(data).toEqual({ oauthGrant: null });
    expect(errors).toBeUndefined();
  });

  test('has no client where that is somebody else’s or deleted: that is no error', async () => {
    const foreign = grants.find(isBobs)!;
    const orphaned = grants.find((grant) => !own.has(grant.client_id) && !isBobs(grant))!;
    for (const [grant, status] of [
      [foreign, 403],
      [orphaned, 404],
    ] as const) {
      const { data, errors } = await ask(grant.id);
      expect(errors).toBeUndefined();
      expect(data.oauthGrant).toEqual({ ...grantOf(grant), client: null });
      expect(gateway.sandbox.calls.at(-1)).toMatchObject({ status, path: `/v2/oauth_clients/${grant.client_id}` });
    }
  });

  test('is read once, however often an operation names it, and so is its client', async () => {
    const grant = grants.find(({ client_id }) => client_id === DEMO_CLIENT.client_id)!;
    const aliases = Array.from({ length: 50 }, (_, at) => `g${at}: oauthGrant(grantId: $id) { client { name } }`);
    const { body } = await gateway.ask(`query ($id: ID!) { ${aliases.join(' ')} }`, { id: grant.id });
    expect(Object.values(body.data)).toEqual(aliases.map(() => ({ client: { name: 'Acme Contact Center' } })));
    expect(calls()).toEqual([`GET /v2/oauth_grants/${grant.id}`, `GET /v2/oauth_clients/${DEMO_CLIENT.client_id}`]);
  });
});

describe('the list', () => {
  test('has every member of every grant, in Telnyx’ order', async () => {
    const page = `query ($after: String) {
      oauthGrants(first: 100, after: $after) {
        edges { cursor node { ${GRANT_FIELDS} } } nodes { ${GRANT_FIELDS} }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount
      }
    }`;
    const found: unknown[] = [];
    for (let after: string | null = null; ; ) {
      const { body } = await gateway.ask(page, { after });
      const { oauthGrants } = body.data;
      expect(oauthGrants.edges.map(({ node }: { node: unknown }) => node)).toEqual(oauthGrants.nodes);
      expect(oauthGrants.totalCount).toBe(grants.length);
      found.push(...oauthGrants.nodes);
      if (!oauthGrants.pageInfo.hasNextPage) break;
      after = oauthGrants.pageInfo.endCursor;
    }
    expect(found).toEqual(grants.map(grantOf));
  });

  test('leads to the clients, none for what is not the caller’s', async () => {
    const query = '{ oauthGrants(first: 50) { nodes { grantId client { clientId name } } } }';
    const { body } = await gateway.ask(query);
    expect(body.errors).toBeUndefined();
    const expected = grants.slice(0, 50).map((grant) => {
      const client = own.get(grant.client_id);
      return { grantId: grant.id, client: client ? { clientId: client.client_id, name: client.name } : null };
    });
    expect(body.data.oauthGrants.nodes).toEqual(expected);
    expect(expected.some(({ client }) => client === null)).toBe(true);
    const distinct = new Set(grants.slice(0, 50).map((grant) => grant.client_id));
    expect(calls().length).toBeLessThanOrEqual(1 + distinct.size + 1);
  });
});

describe('the filters', () => {
  const FILTERED = `query ($filter: OAuthGrantFilter) {
    oauthGrants(first: 100, filter: $filter) { nodes { grantId } totalCount }
  }`;
  const middle = (): Grant => grants[150]!;
  const lastUse = (grant: Grant) => grant.last_used_at ?? grant.created_at;
  type Case = [name: string, filter: () => Record<string, unknown>, matches: (grant: Grant) => boolean];
  const cases: Case[] = [
    ['clientId', () => ({ clientId: DEMO_CLIENT.client_id }), (grant) => grant.client_id === DEMO_CLIENT.client_id],
    ['scope', () => ({ scope: 'messaging.read' }), (grant) => grant.scopes.includes('messaging.read')],
    ['createdAfter', () => ({ createdAfter: middle().created_at }), (grant) => grant.created_at > middle().created_at],
    ['createdBefore', () => ({ createdBefore: middle().created_at }), (g) => g.created_at < middle().created_at],
    ['unusedSince', () => ({ unusedSince: middle().created_at }), (grant) => lastUse(grant) < middle().created_at],
    [
      'all of them',
      () => ({
        clientId: middle().client_id,
        scope: middle().scopes[0],
        createdAfter: grants[299]!.created_at,
        createdBefore: grants[0]!.created_at,
        unusedSince: '2026-12-31T23:59:59+01:00',
      }),
      (grant) =>
        grant.client_id === middle().client_id &&
        grant.scopes.includes(middle().scopes[0]!) &&
        grant !== grants[299] &&
        grant !== grants[0] &&
        lastUse(grant) < '2026-12-31T22:59:59',
    ],
    ['none of them', () => ({}), () => true],
    ['nulls only', () => ({ clientId: null, scope: null, createdAfter: null }), () => true],
    ['what nothing matches', () => ({ scope: 'no.such' }), () => false],
  ];

  test.each(cases)('%s', async (_name, filter, matches) => {
    const wanted = grants.filter(matches);
    const { body } = await gateway.ask(FILTERED, { filter: filter() });
    expect(body.data.oauthGrants).toEqual({
      nodes: wanted.slice(0, 100).map((grant) => ({ grantId: grant.id })),
      totalCount: wanted.length,
    });
  });

  test('the grants of all clients share one scan of the list', async () => {
    const { body } = await gateway.ask(`{
      a: oauthGrants(filter: { scope: "messaging.read" }) { totalCount }
      b: oauthGrants(filter: { createdAfter: "2026-01-01T00:00:00Z" }) { totalCount }
      oauthClients(first: 20) { nodes { grants { totalCount } } }
    }`);
    const totals = body.data.oauthClients.nodes.map(
      (node: { grants: { totalCount: number } }) => node.grants.totalCount,
    );
    expect(totals.reduce((sum: number, total: number) => sum + total)).toBeGreaterThan(50);
    expect(body.data.a.totalCount).toBe(grants.filter((grant) => grant.scopes.includes('messaging.read')).length);
    const reads = calls().filter((call) => call === 'GET /v2/oauth_grants');
    expect(reads.length).toBeLessThanOrEqual(5);
  });
});
