import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Client,
  createRequest,
  fetchExchange,
  gql,
  makeOperation,
  type OperationResult,
  type TypedDocumentNode,
} from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { Kind } from 'graphql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../src/sandbox/index.ts';
import { startGateway } from '../support/gateway.ts';
import { useForEachTest, useForTests } from '../support/lifetime.ts';
import { howAsked, recordWire, type Wire } from './wire.ts';

const NAME = 'query Name($clientId: ID!) { oauthClient(clientId: $clientId) { id name } }';
const DELETE = 'mutation Delete($clientId: ID!) { deleteOAuthClient(clientId: $clientId) { __typename } }';
const DEFERRED =
  'query Deferred($clientId: ID!) { oauthClient(clientId: $clientId) { id name ... @defer { grants { totalCount } } } }';
const ISSUER = 'query Issuer { oauthAuthorizationServerMetadata { issuer } }';
const variables = { clientId: DEMO_CLIENT.client_id };
const NAMED = { oauthClient: { name: 'Acme Contact Center' } };

let wire: Wire;
beforeEach(() => {
  wire = recordWire();
});

function urql(
  url: string,
  options: Parameters<typeof persistedExchange>[0],
  key = ALICE_KEY,
  preferGetMethod = false,
): Client {
  return new Client({
    url,
    fetch: wire.fetch,
    // Without a token a GET needs a header that pages of other sites cannot send.
    fetchOptions: { headers: key ? { authorization: `Bearer ${key}` } : { 'graphql-require-preflight': '1' } },
    exchanges: [persistedExchange(options), fetchExchange],
    preferGetMethod,
  });
}

describe('automatic persisted queries', () => {
  const gateway = useForEachTest(() => startGateway());

  test.each([
    [false, ['POST hash', 'POST hash and text', 'POST hash']],
    [true, ['GET hash', 'GET hash and text', 'GET hash']],
  ])('are learnt, then asked for by hash alone; by GET: %s', async (preferGetForPersistedQueries, asked) => {
    const client = urql(gateway.url, { preferGetForPersistedQueries });
    for (const _ of [1, 2]) expect((await client.query(NAME, variables)).data).toMatchObject(NAMED);
    expect(howAsked(wire)).toEqual(asked);
  });

  test('a mutation goes by POST', async () => {
    const client = urql(gateway.url, { enableForMutation: true });
    for (const _ of [1, 2]) {
      const { data } = await client.mutation(DELETE, { clientId: 'none' });
      expect(data).toMatchObject({ deleteOAuthClient: { __typename: 'OAuthNotFoundError' } });
    }
    expect(howAsked(wire)).toEqual(['POST hash', 'POST hash and text', 'POST hash']);
  });

  test('what Telnyx publishes may then be cached', async () => {
    const client = urql(gateway.url, { preferGetForPersistedQueries: true }, '');
    for (const _ of [1, 2]) await client.query(ISSUER, {});
    const cacheControl = wire.sent.map(({ headers }) => headers.get('cache-control'));
    const shared = expect.stringMatching(/^public, max-age=\d+$/);
    expect(cacheControl).toEqual(['no-store', shared, shared]);
  });
});

describe('with a manifest of hashes, on a gateway that carries out nothing else,', () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'urql-'));
    file = join(folder, 'persisted-documents.json');
    const entries = [NAME, DELETE, DEFERRED].map((text) => [hash('sha256', text), text]);
    writeFileSync(file, JSON.stringify(Object.fromEntries(entries)));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const gateway = useForTests(() => startGateway({ env: { TRUSTED_DOCUMENTS: file, TRUSTED_DOCUMENTS_ONLY: 'true' } }));

  /** A document that carries the hash that it has in the manifest, as code generators make them. */
  const generated = (text: string) => Object.assign(gql(text), { __meta__: { hash: hash('sha256', text) } });
  const generateHash = async (_text: string, document: TypedDocumentNode & { __meta__?: { hash: string } }) =>
    document.__meta__?.hash;
  const enforced = { enforcePersistedQueries: true, enableForMutation: true, generateHash };

  test.each([
    [false, 'POST hash'],
    [true, 'GET hash'],
  ])('its queries are answered at once; by GET: %s', async (preferGetForPersistedQueries, asked) => {
    const client = urql(gateway.url, { ...enforced, preferGetForPersistedQueries });
    expect((await client.query(generated(NAME), variables)).data).toMatchObject(NAMED);
    expect(howAsked(wire)).toEqual([asked]);
  });

  test('what they defer follows, each time', async () => {
    const client = urql(gateway.url, { ...enforced, preferGetForPersistedQueries: true });
    for (const _ of [1, 2, 3]) {
      const results: OperationResult[] = [];
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      const { unsubscribe } = client.query(generated(DEFERRED), variables).subscribe((result) => {
        results.push(result);
        if (!result.hasNext) end();
      });
      await ended;
      unsubscribe();
      expect(results.map(({ data }) => data.oauthClient.grants?.totalCount)).toEqual([undefined, expect.any(Number)]);
    }
    expect(howAsked(wire)).toEqual(['GET hash', 'GET hash', 'GET hash']);
  });

  test('its mutations are carried out', async () => {
    const client = urql(gateway.url, enforced);
    const { data } = await client.mutation(generated(DELETE), { clientId: 'none' });
    expect(data).toMatchObject({ deleteOAuthClient: { __typename: 'OAuthNotFoundError' } });
    expect(howAsked(wire)).toEqual(['POST hash']);
  });

  test('a document without its text is asked for by documentId', async () => {
    const client = urql(gateway.url, enforced);
    const bare = { kind: Kind.DOCUMENT as const, definitions: [], documentId: hash('sha256', NAME) };
    const { context } = client.createRequestOperation('query', createRequest(NAME, variables));
    const operation = makeOperation('query', createRequest(bare, variables), context);
    expect((await client.executeRequestOperation(operation)).data).toMatchObject(NAMED);
    expect(howAsked(wire)).toEqual(['POST id']);
  });

  test.each([
    ['without', enforced, 'PERSISTED_QUERY_ID_REQUIRED', ['POST text']],
    ['with its hash and', {}, 'PERSISTED_QUERY_ID_REQUIRED', ['GET hash', 'GET hash and text']],
  ])('another document is refused, %s its text', async (_name, options, code, asked) => {
    const { error } = await urql(gateway.url, options).query('query Other { oauthClients { totalCount } }', {});
    expect(error?.graphQLErrors[0]?.extensions.code).toBe(code);
    expect(howAsked(wire)).toEqual(asked);
  });
});
