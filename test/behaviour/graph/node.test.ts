import { beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';
import { CLIENT_FIELDS, clientOf, GRANT_FIELDS, globalId, grantOf } from './expected.ts';

const FIELDS = `__typename id ... on OAuthClient { ${CLIENT_FIELDS} } ... on OAuthGrant { ${GRANT_FIELDS} }`;
const NODE = `query ($id: ID!) { node(id: $id) { ${FIELDS} } }`;
const NODES = `query ($ids: [ID!]!) { nodes(ids: $ids) { ${FIELDS} } }`;
const MISSING = '00000000-0000-4000-8000-000000000000';

const gateway = useForTests(() => startGateway());
beforeEach(() => {
  gateway.sandbox.calls.length = 0;
});

const calls = () => gateway.sandbox.calls.map(({ method, path }) => `${method} ${path}`);
const alice = () => gateway.sandbox.account(ALICE_KEY);
const client = () => alice().clients[7]!;
const grant = () => alice().grants[7]!;

describe('node', () => {
  test('finds a client and a grant by the id that they gave themselves', async () => {
    const one = await gateway.ask(NODE, { id: globalId('OAuthClient', client().client_id) });
    expect(one.body.data.node).toEqual({ __typename: 'OAuthClient', ...clientOf(client()) });
    const other = await gateway.ask(NODE, { id: globalId('OAuthGrant', grant().id) });
    expect(other.body.data.node).toEqual({ __typename: 'OAuthGrant', ...grantOf(grant()) });
  });

  test('is null if it does not exist', async () => {
    for (const type of ['OAuthClient', 'OAuthGrant']) {
      const { body } = await gateway.ask(NODE, { id: globalId(type, MISSING) });
      expect(body).toEqual({ data: { node: null }, extensions: expect.anything() });
    }
  });

  test('is FORBIDDEN where it is somebody else’s', async () => {
    const id = globalId('OAuthClient', gateway.sandbox.account(BOB_KEY).clients[0]!.client_id);
    const { body } = await gateway.ask(NODE, { id });
    expect(body.data).toEqual({ node: null });
    expect(body.errors).toMatchObject([{ path: ['node'], extensions: { code: 'FORBIDDEN' } }]);
  });

  test.each([
    ['no global id', 'garbage'],
    ['the raw id', MISSING],
    ['of no type', globalId('Nothing', '1')],
    ['of a type that is no node', globalId('PageInfo', '1')],
    ['without an id', globalId('OAuthClient', '')],
    ['empty', ''],
  ])('refuses an id that is %s, without a call', async (_name, id) => {
    const { body } = await gateway.ask(NODE, { id });
    expect(body.data).toEqual({ node: null });
    const message = 'This is not a global id of a node.';
    expect(body.errors).toMatchObject([{ message, path: ['node'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(calls()).toEqual([]);
  });
});

describe('nodes', () => {
  test('come in the order asked for; one that does not exist is null, one that fails has an error of its own', async () => {
    const foreign = gateway.sandbox.account(BOB_KEY).clients[0]!;
    const ids = [
      globalId('OAuthGrant', grant().id),
      globalId('OAuthClient', MISSING),
      globalId('OAuthClient', client().client_id),
      globalId('OAuthClient', foreign.client_id),
      globalId('OAuthGrant', grant().id),
    ];
    const { body } = await gateway.ask(NODES, { ids });
    const first = { __typename: 'OAuthGrant', ...grantOf(grant()) };
    const second = { __typename: 'OAuthClient', ...clientOf(client()) };
    expect(body.data.nodes).toEqual([first, null, second, null, first]);
    expect(body.errors).toMatchObject([{ path: ['nodes', 3], extensions: { code: 'FORBIDDEN' } }]);
  });

  test('share one loader with every other field that reads the same', async () => {
    const { client_id } = client();
    const id = globalId('OAuthClient', client_id);
    const { body } = await gateway.ask(
      `query ($id: ID!, $clientId: ID!) {
        node(id: $id) { id } nodes(ids: [$id, $id]) { id } oauthClient(clientId: $clientId) { id }
        entities: _entities(representations: [{ __typename: "OAuthClient", clientId: $clientId }]) {
          ... on OAuthClient { id }
        }
      }`,
      { id, clientId: client_id },
    );
    expect(body.errors).toBeUndefined();
    expect(body.data).toEqual({
      node: { id },
      nodes: [{ id }, { id }],
      oauthClient: { id },
      entities: [{ id }],
    });
    expect(calls()).toEqual([`GET /v2/oauth_clients/${client_id}`]);
  });

  test('refuse what is no global id of a node in its own place, and nothing else', async () => {
    const known = globalId('OAuthClient', client().client_id);
    const ids = ['garbage', known, '', globalId('PageInfo', '1'), globalId('OAuthGrant', ''), MISSING, known];
    const { status, body } = await gateway.ask(NODES, { ids });
    const found = { __typename: 'OAuthClient', ...clientOf(client()) };
    expect({ status, nodes: body.data.nodes }).toEqual({
      status: 200,
      nodes: [null, found, null, null, null, null, found],
    });
    expect(body.errors).toMatchObject(
      [0, 2, 3, 4, 5].map((index) => ({
        message: 'This is not a global id of a node.',
        path: ['nodes', index],
        extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['ids'], code: 'global_id' }] },
      })),
    );
    expect(calls()).toEqual([`GET /v2/oauth_clients/${client().client_id}`]);
  });

  test('refuse all without a credential', async () => {
    const ids = [globalId('OAuthClient', client().client_id), globalId('OAuthGrant', grant().id)];
    const { status, body } = await gateway.ask(NODES, { ids }, { key: null });
    expect(status).toBe(401);
    expect(body.errors).toMatchObject([0, 1].map(() => ({ extensions: { code: 'UNAUTHENTICATED' } })));
    expect(calls()).toEqual([]);
  });
});
