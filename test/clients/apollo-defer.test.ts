import {
  ApolloClient,
  CombinedGraphQLErrors,
  gql,
  HttpLink,
  InMemoryCache,
  NetworkStatus,
  type ObservableQuery,
} from '@apollo/client';
import { Defer20220824Handler, GraphQL17Alpha9Handler } from '@apollo/client/incremental';
import { expect, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../src/sandbox/index.ts';
import { startGateway } from '../support/gateway.ts';
import { useInTest } from '../support/lifetime.ts';
import { client, DEFERRED, grants, startHoldingGrants } from './cases.ts';

const CLIENT = gql(DEFERRED);
type Handler = NonNullable<ApolloClient.Options['incrementalHandler']>;

const variables = { clientId: DEMO_CLIENT.client_id };

test('what is deferred follows the rest, which is shown meanwhile', async () => {
  const { gateway, open } = await startHoldingGrants();
  const shown: unknown[] = [];
  // The grants are held back until the client is shown.
  await forEachState(apollo(gateway.url, new Defer20220824Handler()), ({ data, dataState }) => {
    shown.push([dataState, data]);
    open();
  });
  expect(shown).toMatchObject([
    ['streaming', { oauthClient: client }],
    ['complete', { oauthClient: { ...client, grants } }],
  ]);
  expect(shown[0]).not.toHaveProperty([1, 'oauthClient', 'grants']);
});

test('an error of what is deferred has its code, and the rest stays', async () => {
  const gateway = await useInTest(startGateway());
  gateway.sandbox.faults.push('403@GET /oauth_grants');
  const states: ObservableQuery.Result<unknown>[] = [];
  await forEachState(apollo(gateway.url, new Defer20220824Handler()), (state) => states.push(state));
  const { data, error } = states.at(-1)!;
  expect(data).toMatchObject({ oauthClient: client });
  expect(CombinedGraphQLErrors.is(error) && error.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});

test.each([
  ['takes no parts', new Defer20220824Handler(), 'application/json'],
  ['takes parts of a later draft only', new GraphQL17Alpha9Handler() as Handler, undefined],
])('clients that %s get the same document whole', async (_name, handler, accept) => {
  const gateway = await useInTest(startGateway());
  const { data, error } = await apollo(gateway.url, handler, accept).query({ query: CLIENT, variables });
  expect(error).toBeUndefined();
  expect(data).toMatchObject({ oauthClient: { ...client, grants } });
});

function apollo(uri: string, incrementalHandler: Handler, accept?: string) {
  return new ApolloClient({
    cache: new InMemoryCache(),
    incrementalHandler,
    link: new HttpLink({
      uri,
      headers: { authorization: `Bearer ${ALICE_KEY}` },
      fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, ...(accept && { accept }) } }),
    }),
  });
}

/** Tells each state that has data, until the last. */
function forEachState(client: ApolloClient, told: (state: ObservableQuery.Result<unknown>) => void): Promise<void> {
  return new Promise((resolve) => {
    const query = client.watchQuery({ query: CLIENT, variables, errorPolicy: 'all' });
    query.subscribe((state) => {
      if (state.data) told(state);
      if (!state.loading && state.networkStatus !== NetworkStatus.streaming) resolve();
    });
  });
}
