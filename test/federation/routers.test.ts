import { beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY } from '../../src/sandbox/index.ts';
import { inListOrder } from '../behaviour/graph/expected.ts';
import type { Ask } from '../support/gateway.ts';
import { useForTests } from '../support/lifetime.ts';
import { startCompany } from './company/index.ts';
import { startApolloGateway } from './routers/apollo-gateway.ts';
import { startHiveGateway } from './routers/hive-gateway.ts';
import { askRouter } from './routers/router.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

const company = useForTests(() => startCompany(ALICE_KEY));
beforeEach(() => {
  company.gateway.sandbox.calls.length = 0;
});

const alice = () => company.gateway.sandbox.account(ALICE_KEY);
const clientsInOrder = () => inListOrder(alice().clients, (client) => client.client_id);
const upstreamCalls = () => company.gateway.sandbox.calls;

describe.each([
  ['Apollo Gateway', startApolloGateway],
  ['Hive Gateway', startHiveGateway],
])('under %s', (_name, startRouter) => {
  const router = useForTests(() => startRouter(company.supergraph));

  const ask = (query: string, variables?: Record<string, unknown>, options?: Ask) =>
    askRouter(router, query, variables, options);

  test('an application leads to its OAuth client, that to its grants and its owner', async () => {
    const { body } = await ask(`{
      applications(first: 3) {
        name
        client { clientId name owner { name } grants(first: 2) { totalCount nodes { grantId reviewer { name } } } }
      }
    }`);
    const [ada] = company.people;
    const reviewerOf = (grantId: string) => (ada!.reviewedGrantIds.includes(grantId) ? { name: ada!.name } : null);
    expect(body.errors).toBeUndefined();
    expect(body.data.applications).toEqual(
      company.applications.slice(0, 3).map(({ name, clientId }) => {
        const client = alice().clients.find((each) => each.client_id === clientId)!;
        const granted = alice().grants.filter((grant) => grant.client_id === clientId);
        const grants = inListOrder(granted, (grant) => grant.id);
        const nodes = grants.slice(0, 2).map(({ id }) => ({ grantId: id, reviewer: reviewerOf(id) }));
        const { client_id, name: clientName } = client;
        const owner = { name: ada!.name };
        return {
          name,
          client: { clientId: client_id, name: clientName, owner, grants: { totalCount: grants.length, nodes } },
        };
      }),
    );
  });

  test('an OAuth client leads to what two other subgraphs know of it, one by each of its keys', async () => {
    const { body } = await ask(
      '{ oauthClients(first: 32) { nodes { name installs application { id } owner { userId } } } }',
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.oauthClients.nodes).toEqual(
      clientsInOrder()
        .slice(0, 32)
        .map(({ client_id, name, user_id }) => {
          const application = company.applications.find(({ clientId }) => clientId === client_id);
          return {
            name,
            installs: application?.installs ?? 0,
            application: application ? { id: application.id } : null,
            owner: { userId: user_id },
          };
        }),
    );
  });

  test('a person leads to the grants that she reviewed, they to their clients', async () => {
    const { body } = await ask(`{
      node(id: "person-1") { id ... on Person { name homepage joinedAt reviewedGrants { scopes client { clientId installs } } } }
      people(first: 2) { edges { node { id syncError { message code } } } pageInfo { hasNextPage endCursor } }
    }`);
    const [ada, bea] = company.people;
    const clients = new Map(alice().clients.map((client) => [client.client_id, client]));
    const installsOf = (id: string) => company.applications.find(({ clientId }) => clientId === id)?.installs ?? 0;
    const reviewedGrants = ada!.reviewedGrantIds.map((grantId) => {
      const { scopes, client_id } = alice().grants.find(({ id }) => id === grantId)!;
      const client = clients.has(client_id) ? { clientId: client_id, installs: installsOf(client_id) } : null;
      return { scopes, client };
    });
    expect(body.errors).toBeUndefined();
    expect(body.data.node).toEqual({
      id: ada!.id,
      name: ada!.name,
      homepage: ada!.homepage,
      joinedAt: ada!.joinedAt,
      reviewedGrants,
    });
    expect(body.data.people).toEqual({
      edges: [{ node: { id: ada!.id, syncError: null } }, { node: { id: bea!.id, syncError: bea!.syncError } }],
      pageInfo: { hasNextPage: false, endCursor: bea!.id },
    });
  });

  test('pages lead through a whole list, each client once', async () => {
    const seen: { clientId: string; installs: number }[] = [];
    for (let after: string | null = null; ; ) {
      const { body } = await ask(
        `query ($after: String) {
          oauthClients(first: 50, after: $after) {
            totalCount nodes { clientId installs } pageInfo { hasNextPage endCursor }
          }
        }`,
        { after },
      );
      expect(body.errors).toBeUndefined();
      expect(body.data.oauthClients.totalCount).toBe(alice().clients.length);
      seen.push(...body.data.oauthClients.nodes);
      if (!body.data.oauthClients.pageInfo.hasNextPage) break;
      after = body.data.oauthClients.pageInfo.endCursor;
    }
    expect(seen.map(({ clientId }) => clientId)).toEqual(clientsInOrder().map(({ client_id }) => client_id));
    expect(seen.filter(({ installs }) => installs > 0)).toHaveLength(30);
  });

  test('a mutation answers a member of its union, and goes on into another subgraph', async () => {
    const mutation = `mutation ($clientId: ID!, $name: String) {
      updateOAuthClient(clientId: $clientId, input: { name: $name }) {
        __typename
        ... on UpdateOAuthClientPayload { client { name installs } }
        ... on OAuthError { code message traceId }
      }
    }`;
    const { client_id, name } = alice().clients[5]!;
    const { installs } = company.applications[5]!;
    const done = await ask(mutation, { clientId: client_id, name: `${name}!` });
    expect(done.body.errors).toBeUndefined();
    expect(done.body.data.updateOAuthClient).toEqual({
      __typename: 'UpdateOAuthClientPayload',
      client: { name: `${name}!`, installs },
    });
    await ask(mutation, { clientId: client_id, name });

    const missing = await ask(
      mutation,
      { clientId: '00000000-0000-4000-8000-000000000000', name: 'Nobody' },
      { headers: { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` } },
    );
    expect(missing.body.errors).toBeUndefined();
    expect(missing.body.data.updateOAuthClient).toEqual({
      __typename: 'OAuthNotFoundError',
      code: 'NOT_FOUND',
      message: 'There is no such resource.',
      traceId: TRACE_ID,
    });
  });

  test('an error keeps its message, code and details, and costs only its own field', async () => {
    const query = '{ oauthClients(first: 500) { nodes { name } } applications(first: 1) { id } }';
    const { body } = await ask(query, {}, { headers: { traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01` } });
    expect(body.data).toEqual({ oauthClients: null, applications: [{ id: 'app-0' }] });
    expect(body.errors).toHaveLength(1);
    expect(body.errors).toMatchObject([
      {
        message: '`first` must be a whole number from 0 to 100.',
        path: ['oauthClients'],
        extensions: { code: 'BAD_USER_INPUT', traceId: TRACE_ID, issues: [{ path: ['first'], code: 'range' }] },
      },
    ]);
  });

  test('a fault of Telnyx arrives as one', async () => {
    company.gateway.sandbox.faults.push('503@GET /oauth_grants');
    const { body } = await ask('{ oauthGrants { nodes { grantId } } applications(first: 1) { id } }');
    company.gateway.sandbox.faults.length = 0;
    expect(body.data).toEqual({ oauthGrants: null, applications: [{ id: 'app-0' }] });
    expect(body.errors).toMatchObject([{ path: ['oauthGrants'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });

  test.each([
    ['nobody', null, 'UNAUTHENTICATED', 'A Telnyx API key is required, as Authorization: Bearer <key>.', 0],
    ['somebody else', BOB_KEY, 'FORBIDDEN', 'The credential has no access to this resource.', 2],
  ])('%s is refused the clients, not the applications', async (_who, key, code, message, calls) => {
    const { body } = await ask('{ applications(first: 2) { id client { name } } }', {}, { key });
    expect(body.data.applications).toEqual([
      { id: 'app-0', client: null },
      { id: 'app-1', client: null },
    ]);
    expect(body.errors).toHaveLength(2);
    expect(body.errors?.map(({ path }) => path?.slice(0, 3))).toEqual([
      ['applications', 0, 'client'],
      ['applications', 1, 'client'],
    ]);
    for (const error of body.errors ?? []) expect(error).toMatchObject({ message, extensions: { code } });
    expect(upstreamCalls()).toHaveLength(calls);
  });

  test('the caller’s credential, request id and trace reach Telnyx', async () => {
    const headers = {
      traceparent: `00-${TRACE_ID}-b7ad6b7169203331-01`,
      tracestate: 'company=1',
      'x-request-id': 'request-of-a-router',
    };
    const { body } = await ask(
      '{ application(id: "app-1") { client { name } } oauthGrants { nodes { grantId } } }',
      {},
      { headers },
    );
    expect(body.errors).toBeUndefined();
    expect(
      upstreamCalls()
        .map(({ path }) => path.replace(/\?.*/, ''))
        .sort(),
    ).toEqual([`/v2/oauth_clients/${company.applications[1]!.clientId}`, '/v2/oauth_grants']);
    for (const call of upstreamCalls()) {
      expect(call.headers.authorization).toBe(`Bearer ${ALICE_KEY}`);
      expect(call.headers.traceparent).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-01$`));
      expect(call.headers.tracestate).toBe('company=1');
      expect(call.headers['x-request-id']).toBe('request-of-a-router');
    }
  });
});
