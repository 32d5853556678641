import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { get, type HttpAnswer, post, send } from '../../support/http.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const CLIENT = 'query Client($id: ID!) { oauthClient(clientId: $id) { name } }';
const DELETE = 'mutation Delete($id: ID!) { deleteOAuthClient(clientId: $id) { __typename } }';
const TWO = 'query A { a: __typename } query B { b: __typename }';
const TOKEN = `mutation Token($secret: OAuthSecret!) {
  introspectOAuthToken(input: { token: $secret }) { __typename }
}`;
const LONG = `{ ${'n'.repeat(200)}: __typename } #${'.'.repeat(40_000)}`;
const RELAY = { long: LONG, [sha256(CLIENT)]: CLIENT, 'delete-1': DELETE, two: TWO };
const APOLLO = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [{ id: 'apollo-1', name: 'Token', type: 'mutation', body: TOKEN }],
};
const FREE = '{ oauthClients(first: 1) { totalCount } }';
const variables = { id: DEMO_CLIENT.client_id };
const DATA = { oauthClient: { name: 'Acme Contact Center' } };

let folder: string;
let env: Record<string, string>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'documents-'));
  const files = Object.entries({ relay: RELAY, apollo: APOLLO }).map(([name, content]) => {
    writeFileSync(join(folder, name), JSON.stringify(content));
    return join(folder, name);
  });
  env = { TRUSTED_DOCUMENTS: files.join(', ') };
});
afterAll(() => rmSync(folder, { recursive: true }));
const free = useForTests(() => startGateway({ env }));
const strict = useForTests(() => startGateway({ env: { ...env, TRUSTED_DOCUMENTS_ONLY: 'true' } }));

const authorization = `Bearer ${ALICE_KEY}`;
const hashed = (sha256Hash: unknown, more: object = {}) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash, ...more } },
});

/** The ways in. A header sends a POST to Yoga that would else take the short way. */
const WAYS: Record<string, (gateway: TestGateway, body: object) => Promise<HttpAnswer>> = {
  'by POST': ({ url }, body) => post(url, body, { authorization }),
  'by POST through Yoga': ({ url }, body) =>
    post(url, body, { authorization, 'apollo-federation-include-trace': 'none' }),
  'by GET': ({ url }, body) => get(urlOf(url, body), { authorization }),
};

function urlOf(url: string, body: object): URL {
  const address = new URL(url);
  for (const [name, value] of Object.entries(body)) {
    address.searchParams.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return address;
}

const codeOf = ({ json }: HttpAnswer) => json.errors?.[0].extensions.code;

describe.each(Object.entries(WAYS))('%s', (way, ask) => {
  describe.each([
    ['free', () => free],
    ['strict', () => strict],
  ])('%s, a trusted document is asked for', (_mode, gateway) => {
    test.each([
      ['by documentId', { documentId: sha256(CLIENT) }],
      ['by documentId with the hash named', { documentId: `sha256:${sha256(CLIENT)}` }],
      ['by persistedQuery', hashed(sha256(CLIENT))],
      ['by persistedQuery, with its text', { query: CLIENT, ...hashed(sha256(CLIENT)) }],
    ])('%s', async (_form, body) => {
      const answer = await ask(gateway(), { ...body, variables });
      expect(answer.status).toBe(200);
      expect(answer.json).toMatchObject({ data: DATA });
      expect(answer.headers['cache-control']).toBe('private, no-store');
    });

    test('however long it is, and its names are', async () => {
      const { json } = await ask(gateway(), { documentId: 'long' });
      expect(json.data).toEqual({ ['n'.repeat(200)]: 'Query' });
    });

    test('by its operationName among several', async () => {
      const { json } = await ask(gateway(), { documentId: 'two', operationName: 'B' });
      expect(json.data).toEqual({ b: 'Query' });
    });

    test("by an id of Apollo's manifest, which may be no hash", async () => {
      const answer = await ask(gateway(), { ...hashed('apollo-1'), variables: { secret: 'x' } });
      if (way === 'by GET') expect(answer.status).toBe(405);
      else expect(answer.json.data.introspectOAuthToken.__typename).toBe('IntrospectOAuthTokenPayload');
    });

    test('a mutation, which no GET carries out', async () => {
      gateway().sandbox.calls.length = 0;
      const answer = await ask(gateway(), { documentId: 'delete-1', variables: { id: 'none' } });
      if (way === 'by GET') {
        expect({ status: answer.status, allow: answer.headers.allow }).toEqual({ status: 405, allow: 'POST' });
        expect(gateway().sandbox.calls).toEqual([]);
      } else {
        expect(answer.json.data).toEqual({ deleteOAuthClient: { __typename: 'OAuthNotFoundError' } });
      }
    });
  });

  test.each([
    ['an unknown documentId', { documentId: 'nope' }, 'PERSISTED_QUERY_NOT_FOUND'],
    ['an unknown hash', hashed(sha256('{ x }')), 'PERSISTED_QUERY_NOT_FOUND'],
    ['a name that every object has', { documentId: 'constructor' }, 'PERSISTED_QUERY_NOT_FOUND'],
    ['both ways at once', { documentId: 'two', ...hashed('two') }, 'BAD_REQUEST'],
    ['an id with a text', { documentId: 'two', query: TWO }, 'BAD_REQUEST'],
    ['another version', hashed(sha256(CLIENT), { version: 2 }), 'BAD_REQUEST'],
    ['no hash', hashed(undefined), 'BAD_REQUEST'],
    ['a hash that is a number', hashed(1), 'BAD_REQUEST'],
  ])('%s', async (_name, body, code) => {
    for (const gateway of [free, strict]) {
      const answer = await ask(gateway, body);
      expect(codeOf(answer)).toBe(code);
      expect(answer.status).toBe(code === 'BAD_REQUEST' ? 400 : 200);
      expect(answer.headers['cache-control']).toMatch(/no-store/);
      expect(answer.json.data).toBeUndefined();
    }
  });

  test.each([
    ['a text', { query: FREE }],
    ['a text that stands in the manifest', { query: CLIENT, variables }],
    ['a text with its hash', { query: FREE, ...hashed(sha256(FREE)) }],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
    ['nothing', {}],
  ])('strictly, %s is refused', async (_name, body) => {
    strict.sandbox.calls.length = 0;
    expect(codeOf(await ask(strict, body))).toBe('PERSISTED_QUERY_ID_REQUIRED');
    expect(strict.sandbox.calls).toEqual([]);
  });

  test('a text is learnt by its hash, once, for all ways', async () => {
    const query = `query Learnt { oauthClients(first: 1) { totalCount } } # ${way}`;
    const hash = hashed(sha256(query));
    const first = await ask(free, hash);
    expect({ message: first.json.errors[0].message, code: codeOf(first) }).toEqual({
      message: 'PersistedQueryNotFound',
      code: 'PERSISTED_QUERY_NOT_FOUND',
    });
    expect((await ask(free, { query, ...hash })).json.data.oauthClients.totalCount).toBe(160);
    for (const again of Object.values(WAYS)) {
      expect((await again(free, hash)).json.data.oauthClients.totalCount).toBe(160);
    }
    expect(codeOf(await ask(strict, hash))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  test.each([
    [
      'free',
      'a learnt one',
      () => free,
      `mutation Learnt($id: ID!) { deleteOAuthClient(clientId: $id) { __typename } }`,
    ],
    ['free', 'a trusted one', () => free, DELETE],
    ['strict', 'a trusted one', () => strict, DELETE],
  ] as const)('%s, the hash of %s never has it run for another text', async (_mode, kind, gateway, document) => {
    const id = kind === 'a learnt one' ? sha256(document) : 'delete-1';
    if (kind === 'a learnt one') {
      // Without a key, so that nothing is carried out.
      for (const request of [{ query: document }, {}]) {
        const { json } = await post(gateway().url, { ...request, ...hashed(id), variables: { id: 'none' } });
        expect(json.errors[0].extensions.code).toBe('UNAUTHENTICATED');
      }
    }
    gateway().sandbox.calls.length = 0;
    for (const query of ['{ __typename }', `${document} `, '']) {
      const answer = await ask(gateway(), { query, ...hashed(id), variables: { id: 'none' } });
      const status = way === 'by GET' && query === '' ? 405 : 400;
      expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status, code: 'BAD_REQUEST' });
    }
    expect(gateway().sandbox.calls).toEqual([]);
  });

  test.each([
    ['is not its own', '{ __typename }', sha256('{ a: __typename }'), 'BAD_REQUEST'],
    ['is in capitals', '{ __typename }', sha256('{ __typename }').toUpperCase(), 'BAD_REQUEST'],
    ['fits an invalid text', '{ nope }', sha256('{ nope }'), 'GRAPHQL_VALIDATION_FAILED'],
    ['fits a text that is not GraphQL', '{ nope', sha256('{ nope'), 'GRAPHQL_PARSE_FAILED'],
    [
      'fits a text with a secret in it',
      'mutation { introspectOAuthToken(input: { token: "s3cret" }) { __typename } }',
      sha256('mutation { introspectOAuthToken(input: { token: "s3cret" }) { __typename } }'),
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('a hash is not learnt that %s', async (_name, query, hash, code) => {
    const mutates = query.startsWith('mutation');
    const refused = await ask(free, { query, ...hashed(hash) });
    expect(codeOf(refused)).toBe(way === 'by GET' && mutates ? 'BAD_REQUEST' : code);
    expect(codeOf(await ask(free, hashed(hash)))).toBe('PERSISTED_QUERY_NOT_FOUND');
  });
});

test('with the media type of GraphQL an unknown document is a bad request', async () => {
  const accept = 'application/graphql-response+json';
  const answer = await post(free.url, { documentId: 'nope' }, { accept });
  expect({ status: answer.status, code: codeOf(answer) }).toEqual({ status: 400, code: 'PERSISTED_QUERY_NOT_FOUND' });
});

test('a GET that any page could send runs no document', async () => {
  const answer = await send(urlOf(free.url, { documentId: 'two', operationName: 'A' }));
  expect(answer.status).toBe(403);
});

test('two thousand learnt documents push out the oldest, and none that is trusted', { timeout: 60_000 }, async () => {
  const first = 'query First { __typename }';
  const learn = (query: string) => post(free.url, { query, ...hashed(sha256(query)) });
  await learn(first);
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 100 }, (_, index) => learn(`query N${round}x${index} { __typename }`)));
  }
  expect(codeOf(await post(free.url, hashed(sha256(first))))).toBe('PERSISTED_QUERY_NOT_FOUND');
  expect((await post(free.url, hashed(sha256('query N19x99 { __typename }')))).json.data).toBeDefined();
  expect((await post(free.url, { documentId: 'two', operationName: 'A' })).json.data).toEqual({ a: 'Query' });
});

describe('GraphiQL, where documents must be trusted ones,', () => {
  test('is not there', async () => {
    expect((await send(strict.url, { headers: { accept: 'text/html' } })).headers['content-type']).not.toMatch(/html/);
  });

  test('is there if that is allowed, and may write documents', async () => {
    const env = { TRUSTED_DOCUMENTS: join(folder, 'relay'), TRUSTED_DOCUMENTS_ONLY: 'true', GRAPHIQL: 'true' };
    const gateway = await useInTest(startGateway({ env }));
    const page = await send(gateway.url, { headers: { accept: 'text/html' } });
    const [, base] = /src="(\/graphiql\/[^/]+\/)/.exec(page.text)!;
    const config = (await send(new URL(`${base}config.js`, gateway.url))).text;
    const { additionalHeaders } = JSON.parse(/\{.*\}/.exec(config)![0]);
    const { json } = await post(gateway.url, { query: FREE }, { authorization, ...additionalHeaders });
    expect(json.data.oauthClients.totalCount).toBe(160);
    const guessed = await post(gateway.url, { query: FREE }, { authorization, 'x-graphiql-token': 'undefined' });
    expect(codeOf(guessed)).toBe('PERSISTED_QUERY_ID_REQUIRED');
    expect(codeOf(await post(gateway.url, { query: FREE }, { authorization }))).toBe('PERSISTED_QUERY_ID_REQUIRED');
  });

  test('has no such token elsewhere', async () => {
    const sent = await post(strict.url, { query: FREE }, { authorization, 'x-graphiql-token': '' });
    expect(codeOf(sent)).toBe('PERSISTED_QUERY_ID_REQUIRED');
  });
});
