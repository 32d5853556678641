import { type AnyVariables, Client, fetchExchange, gql, type OperationResult } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { introspectionFromSchema } from 'graphql';
import { beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, type Client as ClientResource, DEMO_CLIENT } from '../../src/sandbox/index.ts';
import { startGateway } from '../support/gateway.ts';
import { useForTests } from '../support/lifetime.ts';
import { clientIds } from './account.ts';
import { schema } from './schema.ts';
import { recordWire, type Wire } from './wire.ts';

const gateway = useForTests(() => startGateway());

let wire: Wire;
let client: Client;
beforeEach(() => {
  gateway.sandbox.faults.length = 0;
  wire = recordWire();
  client = urql(ALICE_KEY);
});

function urql(key: string | undefined): Client {
  return new Client({
    url: gateway.url,
    fetch: wire.fetch,
    // Queries go by GET; without a token that needs a header that pages of other sites cannot send.
    fetchOptions: { headers: key ? { authorization: `Bearer ${key}` } : { 'graphql-require-preflight': '1' } },
    exchanges: [
      cacheExchange({
        schema: introspectionFromSchema(schema),
        resolvers: { Query: { oauthClients: relayPagination() } },
        updates: {
          Mutation: {
            deleteOAuthClient(data, _args, cache) {
              const { deletedId } = (data as unknown as Deleted).deleteOAuthClient;
              if (deletedId) cache.invalidate({ __typename: 'OAuthClient', id: deletedId });
            },
          },
        },
      }),
      fetchExchange,
    ],
  });
}

const CLIENTS = gql<Clients>`
  query Clients($filter: OAuthClientFilter, $first: Int, $after: String) {
    oauthClients(filter: $filter, first: $first, after: $after) {
      edges { node { id clientId name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;
interface Clients {
  oauthClients: {
    edges: { node: { clientId: string; name: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

const NAME = gql<{ oauthClient: { name: string } | null }>`
  query Name($clientId: ID!) { oauthClient(clientId: $clientId) { id name } }
`;

const CREATE = gql`
  mutation Create($input: CreateOAuthClientInput!) {
    createOAuthClient(input: $input) {
      __typename
      ... on CreateOAuthClientPayload { client { id clientId name } }
      ... on OAuthError { code message }
      ... on OAuthValidationError { issues { path code } }
    }
  }
`;

const UPDATE = gql`
  mutation Update($clientId: ID!, $input: UpdateOAuthClientInput!) {
    updateOAuthClient(clientId: $clientId, input: $input) {
      ... on UpdateOAuthClientPayload { client { id name } }
      ... on OAuthError { code message }
    }
  }
`;

const DELETE = gql<Deleted>`
  mutation Delete($clientId: ID!) {
    deleteOAuthClient(clientId: $clientId) {
      ... on DeleteOAuthClientPayload { deletedId }
      ... on OAuthError { code }
    }
  }
`;
interface Deleted {
  deleteOAuthClient: { deletedId?: string };
}

const input = {
  name: 'Made by urql',
  clientType: 'CONFIDENTIAL',
  allowedGrantTypes: ['CLIENT_CREDENTIALS'],
  allowedScopes: ['messaging.read'],
};

test('a query', async () => {
  const { data, error } = await client.query(NAME, { clientId: DEMO_CLIENT.client_id });
  expect(error).toBeUndefined();
  expect(data).toMatchObject({ oauthClient: { name: 'Acme Contact Center' } });
});

test.each([
  ['all', undefined, () => true],
  ['those that a filter holds', { clientType: 'PUBLIC' }, (one: ClientResource) => one.client_type === 'public'],
])('relayPagination leads through %s, each client once', async (_name, filter, isMeant) => {
  let after: string | undefined;
  let page: Clients['oauthClients'];
  do {
    const { data } = await client.query(CLIENTS, { filter, first: 30, after });
    page = data!.oauthClients;
    after = page.pageInfo.endCursor;
  } while (page.pageInfo.hasNextPage);
  const all = clientIds(gateway, isMeant);
  expect(page.edges.map(({ node }) => node.clientId)).toEqual(all);
  expect(wire.sent).toHaveLength(Math.ceil(all.length / 30));
});

describe('a mutation', () => {
  test('changes the cache, whichever member of its union it answers', async () => {
    const created = await client.mutation(CREATE, { input });
    const { clientId } = created.data.createOAuthClient.client;
    const names: unknown[] = [];
    const { unsubscribe } = client
      .query(NAME, { clientId })
      .subscribe(({ data }) => names.push(data?.oauthClient?.name));
    try {
      await client.query(NAME, { clientId });
      const before = wire.sent.length;
      await client.mutation(UPDATE, { clientId, input: { name: 'Renamed' } });
      expect(wire.sent.length - before).toBe(1);
      expect(names).toEqual(['Made by urql', 'Renamed']);
    } finally {
      unsubscribe();
    }
    await client.mutation(DELETE, { clientId });
    const { data, operation } = await client.query(NAME, { clientId });
    expect(data).toEqual({ oauthClient: null });
    expect(operation.context.meta?.cacheOutcome).toBe('miss');
  });

  test('answers a refusal as data, read by the interface that all refusals share', async () => {
    const { data } = await client.mutation(CREATE, { input: { ...input, name: '' } });
    expect(data.createOAuthClient).toMatchObject({
      __typename: 'OAuthValidationError',
      code: 'VALIDATION',
      message: expect.any(String),
      issues: [{ path: ['input', 'name'] }],
    });
  });
});

describe('an error', () => {
  test.each([
    ['of the upstream', '503@GET /oauth_clients', 'UPSTREAM_UNAVAILABLE'],
    ['of a caller who may not', '403@GET /oauth_clients', 'FORBIDDEN'],
  ])('%s has its code', async (_name, fault, code) => {
    gateway.sandbox.faults.push(fault);
    expect(codesOf(await client.query(CLIENTS, {}))).toEqual([code]);
  });

  test('of the input has its code', async () => {
    expect(codesOf(await client.query(CLIENTS, { first: 101 }))).toEqual(['BAD_USER_INPUT']);
  });

  test.each([
    ['no credential', undefined],
    ['a credential that Telnyx refuses', 'KEYnobody'],
  ])('with %s is UNAUTHENTICATED, with the status 401', async (_name, key) => {
    const result = await urql(key).query(CLIENTS, {});
    expect(codesOf(result)).toEqual(['UNAUTHENTICATED']);
    expect(result.error?.response.status).toBe(401);
  });
});

function codesOf({ error }: OperationResult<unknown, AnyVariables>): unknown[] | undefined {
  return error?.graphQLErrors.map(({ extensions }) => extensions.code);
}
