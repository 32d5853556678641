import { Client, fetchExchange, gql, type OperationResult } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { introspectionFromSchema } from 'graphql';
import { expect, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../src/sandbox/index.ts';
import { startGateway } from '../support/gateway.ts';
import { useInTest } from '../support/lifetime.ts';
import { client, DEFERRED, grants, startHoldingGrants } from './cases.ts';
import { schema } from './schema.ts';

const CLIENT = gql(DEFERRED);

test('what is deferred follows the rest, which is shown meanwhile', async () => {
  const { gateway, open } = await startHoldingGrants();
  // The grants are held back until the client is shown.
  const results = await resultsOf(urql(gateway.url), open);
  expect(results.map(({ data, hasNext }) => ({ data, hasNext }))).toMatchObject([
    { data: { oauthClient: client }, hasNext: true },
    { data: { oauthClient: { ...client, grants } }, hasNext: false },
  ]);
  expect(results[0]?.data.oauthClient.grants).toBeUndefined();
});

test('an error of what is deferred has its code, and the rest stays', async () => {
  const gateway = await useInTest(startGateway());
  gateway.sandbox.faults.push('403@GET /oauth_grants');
  const { data, error } = (await resultsOf(urql(gateway.url))).at(-1)!;
  expect(data).toMatchObject({ oauthClient: client });
  expect(error?.graphQLErrors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
});

test('clients that take no payloads get the same document whole', async () => {
  const gateway = await useInTest(startGateway());
  const results = await resultsOf(urql(gateway.url, { accept: 'application/json' }));
  expect(results).toMatchObject([{ data: { oauthClient: { ...client, grants } }, hasNext: false }]);
});

function urql(url: string, headers: Record<string, string> = {}): Client {
  return new Client({
    url,
    fetchOptions: { headers: { authorization: `Bearer ${ALICE_KEY}`, ...headers } },
    exchanges: [cacheExchange({ schema: introspectionFromSchema(schema) }), fetchExchange],
  });
}

/** All results of the query, in their order. `onResult` is told when there is one. */
// biome-ignore lint/suspicious/noExplicitAny: what is in them is what tests are about
function resultsOf(urql: Client, onResult: () => void = () => {}): Promise<OperationResult<any>[]> {
  return new Promise((resolve) => {
    const results: OperationResult[] = [];
    urql.query(CLIENT, { clientId: DEMO_CLIENT.client_id }).subscribe((result) => {
      results.push(result);
      onResult();
      if (!result.hasNext) resolve(results);
    });
  });
}
