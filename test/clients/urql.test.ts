import { type AnyVariables, Client, fetchExchange, type OperationResult } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { relayPagination } from '@urql/exchange-graphcache/extras';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  CreateOAuthClientDocument,
  DeleteOAuthClientDocument,
  OAuthClientDocument,
  OAuthClientsDocument,
  type OAuthClientsQuery,
  UpdateOAuthClientDocument,
} from '../../src/client/documents.ts';
import { failuresOf, graphcache, outcomeOf } from '../../src/client/index.ts';
import { ALICE_KEY, DEMO_CLIENT } from '../../src/sandbox/index.ts';
import { startGateway } from '../support/gateway.ts';
import { useForTests } from '../support/lifetime.ts';
import { clientIds } from './account.ts';
import { FAULTS, LISTS, NAME_REFUSED, newClient } from './cases.ts';
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
    exchanges: [cacheExchange(graphcache(relayPagination)), fetchExchange],
  });
}

const input = newClient('Made by urql');

test('a query', async () => {
  const { data, error } = await client.query(OAuthClientDocument, { clientId: DEMO_CLIENT.client_id });
  expect(error).toBeUndefined();
  expect(data).toMatchObject({ oauthClient: { name: 'Acme Contact Center' } });
});

test.each(LISTS)('relayPagination leads through %s, each client once', async (_name, filter, isMeant) => {
  let after: string | null | undefined;
  let page: NonNullable<OAuthClientsQuery['oauthClients']>;
  do {
    const { data } = await client.query(OAuthClientsDocument, { filter, first: 30, after });
    page = data!.oauthClients!;
    after = page.pageInfo.endCursor;
  } while (page.pageInfo.hasNextPage);
  const all = clientIds(gateway, isMeant);
  expect(page.edges.map(({ node }) => node.clientId)).toEqual(all);
  expect(wire.sent).toHaveLength(Math.ceil(all.length / 30));
});

describe('a mutation', () => {
  test('changes the cache, whichever member of its union it answers', async () => {
    const created = await client.mutation(CreateOAuthClientDocument, { input });
    const outcome = outcomeOf(created.data?.createOAuthClient, created.error);
    if (!outcome.ok) throw new Error(outcome.failure.message);
    const { clientId } = outcome.payload;
    const names: unknown[] = [];
    const { unsubscribe } = client
      .query(OAuthClientDocument, { clientId })
      .subscribe(({ data }) => names.push(data?.oauthClient?.name));
    try {
      await client.query(OAuthClientDocument, { clientId });
      const before = wire.sent.length;
      await client.mutation(UpdateOAuthClientDocument, { clientId, input: { name: 'Renamed' } });
      expect(wire.sent.length - before).toBe(1);
      expect(names).toEqual(['Made by urql', 'Renamed']);
    } finally {
      unsubscribe();
    }
    await client.mutation(DeleteOAuthClientDocument, { clientId });
    const { data, operation } = await client.query(OAuthClientDocument, { clientId });
    expect(data).toMatchObject({ oauthClient: null });
    expect(operation.context.meta?.cacheOutcome).toBe('miss');
  });

  test('answers a refusal as data, which says where the input is wrong', async () => {
    const { data } = await client.mutation(CreateOAuthClientDocument, { input: { ...input, name: '' } });
    expect(outcomeOf(data?.createOAuthClient)).toMatchObject(NAME_REFUSED);
  });
});

describe('an error', () => {
  test.each(FAULTS)('%s has its code, and a kind', async (_name, fault, code, kind) => {
    gateway.sandbox.faults.push(fault);
    const result = await client.query(OAuthClientsDocument, {});
    expect(codesOf(result)).toEqual([code]);
    expect(failuresOf(result.error)).toMatchObject([{ kind, code, path: ['oauthClients'] }]);
  });

  test('of the input has its code', async () => {
    expect(codesOf(await client.query(OAuthClientsDocument, { first: 101 }))).toEqual(['BAD_USER_INPUT']);
  });

  test.each([
    ['no credential', undefined],
    ['a credential that Telnyx refuses', 'KEYnobody'],
  ])('with %s is UNAUTHENTICATED, with the status 401', async (_name, key) => {
    const result = await urql(key).query(OAuthClientsDocument, {});
    expect(codesOf(result)).toEqual(['UNAUTHENTICATED']);
    expect(result.error?.response.status).toBe(401);
  });
});

function codesOf({ error }: OperationResult<unknown, AnyVariables>): unknown[] | undefined {
  return error?.graphQLErrors.map(({ extensions }) => extensions.code);
}
