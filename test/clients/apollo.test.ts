import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  CreateOAuthClientDocument,
  DeleteOAuthClientDocument,
  OAuthClientDocument,
  OAuthClientsDocument,
  type OAuthClientsQuery,
  UpdateOAuthClientDocument,
} from '../../src/client/documents.ts';
import { connections } from '../../src/client/generated/schema.ts';
import {
  failureOf,
  failuresOf,
  outcomeOf,
  possibleTypes,
  removedObject,
  typePolicies,
} from '../../src/client/index.ts';
import { ALICE_KEY, DEMO_CLIENT } from '../../src/sandbox/index.ts';
import { until } from '../support/gate.ts';
import { startGateway } from '../support/gateway.ts';
import { useForTests } from '../support/lifetime.ts';
import { clientIds } from './account.ts';
import { FAULTS, LISTS, NAME_REFUSED, newClient } from './cases.ts';
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
    cache: new InMemoryCache({ possibleTypes, typePolicies: typePolicies(relayStylePagination) }),
    link: new HttpLink({ uri: gateway.url, fetch: wire.fetch, headers: key ? { authorization: `Bearer ${key}` } : {} }),
  });
}

const input = newClient('Made by Apollo');

test('a query', async () => {
  const { data } = await client.query({ query: OAuthClientDocument, variables: { clientId: DEMO_CLIENT.client_id } });
  expect(data).toMatchObject({ oauthClient: { name: 'Acme Contact Center' } });
});

test.each(LISTS)('relayStylePagination and fetchMore lead through %s once', async (_name, filter, isMeant) => {
  const variables = { filter, first: 30 };
  const list = client.watchQuery({ query: OAuthClientsDocument, variables });
  let shown: string[] = [];
  let { data } = await client.query({ query: OAuthClientsDocument, variables });
  const subscription = list.subscribe(({ data }) => {
    shown = (data as OAuthClientsQuery).oauthClients!.edges.map(({ node }) => node.clientId);
  });
  try {
    while (data?.oauthClients?.pageInfo.hasNextPage) {
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

test('lists of different filters, and objects of which there is one, are kept apart and whole', async () => {
  const idsOf = async (filter?: { readonly clientType: 'PUBLIC' }) => {
    const { data } = await client.query({ query: OAuthClientsDocument, variables: { filter, first: 5 } });
    return data!.oauthClients!.edges.map(({ node }) => node.clientId);
  };
  const all = await idsOf();
  expect(await idsOf({ clientType: 'PUBLIC' })).not.toEqual(all);
  expect(await idsOf()).toEqual(all);

  const metadata = (member: string) => gql`{ oauthAuthorizationServerMetadata { ${member} } }`;
  for (const member of ['issuer', 'tokenEndpoint']) await client.query({ query: metadata(member) });
  const before = wire.sent.length;
  const { data } = await client.query({ query: metadata('issuer tokenEndpoint') });
  expect(data).toMatchObject({ oauthAuthorizationServerMetadata: { tokenEndpoint: expect.any(String) } });
  expect(wire.sent.length).toBe(before);
});

test.each(connections)(
  '$field of $type is null where it cannot be read, and a list once it can',
  async (connection) => {
    const { type, field } = connection;
    const isOfQuery = type === 'Query';
    const page = `${field}(first: 2, after: $after) { edges { cursor node { __typename } } pageInfo { endCursor } }`;
    const below = `oauthClient(clientId: "${DEMO_CLIENT.client_id}") { id ${page} }`;
    const query = gql(`query ($after: String) { ${isOfQuery ? page : below} }`);
    const read = async (after?: string) => {
      const options = { errorPolicy: 'all', fetchPolicy: 'network-only' } as const;
      const { data } = await client.query({ query, variables: { after }, ...options });
      const { oauthClient: parent = data } = data as Record<string, unknown>;
      return (parent as Record<string, { edges: object[]; pageInfo: { endCursor: string } } | null>)[field];
    };
    const fault = isOfQuery ? '403' : '403@GET /oauth_grants';
    for (let time = 0; time < 2; time++) {
      gateway.sandbox.faults.push(fault);
      expect(await read()).toBeNull();
      gateway.sandbox.faults.length = 0;
      const list = await read();
      expect(list?.edges.length).toBeGreaterThan(0);
      gateway.sandbox.faults.push(fault);
      expect((await read(list!.pageInfo.endCursor))?.edges).toEqual(list!.edges);
      gateway.sandbox.faults.length = 0;
    }
  },
);

describe('a mutation', () => {
  test('changes the cache that all lists are read from, whichever member of its union it answers', async () => {
    const names: string[][] = [];
    await client.query({ query: OAuthClientsDocument, variables: { first: 2 } });
    const subscription = client
      .watchQuery({ query: OAuthClientsDocument, variables: { first: 2 } })
      .subscribe(({ data, loading }) => {
        if (!loading) names.push((data as OAuthClientsQuery).oauthClients!.edges.map(({ node }) => node.name));
      });
    try {
      const created = await client.mutate({
        mutation: CreateOAuthClientDocument,
        variables: { input },
        refetchQueries: ['OAuthClients'],
        awaitRefetchQueries: true,
      });
      const outcome = outcomeOf(created.data?.createOAuthClient);
      if (!outcome.ok) throw new Error(outcome.failure.message);
      const { clientId } = outcome.payload;
      const before = wire.sent.length;
      await client.mutate({ mutation: UpdateOAuthClientDocument, variables: { clientId, input: { name: 'Renamed' } } });
      const { data } = await client.mutate({ mutation: DeleteOAuthClientDocument, variables: { clientId } });
      client.cache.evict({ id: client.cache.identify(removedObject(data?.deleteOAuthClient)!)! });
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

  test('answers a refusal as data, which says where the input is wrong', async () => {
    const variables = { input: { ...input, name: '' } };
    const { data } = await client.mutate({ mutation: CreateOAuthClientDocument, variables });
    expect(outcomeOf(data?.createOAuthClient)).toMatchObject(NAME_REFUSED);
  });
});

describe('an error', () => {
  test.each(FAULTS)('%s has its code, and a kind', async (_name, fault, code, kind) => {
    gateway.sandbox.faults.push(fault);
    const error = await client.query({ query: OAuthClientsDocument }).catch((thrown: unknown) => thrown);
    expect(codesOf(error)).toEqual([code]);
    expect(failuresOf(error)).toMatchObject([{ kind, code, path: ['oauthClients'], traceId: expect.any(String) }]);
  });

  test('of a gateway that is not there is one of the network', async () => {
    const away = new ApolloClient({
      cache: new InMemoryCache(),
      link: new HttpLink({ uri: gateway.url, fetch: () => Promise.reject(new TypeError('fetch failed')) }),
    });
    const error = await away.query({ query: OAuthClientsDocument }).catch((thrown: unknown) => thrown);
    expect(failureOf(error)).toMatchObject({ kind: 'network', message: 'fetch failed' });
  });

  test('of the input has its code', async () => {
    const error = await client
      .query({ query: OAuthClientsDocument, variables: { first: 101 } })
      .catch((thrown: unknown) => thrown);
    expect(codesOf(error)).toEqual(['BAD_USER_INPUT']);
  });

  test.each([
    ['no credential', undefined, 'Bearer'],
    ['a credential that Telnyx refuses', 'KEYnobody', 'Bearer error="invalid_token"'],
  ])('with %s is UNAUTHENTICATED, with the status 401', async (_name, key, challenge) => {
    const error = await apollo(key)
      .query({ query: OAuthClientsDocument })
      .catch((thrown: unknown) => thrown);
    expect(codesOf(error)).toEqual(['UNAUTHENTICATED']);
    expect(wire.sent[0]?.status).toBe(401);
    expect(wire.sent[0]?.headers.get('www-authenticate')).toBe(challenge);
  });
});

function codesOf(error: unknown): unknown[] {
  if (!CombinedGraphQLErrors.is(error)) throw error;
  return error.errors.map(({ extensions }) => extensions?.code);
}
