import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, type Client, DEMO_CLIENT } from '../../src/sandbox/index.ts';
import { until } from '../support/gate.ts';
import { startGateway } from '../support/gateway.ts';
import { useForTests } from '../support/lifetime.ts';
import { clientIds } from './account.ts';
import { possibleTypes } from './schema.ts';
import { recordWire, type Wire } from './wire.ts';

const gateway = useForTests(() => startGateway());

let wire: Wire;
let client: ApolloClient;
beforeEach(() => {
  gateway.sandbox.faults.length = 0;
  wire = recordWire();
  client = apollo(ALICE_KEY);
});

function apollo(key: string | undefined): ApolloClient {
  return new ApolloClient({
    cache: new InMemoryCache({
      possibleTypes,
      typePolicies: { Query: { fields: { oauthClients: relayStylePagination(['filter']) } } },
    }),
    link: new HttpLink({ uri: gateway.url, fetch: wire.fetch, headers: key ? { authorization: `Bearer ${key}` } : {} }),
  });
}

const CLIENTS = gql`
  query Clients($filter: OAuthClientFilter, $first: Int, $after: String) {
    oauthClients(filter: $filter, first: $first, after: $after) {
      edges { node { id clientId name } }
      pageInfo { hasNextPage endCursor }
    }
  }
`;

const NAME = gql`
  query Name($clientId: ID!) { oauthClient(clientId: $clientId) { id name } }
`;

const CREATE = gql`
  mutation Create($input: CreateOAuthClientInput!) {
    createOAuthClient(input: $input) {
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

const DELETE = gql`
  mutation Delete($clientId: ID!) {
    deleteOAuthClient(clientId: $clientId) {
      ... on DeleteOAuthClientPayload { deletedId }
      ... on OAuthError { code }
    }
  }
`;

const input = {
  name: 'Made by Apollo',
  clientType: 'CONFIDENTIAL',
  allowedGrantTypes: ['CLIENT_CREDENTIALS'],
  allowedScopes: ['messaging.read'],
};

test('a query', async () => {
  const { data } = await client.query({ query: NAME, variables: { clientId: DEMO_CLIENT.client_id } });
  expect(data).toMatchObject({ oauthClient: { name: 'Acme Contact Center' } });
});

test.each([
  ['all', undefined, () => true],
  ['those that a filter holds', { clientType: 'PUBLIC' }, (one: Client) => one.client_type === 'public'],
])('relayStylePagination and fetchMore lead through %s, each client once', async (_name, filter, isMeant) => {
  const variables = { filter, first: 30 };
  const list = client.watchQuery<Clients>({ query: CLIENTS, variables });
  let shown: string[] = [];
  let { data } = await client.query<Clients>({ query: CLIENTS, variables });
  const subscription = list.subscribe(({ data }) => {
    shown = (data as Clients).oauthClients.edges.map(({ node }) => node.clientId);
  });
  try {
    while (data?.oauthClients.pageInfo.hasNextPage) {
      ({ data } = await list.fetchMore({ variables: { after: data.oauthClients.pageInfo.endCursor } }));
    }
    const all = clientIds(gateway, isMeant);
    await until(() => shown.length >= all.length);
    expect(shown).toEqual(all);
    expect(wire.sent).toHaveLength(Math.ceil(all.length / 30));
  } finally {
    subscription.unsubscribe();
  }
});

interface Clients {
  oauthClients: {
    edges: { node: { clientId: string; name: string } }[];
    pageInfo: { hasNextPage: boolean; endCursor: string };
  };
}

describe('a mutation', () => {
  test('changes the cache that all lists are read from, whichever member of its union it answers', async () => {
    const names: string[][] = [];
    await client.query({ query: CLIENTS, variables: { first: 2 } });
    const subscription = client
      .watchQuery<Clients>({ query: CLIENTS, variables: { first: 2 } })
      .subscribe(({ data, loading }) => {
        if (!loading) names.push((data as Clients).oauthClients.edges.map(({ node }) => node.name));
      });
    try {
      const created = await client.mutate<Created>({
        mutation: CREATE,
        variables: { input },
        refetchQueries: ['Clients'],
        awaitRefetchQueries: true,
      });
      const { clientId } = created.data!.createOAuthClient.client;
      const before = wire.sent.length;
      await client.mutate({ mutation: UPDATE, variables: { clientId, input: { name: 'Renamed' } } });
      const { data } = await client.mutate<Deleted>({ mutation: DELETE, variables: { clientId } });
      client.cache.evict({ id: `OAuthClient:${data!.deleteOAuthClient.deletedId}` });
      expect(wire.sent.length - before).toBe(2);
      await until(() => names.length >= 4);
      expect(names).toEqual([
        ['Acme Contact Center', 'Acme Command Line'],
        ['Made by Apollo', 'Acme Contact Center'],
        ['Renamed', 'Acme Contact Center'],
        ['Acme Contact Center'],
      ]);
    } finally {
      subscription.unsubscribe();
    }
  });

  test('answers a refusal as data, read by the interface that all refusals share', async () => {
    const { data } = await client.mutate({ mutation: CREATE, variables: { input: { ...input, name: '' } } });
    expect(data).toMatchObject({
      createOAuthClient: {
        __typename: 'OAuthValidationError',
        code: 'VALIDATION',
        message: expect.any(String),
        issues: [{ path: ['input', 'name'] }],
      },
    });
  });
});

describe('an error', () => {
  test.each([
    ['of the upstream', '503@GET /oauth_clients', 'UPSTREAM_UNAVAILABLE'],
    ['of a caller who may not', '403@GET /oauth_clients', 'FORBIDDEN'],
  ])('%s has its code', async (_name, fault, code) => {
    gateway.sandbox.faults.push(fault);
    const error = await client.query({ query: CLIENTS }).catch((thrown: unknown) => thrown);
    expect(codesOf(error)).toEqual([code]);
  });

  test('of the input has its code', async () => {
    const error = await client.query({ query: CLIENTS, variables: { first: 101 } }).catch((thrown: unknown) => thrown);
    expect(codesOf(error)).toEqual(['BAD_USER_INPUT']);
  });

  test.each([
    ['no credential', undefined, 'Bearer'],
    ['a credential that Telnyx refuses', 'KEYnobody', 'Bearer error="invalid_token"'],
  ])('with %s is UNAUTHENTICATED, with the status 401', async (_name, key, challenge) => {
    const error = await apollo(key)
      .query({ query: CLIENTS })
      .catch((thrown: unknown) => thrown);
    expect(codesOf(error)).toEqual(['UNAUTHENTICATED']);
    expect(wire.sent[0]?.status).toBe(401);
    expect(wire.sent[0]?.headers.get('www-authenticate')).toBe(challenge);
  });
});

interface Created {
  createOAuthClient: { client: { clientId: string } };
}
interface Deleted {
  deleteOAuthClient: { deletedId: string };
}

function codesOf(error: unknown): unknown[] {
  if (!CombinedGraphQLErrors.is(error)) throw error;
  return error.errors.map(({ extensions }) => extensions?.code);
}
