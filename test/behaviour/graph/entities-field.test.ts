import { beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY } from '../../../src/sandbox/index.ts';
import { type Ask, startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';
import { CLIENT_FIELDS, clientOf, GRANT_FIELDS, globalId, grantOf } from './expected.ts';

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on OAuthClient { ${CLIENT_FIELDS} }
    ... on OAuthGrant { ${GRANT_FIELDS} }
  }
}`;
const MISSING = '00000000-0000-4000-8000-000000000000';

const gateway = useForTests(() => startGateway());
beforeEach(() => {
  gateway.sandbox.calls.length = 0;
});

const entities = (representations: unknown[], ask?: Ask) => gateway.ask(ENTITIES, { representations }, ask);
const calls = () => gateway.sandbox.calls.map(({ method, path }) => `${method} ${path}`);
const alice = () => gateway.sandbox.account(ALICE_KEY);
const foreignClient = () => gateway.sandbox.account(BOB_KEY).clients[0]!.client_id;
const asClient = (clientId: unknown) => ({ __typename: 'OAuthClient', clientId });
const asGrant = (grantId: unknown) => ({ __typename: 'OAuthGrant', grantId });

describe('_entities', () => {
  test('answers hundreds of both types by either key, in their order, with duplicates, by a few list reads', async () => {
    const { clients, grants } = alice();
    const asked = Array.from({ length: 480 }, (_, index) => {
      const client = clients[((index >> 1) * 7) % 150]!;
      const grant = grants[((index >> 1) * 11) % 300]!;
      const byRawId = index % 4 < 2;
      return index % 2 === 0
        ? {
            representation: byRawId
              ? asClient(client.client_id)
              : { __typename: 'OAuthClient', id: globalId('OAuthClient', client.client_id) },
            expected: { __typename: 'OAuthClient', ...clientOf(client) },
          }
        : {
            representation: byRawId
              ? asGrant(grant.id)
              : { __typename: 'OAuthGrant', id: globalId('OAuthGrant', grant.id) },
            expected: { __typename: 'OAuthGrant', ...grantOf(grant) },
          };
    });
    const distinct = new Set(asked.map(({ expected }) => expected.id)).size;
    expect(distinct).toBeGreaterThan(250);
    expect(distinct).toBeLessThan(asked.length);

    const { body } = await entities(asked.map(({ representation }) => representation));
    expect(body.errors).toBeUndefined();
    expect(body.data._entities).toEqual(asked.map(({ expected }) => expected));
    expect(calls().sort()).toEqual([
      'GET /v2/oauth_clients?page%5Bnumber%5D=1&page%5Bsize%5D=100',
      'GET /v2/oauth_clients?page%5Bnumber%5D=2&page%5Bsize%5D=100',
      'GET /v2/oauth_grants?page%5Bnumber%5D=1&page%5Bsize%5D=100',
      'GET /v2/oauth_grants?page%5Bnumber%5D=2&page%5Bsize%5D=100',
      'GET /v2/oauth_grants?page%5Bnumber%5D=3&page%5Bsize%5D=100',
    ]);
  });

  test('answers null for what does not exist', async () => {
    const representations = [
      asClient(MISSING),
      asGrant(MISSING),
      { __typename: 'OAuthClient', id: globalId('OAuthClient', MISSING) },
      { __typename: 'OAuthGrant', id: globalId('OAuthGrant', MISSING) },
    ];
    const { body } = await entities(representations);
    expect(body.errors).toBeUndefined();
    expect(body.data._entities).toEqual([null, null, null, null]);
  });

  test.each([
    ['without a key', { __typename: 'OAuthClient' }],
    ['with a number as its key', asClient(17)],
    ['with null as its key', asClient(null)],
    ['with a list as its key', asGrant([MISSING])],
    ['with an empty key', asClient('')],
    ['with a key that leaves its path', asGrant('..')],
    ['with a key without end', asClient('x'.repeat(100_000))],
    [
      'with keys of two objects',
      { ...asClient(MISSING), id: globalId('OAuthClient', '00000000-0000-4000-8000-000000000001') },
    ],
    ['with keys of two types', { ...asGrant(MISSING), id: globalId('OAuthClient', MISSING) }],
    ['with the global id of another type', { __typename: 'OAuthClient', id: globalId('OAuthGrant', MISSING) }],
    ['with a raw id for the global one', { __typename: 'OAuthGrant', id: MISSING }],
    ['with a number for the global id', { __typename: 'OAuthGrant', id: 17 }],
    ['of a type that no one knows', { __typename: 'Nothing', id: '1' }],
    ['of a type that is no entity', { __typename: 'PageInfo', hasNextPage: true }],
    ['of a type that only JavaScript knows', { __typename: 'constructor', id: '1' }],
    ['of a type that is no string', { __typename: { $ne: '' }, id: '1' }],
    ['without a type', { clientId: MISSING }],
    ['that is a string', 'OAuthClient'],
    ['that is a list', [asClient(MISSING)]],
  ])('a representation %s fails alone, without a call', async (_name, representation) => {
    const client = alice().clients[3]!;
    const good = asClient(client.client_id);
    const { status, body } = await entities([good, representation, good]);
    const expected = { __typename: 'OAuthClient', ...clientOf(client) };
    expect(status).toBe(200);
    expect(body.data._entities).toEqual([expected, null, expected]);
    expect(body.errors).toHaveLength(1);
    expect(body.errors).toMatchObject([{ path: ['_entities', 1], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(calls()).toEqual([`GET /v2/oauth_clients/${client.client_id}`]);
  });

  test('answers by both keys at once where they name one object', async () => {
    const client = alice().clients[3]!;
    const id = globalId('OAuthClient', client.client_id);
    const expected = { __typename: 'OAuthClient', ...clientOf(client) };
    for (const representation of [
      { ...asClient(client.client_id), id },
      { ...asClient(null), id },
    ]) {
      const { body } = await entities([representation]);
      expect(body).toMatchObject({ data: { _entities: [expected] } });
      expect(body.errors).toBeUndefined();
    }
  });

  test('refuses null for a representation with the request, as the type says', async () => {
    const { body } = await entities([asClient(MISSING), null]);
    expect(body.data).toBeUndefined();
    expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(calls()).toEqual([]);
  });

  test('is FORBIDDEN for somebody else’s client alone', async () => {
    const client = alice().clients[3]!;
    const grant = alice().grants[3]!;
    const { body } = await entities([asClient(client.client_id), asClient(foreignClient()), asGrant(grant.id)]);
    expect(body.data._entities).toEqual([
      { __typename: 'OAuthClient', ...clientOf(client) },
      null,
      { __typename: 'OAuthGrant', ...grantOf(grant) },
    ]);
    expect(body.errors).toHaveLength(1);
    expect(body.errors).toMatchObject([{ path: ['_entities', 1], extensions: { code: 'FORBIDDEN' } }]);
  });

  test('is UNAUTHENTICATED without a credential, and makes no call', async () => {
    const { status, headers, body } = await entities([asClient(alice().clients[3]!.client_id), asGrant(MISSING)], {
      key: null,
    });
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer');
    expect(body.data._entities).toEqual([null, null]);
    expect(body.errors).toMatchObject([
      { path: ['_entities', 0], extensions: { code: 'UNAUTHENTICATED' } },
      { path: ['_entities', 1], extensions: { code: 'UNAUTHENTICATED' } },
    ]);
    expect(calls()).toEqual([]);
  });

  test('tells of a fault upstream at the entities that it met, and of no other', async () => {
    const [one, other] = alice().clients;
    const grant = alice().grants[3]!;
    gateway.sandbox.faults.push(`500@GET /oauth_clients/${one!.client_id}`);
    const { body } = await entities([asClient(one!.client_id), asGrant(grant.id), asClient(other!.client_id)]);
    gateway.sandbox.faults.length = 0;
    expect(body.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['_entities', 0], 'UPSTREAM_UNAVAILABLE'],
    ]);
    expect(body.data._entities[0]).toBeNull();
    expect(body.data._entities.slice(1)).toEqual([
      { __typename: 'OAuthGrant', ...grantOf(grant) },
      { __typename: 'OAuthClient', ...clientOf(other!) },
    ]);
  });

  test('leaves an entity usable by the operations that share its reading', async () => {
    const client = alice().clients[3]!;
    const expected = { __typename: 'OAuthClient', ...clientOf(client) };
    const answers = await Promise.all(Array.from({ length: 20 }, () => entities([asClient(client.client_id)])));
    for (const { body } of answers) expect(body.data._entities).toEqual([expected]);
  });
});
