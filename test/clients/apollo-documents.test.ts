import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { generatePersistedQueryManifest } from '@apollo/generate-persisted-query-manifest';
import { generatePersistedQueryIdsFromManifest } from '@apollo/persisted-query-lists';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../src/sandbox/index.ts';
import { startGateway } from '../support/gateway.ts';
import { useForEachTest, useForTests } from '../support/lifetime.ts';
import { howAsked, recordWire, type Wire } from './wire.ts';

const NAME = 'query Name($clientId: ID!) { oauthClient(clientId: $clientId) { id ...Named } }';
const NAMED = 'fragment Named on OAuthClient { name }';
const DELETE = 'mutation Delete($clientId: ID!) { deleteOAuthClient(clientId: $clientId) { __typename } }';
const ISSUER = 'query Issuer { oauthAuthorizationServerMetadata { issuer } }';
const document = (...parts: string[]) => gql(parts.join('\n'));
const variables = { clientId: DEMO_CLIENT.client_id };

let wire: Wire;
beforeEach(() => {
  wire = recordWire();
});

function apollo(url: string, options: PersistedQueryLink.Options, key = ALICE_KEY): ApolloClient {
  return new ApolloClient({
    cache: new InMemoryCache(),
    defaultOptions: { query: { fetchPolicy: 'no-cache' }, mutate: { fetchPolicy: 'no-cache' } },
    link: new PersistedQueryLink(options).concat(
      new HttpLink({ uri: url, fetch: wire.fetch, headers: key ? { authorization: `Bearer ${key}` } : {} }),
    ),
  });
}

describe('automatic persisted queries', () => {
  const gateway = useForEachTest(() => startGateway());
  const sha256 = (text: string) => hash('sha256', text);

  test.each([
    [false, ['POST hash', 'POST hash and text', 'POST hash']],
    [true, ['GET hash', 'POST hash and text', 'GET hash']],
  ])('are learnt, then asked for by hash alone; by GET: %s', async (useGETForHashedQueries, asked) => {
    const client = apollo(gateway.url, { sha256, useGETForHashedQueries });
    const query = document(NAME, NAMED);
    for (const _ of [1, 2]) {
      expect((await client.query({ query, variables })).data).toMatchObject({
        oauthClient: { name: 'Acme Contact Center' },
      });
    }
    expect(howAsked(wire)).toEqual(asked);
  });

  test('a mutation goes by POST', async () => {
    const client = apollo(gateway.url, { sha256, useGETForHashedQueries: true });
    for (const _ of [1, 2]) await client.mutate({ mutation: document(DELETE), variables: { clientId: 'none' } });
    expect(howAsked(wire)).toEqual(['POST hash', 'POST hash and text', 'POST hash']);
  });

  test('what Telnyx publishes may then be cached', async () => {
    const client = apollo(gateway.url, { sha256, useGETForHashedQueries: true }, '');
    for (const _ of [1, 2]) await client.query({ query: document(ISSUER) });
    const cacheControl = wire.sent.map(({ headers }) => headers.get('cache-control'));
    expect(cacheControl).toEqual(['no-store', 'no-store', expect.stringMatching(/^public, max-age=\d+$/)]);
  });
});

describe("with Apollo's manifest, on a gateway that carries out nothing else,", () => {
  let folder: string;
  let file: string;
  let byManifest: () => PersistedQueryLink.Options;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'apollo-'));
    for (const [index, text] of [NAME, NAMED, DELETE].entries()) writeFileSync(join(folder, `${index}.graphql`), text);
    const manifest = await generatePersistedQueryManifest({ documents: join(folder, '*.graphql') }, undefined);
    file = join(folder, 'manifest.json');
    writeFileSync(file, JSON.stringify(manifest));
    byManifest = () => generatePersistedQueryIdsFromManifest({ loadManifest: () => manifest });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const gateway = useForTests(() => startGateway({ env: { TRUSTED_DOCUMENTS: file, TRUSTED_DOCUMENTS_ONLY: 'true' } }));

  test.each([
    [false, 'POST hash'],
    [true, 'GET hash'],
  ])('its queries are answered at once; by GET: %s', async (useGETForHashedQueries, asked) => {
    const client = apollo(gateway.url, { ...byManifest(), useGETForHashedQueries });
    const { data } = await client.query({ query: document(NAME, NAMED), variables });
    expect(data).toMatchObject({ oauthClient: { name: 'Acme Contact Center' } });
    expect(howAsked(wire)).toEqual([asked]);
  });

  test('its mutations are carried out', async () => {
    const client = apollo(gateway.url, byManifest());
    const { data } = await client.mutate({ mutation: document(DELETE), variables: { clientId: 'none' } });
    expect(data).toEqual({ deleteOAuthClient: { __typename: 'OAuthNotFoundError' } });
    expect(howAsked(wire)).toEqual(['POST hash']);
  });

  test('another document is refused, though its text comes with its hash', async () => {
    const client = apollo(gateway.url, { sha256: (text) => hash('sha256', text) });
    const query = document('query Other { oauthClients { totalCount } }');
    const error = await client.query({ query }).catch((thrown: unknown) => thrown);
    if (!CombinedGraphQLErrors.is(error)) throw error;
    expect(error.errors[0]?.extensions?.code).toBe('PERSISTED_QUERY_ID_REQUIRED');
    expect(howAsked(wire)).toEqual(['POST hash', 'POST hash and text']);
  });
});
