import { hash } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { get, type HttpAnswer, post, send } from '../../support/http.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

const LIMITS = { BODY_LIMIT_BYTES: '20000', MAX_DEPTH: '8', MAX_ALIASES: '12' };
const gateway = useForTests(() => startGateway({ env: { ...LIMITS, HSTS_MAX_AGE_S: '60', CORS_ORIGINS: ORIGIN } }));

/** The short way leaves a request with this header to Yoga, and no plugin makes anything of its value. */
const BY_YOGA = { 'apollo-federation-include-trace': 'x' };
const TYPES = ['application/json', 'application/graphql-response+json'];
const ORIGIN = 'https://app.example';
/** What stands in the head of every request: the same for both ways, so that it does not stand between them. */
const ASKED = {
  origin: ORIGIN,
  'x-request-id': 'the-same',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
};

const LIST = '{ oauthClients(first: 1) { totalCount } }';
const NODE = Buffer.from(`OAuthClient:${DEMO_CLIENT.client_id}`).toString('base64');
const CLIENT = '{ clientId name createdAt }';
const CLIENT_BY_ID = `query One($id: ID!) { oauthClient(clientId: $id) ${CLIENT} }`;
const RESULT =
  '{ __typename ... on OAuthError { code message } ... on OAuthValidationError { issues { path code message } } }';
/** The same for mutations whose input cannot be wrong in itself. */
const REFUSAL = '{ __typename ... on OAuthError { code message } }';
const CREATE = `mutation Create($input: CreateOAuthClientInput!) { createOAuthClient(input: $input) ${RESULT} }`;
const TOKEN = `mutation ($input: RequestOAuthTokenInput!) { requestOAuthToken(input: $input) ${RESULT} }`;
/** Stands where an answer must not repeat it. */
const SECRET = 's3cret';
const id = DEMO_CLIENT.client_id;
const input = { name: 'N', clientType: 'PUBLIC', allowedScopes: [], allowedGrantTypes: ['REFRESH_TOKEN'] };
const hashed = (query: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: hash('sha256', query) } },
});
const many = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, n) => part(n)).join(' ');

/** A body as it goes over the wire, or what becomes one; the headers that it goes with; what the answer must hold. */
type Case = [name: string, body: unknown, headers?: Record<string, string>, holds?: string];
const typename = (name: string) => `"__typename":"${name}"`;

const ANSWERED: Case[] = [
  ['a field', { query: '{ __typename }' }],
  ['a list', { query: '{ oauthClients(first: 3) { totalCount nodes { name } pageInfo { hasNextPage endCursor } } }' }],
  ['grants with their clients', { query: '{ oauthGrants(first: 5) { nodes { grantId client { name } } } }' }],
  ['variables', { query: CLIENT_BY_ID, variables: { id } }],
  ['a variable too many', { query: CLIENT_BY_ID, variables: { id, other: 1 } }],
  ['a default value', { query: `query ($n: Int = 2) { oauthClients(first: $n) { nodes { name } } }` }],
  [
    'null for a default value',
    { query: `query ($n: Int = 2) { oauthClients(first: $n) { totalCount } }`, variables: { n: null } },
  ],
  ['variables of null', { query: '{ __typename }', variables: null }],
  ['empty variables', { query: '{ __typename }', variables: {} }],
  ['extensions of null', { query: '{ __typename }', extensions: null }],
  ['extensions of others', { query: '{ __typename }', extensions: { trace: true } }],
  ['operationName of null', { query: '{ __typename }', operationName: null }],
  ['the first of two', { query: 'query A { a: __typename } query B { b: __typename }', operationName: 'A' }],
  ['the second of two', { query: 'query A { a: __typename } query B { b: __typename }', operationName: 'B' }],
  ['an operation by its only name', { query: 'query A { a: __typename }', operationName: 'A' }],
  ['fragments', { query: `{ node(id: "${NODE}") { id ...F } } fragment F on OAuthClient { name }` }],
  [
    'inline fragments',
    { query: `{ node(id: "${NODE}") { ... on OAuthClient { name } ... on OAuthGrant { grantId } } }` },
  ],
  ['nodes with a null', { query: `{ nodes(ids: ["${NODE}", "T0F1dGhDbGllbnQ6bm9uZQ=="]) { id } }` }],
  [
    '@skip and @include',
    {
      query: 'query ($y: Boolean!) { a: __typename @skip(if: $y) b: __typename @include(if: $y) }',
      variables: { y: true },
    },
  ],
  ['an alias', { query: `{ x: oauthClient(clientId: "${id}") { n: name } }` }],
  ['introspection', { query: '{ __schema { queryType { name } } }' }],
  ['the type of a name', { query: '{ __type(name: "OAuthClient") { kind fields { name } } }' }],
  ['the service', { query: '{ _service { sdl } }' }],
  [
    'entities',
    {
      query: `{ _entities(representations: [{ __typename: "OAuthClient", clientId: "${id}" }]) { ... on OAuthClient { name } } }`,
    },
  ],
  ['metadata', { query: '{ oauthAuthorizationServerMetadata { issuer } }' }],
  ['keys', { query: '{ oauthJsonWebKeySet { keys { kid } } }' }],
  ['what is not there', { query: CLIENT_BY_ID, variables: { id: 'none' } }],
  ['unicode in a variable', { query: CLIENT_BY_ID, variables: { id: 'übermäßig-🦊-\u2028' } }],
  ['unicode in a comment', { query: '{ __typename } # 🦊 ü' }],
  ['a byte order mark in the document', { query: '\ufeff{ __typename }' }],
  ['escaped unicode in JSON', '{"query":"{ \\u005f_typename }"}'],
  ['whitespace around JSON', ' \n{"query":"{ __typename }"}\r\n '],
  ['a byte order mark', '\ufeff{"query":"{ __typename }"}'],
  ['a member twice', '{"query":"{ a: __typename }","query":"{ b: __typename }"}'],
  ['__proto__ in variables', '{"query":"{ __typename }","variables":{"__proto__":{"id":1}}}'],
  ['a mutation', { query: CREATE, variables: { input } }, {}, typename('CreateOAuthClientPayload')],
  [
    'a mutation that is refused by its rules',
    { query: CREATE, variables: { input: { ...input, name: '' } } },
    {},
    '"issues":[{"path":["input","name"]',
  ],
  [
    'a mutation of what is not there',
    { query: `mutation { deleteOAuthClient(clientId: "none") ${REFUSAL} }` },
    {},
    typename('OAuthNotFoundError'),
  ],
  [
    'two mutations',
    {
      query: `mutation { a: deleteOAuthClient(clientId: "x") ${REFUSAL} b: revokeOAuthGrant(grantId: "y") ${REFUSAL} }`,
    },
    {},
    `"b":{${typename('OAuthNotFoundError')}`,
  ],
  [
    'a secret that is shown',
    { query: `mutation { revealOAuthClientSecret(clientId: "${id}") ${REFUSAL} }` },
    {},
    typename('RevealOAuthClientSecretPayload'),
  ],
  [
    'a token that is refused',
    { query: TOKEN, variables: { input: { grantType: 'CLIENT_CREDENTIALS', clientId: 'x', clientSecret: 'y' } } },
    {},
    typename('OAuthProtocolError'),
  ],
  [
    'a token',
    {
      query: TOKEN,
      variables: { input: { grantType: 'CLIENT_CREDENTIALS', clientId: id, clientSecret: DEMO_CLIENT.client_secret } },
    },
    {},
    typename('RequestOAuthTokenPayload'),
  ],
  ['a document with its hash', { query: LIST, ...hashed(LIST) }],
  ['the hash alone', hashed(LIST)],
  ['a documentId of null', { query: '{ __typename }', documentId: null }],
  ['calls told of', { query: CLIENT_BY_ID, variables: { id } }, { 'x-upstream-trace': 'true' }],
];

/** By the code of all their errors. */
const WRONG: Record<string, Case[]> = {
  GRAPHQL_PARSE_FAILED: [
    ['an empty document', { query: '' }],
    ['white space', { query: ' \n' }],
    ['a comment alone', { query: '# nothing' }],
    ['a syntax error', { query: '{ __typename' }],
    ['a syntax error on line 3', { query: '{\n  a: __typename\n  %\n}' }],
    ['a string without an end', { query: '{ oauthClient(clientId: "abc) { name } }' }],
  ],
  GRAPHQL_VALIDATION_FAILED: [
    ['an unknown field', { query: '{ oauthClientz { name } }' }],
    ['two unknown fields', { query: '{ a b }' }],
    ['twelve unknown fields', { query: `{ ${many(12, (n) => `f${n}`)} }` }],
    ['an unknown argument', { query: '{ oauthClients(limit: 1) { totalCount } }' }],
    ['an unknown type', { query: 'query ($x: Nope) { __typename }' }],
    ['an unknown directive', { query: '{ __typename @nope }' }],
    ['an unknown fragment', { query: '{ ...F }' }],
    ['a fragment in a circle', { query: '{ ...F } fragment F on Query { ...F }' }],
    ['no selection', { query: '{ oauthClients }' }],
    ['a selection of a leaf', { query: '{ __typename { a } }' }],
    ['a missing argument', { query: '{ oauthClient { name } }' }],
    ['a wrong literal', { query: '{ oauthClients(first: "x") { totalCount } }' }],
    [
      'a literal secret',
      {
        query: `mutation { requestOAuthToken(input: { grantType: CLIENT_CREDENTIALS, clientId: "c", clientSecret: "${SECRET}" }) { __typename } }`,
      },
    ],
    [
      'a literal secret beside a wrong sibling',
      {
        query: `mutation { requestOAuthToken(input: { grantType: NOPE, clientId: 3.5, clientSecret: "${SECRET}" }) { __typename } }`,
      },
    ],
  ],
  OPERATION_RESOLUTION_FAILURE: [
    ['an unknown operation', { query: 'query A { __typename }', operationName: 'B' }],
    ['an empty operationName', { query: 'query A { __typename }', operationName: '' }],
    ['no choice between two', { query: 'query A { __typename } query B { __typename }' }],
    ['no operation', { query: 'fragment F on Query { __typename }' }],
    ['a type definition', { query: 'type A { b: Int }' }],
  ],
  BAD_REQUEST: [['a subscription', { query: 'subscription { x }' }]],
  BAD_USER_INPUT: [
    [
      'calls told of, with errors',
      { query: '{ oauthClients(first: 101) { totalCount } __typename }' },
      { 'x-upstream-trace': 'true' },
    ],
    ['a half surrogate', { query: CLIENT_BY_ID, variables: { id: '\ud800' } }],
    ['a missing variable', { query: CLIENT_BY_ID }],
    ['a variable of null', { query: CLIENT_BY_ID, variables: { id: null } }],
    ['a variable of a wrong type', { query: CLIENT_BY_ID, variables: { id: { a: 1 } } }],
    [
      'a number too large',
      { query: 'query ($n: Int) { oauthClients(first: $n) { totalCount } }', variables: { n: 1e12 } },
    ],
    ['a wrong enum', { query: CREATE, variables: { input: { ...input, clientType: 'NOPE' } } }],
    ['a missing member', { query: CREATE, variables: { input: { name: 'N' } } }],
    ['a member too many', { query: CREATE, variables: { input: { ...input, extra: 1 } } }],
    [
      'a secret in a wrong variable',
      { query: TOKEN, variables: { input: { grantType: 'NOPE', clientId: id, clientSecret: SECRET } } },
    ],
    ['an argument out of range', { query: '{ oauthClients(first: 101) { totalCount } }' }],
    ['an argument out of range beside data', { query: '{ oauthClients(first: 101) { totalCount } __typename }' }],
    ['first and last', { query: '{ oauthClients(first: 1, last: 1) { totalCount } }' }],
    ['a wrong cursor', { query: '{ oauthClients(first: 1, after: "%%") { totalCount } }' }],
    ['a wrong global id', { query: '{ node(id: "nonsense") { id } }' }],
    ['a wrong entity', { query: '{ _entities(representations: [{ __typename: "Nope" }]) { __typename } }' }],
  ],
  QUERY_TOO_COMPLEX: [
    ['too many aliases', { query: `{ ${many(13, (n) => `a${n}: __typename`)} }` }],
    [
      'too deep',
      { query: `{ oauthClients { nodes ${'{ grants { nodes { client '.repeat(4)}{ name }${' } } }'.repeat(4)} } }` },
    ],
    ['too many tokens', { query: `{ ${'a '.repeat(2_100)}}` }],
    [
      'too costly',
      { query: `{ ${many(12, (n) => `a${n}: oauthClients(first: 100) { nodes { grants { totalCount } } }`)} }` },
    ],
    [
      'two guarded mutations',
      {
        query: `mutation { a: revealOAuthClientSecret(clientId: "a") ${REFUSAL} b: revealOAuthClientSecret(clientId: "b") ${REFUSAL} }`,
      },
    ],
  ],
};

const UNREADABLE: Case[] = [
  ['an unknown hash', hashed('{ unknown }')],
  ['a hash of another document', { query: '{ __typename }', ...hashed('{ other }') }],
  ['a hash that is none', { extensions: { persistedQuery: { version: 1, sha256Hash: 1 } } }],
  ['a persisted query that is none', { query: '{ __typename }', extensions: { persistedQuery: 'x' } }],
  ['an unknown documentId', { documentId: 'x' }],
  ['a documentId of a number', { documentId: 1 }],
  ['a documentId with a text', { query: '{ __typename }', documentId: 'x' }],
  ['a documentId alone of null', { documentId: null }],
  ['nothing', ''],
  ['no JSON', '{'],
  ['text', 'hello'],
  ['null', 'null'],
  ['a number', '1'],
  ['a list', [{ query: '{ __typename }' }]],
  ['an empty object', {}],
  ['no query', { variables: {} }],
  ['a query of null', { query: null }],
  ['a query of a number', { query: 1 }],
  ['variables of text', { query: '{ __typename }', variables: 'x' }],
  ['variables as a list', { query: '{ __typename }', variables: [] }],
  ['an operationName of a number', { query: '{ __typename }', operationName: 1 }],
  ['extensions of text', { query: '{ __typename }', extensions: 'x' }],
  ['extensions as a list', { query: '{ __typename }', extensions: [] }],
  ['an unknown member', { query: '{ __typename }', other: 1 }],
  ['an id of a document', { id: 'abc' }],
  ['a persisted query', { extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }],
  ['too large a body', { query: `{ __typename } # ${'x'.repeat(20_000)}` }],
];

const NO_KEY: Case[] = [
  ['a field that needs one', { query: LIST }, { authorization: '' }],
  [
    'a field that needs one beside one that does not',
    { query: `{ oauthClients { totalCount } __typename }` },
    { authorization: '' },
  ],
  ['nodes that need one', { query: `{ nodes(ids: ["${NODE}"]) { id } }` }, { authorization: '' }],
  ['a mutation that needs one', { query: CREATE, variables: { input } }, { authorization: '' }],
  ['a field that needs none', { query: '{ oauthJsonWebKeySet { keys { kid } } }' }, { authorization: '' }],
  ['a key that Telnyx refuses', { query: LIST }, { authorization: 'Bearer wrong' }],
  ['a scheme that is none', { query: LIST }, { authorization: 'Basic abc' }],
];

/** Ways of Telnyx to fail that end without the pause of a retry. */
const FAULTS = ['401', '403', '404', '422', 'garbage', 'empty', 'no-data', 'html200', '429'];

/** Those whose body can be said in a URL as well. */
const IN_URL: Case[] = [ANSWERED, ...Object.values(WRONG), NO_KEY, UNREADABLE]
  .flat()
  .filter(([name, body]) => typeof body === 'object' && !Array.isArray(body) && name !== 'too large a body');

/** Queries of URLs that are no more than almost a request. */
const ODD_URLS = [
  '',
  '?',
  '?query',
  '?query=',
  '?QUERY={__typename}',
  '??query={__typename}',
  '/?query={__typename}',
  '?query={+a:__typename+}',
  '?query={__typename}&query={b:__typename}',
  '?query={__typename}&unknown=1',
  '?unknown=1',
  '?query=%FF',
  '?query={__typename}%2',
  '?query={__typename}&variables=',
  '?query={__typename}&variables=null',
  '?query={__typename}&variables={',
  '?query={__typename}&variables=[]',
  '?query={__typename}&variables=1',
  '?query={__typename}&operationName=',
  '?query={__typename}&operationName=x',
  '?query={__typename}&extensions=null',
  '?query={__typename}&extensions={',
  '?query={__typename}&extensions="x"',
  '?documentId=',
  '?documentId=x&query={__typename}',
  '?documentId=x&documentId=y',
];

function inUrl(request: object): string {
  const members = Object.entries(request).filter(([, value]) => value != null);
  const texts = members.map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return `${gateway.url}?${new URLSearchParams(texts)}`;
}

interface Both {
  readonly key?: (way: string) => string;
  readonly headers?: Record<string, string> | undefined;
}

/** What the short way and Yoga answer. */
async function bothWays(body: unknown, { key = () => ALICE_KEY, headers = {} }: Both) {
  const ask = async (way: string, more: Record<string, string>) => {
    const authorization = `Bearer ${key(way)}`;
    return comparable(await post(gateway.url, body, { ...ASKED, authorization, ...headers, ...more }));
  };
  return { short: await ask('short', {}), long: await ask('long', BY_YOGA) };
}

/** The same, to a GET of that URL. */
async function bothWaysByGet(url: string, headers: Record<string, string> = {}) {
  const ask = async (more: Record<string, string>) => comparable(await get(url, { ...ASKED, ...headers, ...more }));
  return { short: await ask({}), long: await ask(BY_YOGA) };
}

/** What is left of the time that an answer may be kept. */
const MAX_AGE = /max-age=\d+/;

/** The whole head, and the text, so that its order counts too; without what differs between any two requests. */
function comparable({ status, headers: { date, 'content-length': length, ...headers }, text }: HttpAnswer) {
  expect(Number(length)).toBe(Buffer.byteLength(text));
  const body = text
    .replaceAll(/"(telnyxRequestId|requestId|retryAt)":"[^"]*"/g, '"$1":""')
    .replaceAll(/"(duration|durationMs|ms|startMs|start|offsetMs|remaining|reset)":[\d.]+/g, '"$1":0');
  const control = headers['cache-control']?.replace(MAX_AGE, 'max-age=some');
  return { status, headers: { ...headers, 'cache-control': control }, body };
}

/** What every answer has in its head, whatever it says. */
const STANDING = {
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=60',
  'access-control-allow-origin': ORIGIN,
  'x-request-id': 'the-same',
};

/** The codes of the faults in an answer of GraphQL. */
const codesOf = (body: string): string[] =>
  (JSON.parse(body).errors ?? []).map((error: { extensions: { code: string } }) => error.extensions.code);

describe.each(TYPES)('as %s, both ways answer the same', (accept) => {
  /** The one answer, after a look at what all answers of GraphQL have in common. */
  async function same(body: unknown, headers: Record<string, string> | undefined) {
    const { short, long } = await bothWays(body, { headers: { accept, ...headers } });
    expect(short).toEqual(long);
    expect(short.headers).toMatchObject({ 'content-type': `${accept}; charset=utf-8`, ...STANDING });
    expect(short.body).not.toContain('INTERNAL_SERVER_ERROR');
    return short;
  }

  test.each(ANSWERED)('%s', async (_name, body, headers, holds = '"data":{') => {
    const { status, body: text } = await same(body, headers);
    expect(status).toBe(200);
    expect(codesOf(text)).toEqual([]);
    expect(text).toContain(holds);
  });

  describe.each(Object.entries(WRONG))('%s', (code, cases) => {
    test.each(cases)('%s', async (_name, body, headers) => {
      const { body: text } = await same(body, headers);
      expect([...new Set(codesOf(text))]).toEqual([code]);
      expect(text).not.toContain(SECRET);
    });
  });

  test.each(NO_KEY)('%s', async (name, body, headers) => {
    const { body: text } = await same(body, headers);
    expect([...new Set(codesOf(text))]).toEqual(name === 'a field that needs none' ? [] : ['UNAUTHENTICATED']);
  });

  test.each(UNREADABLE)('a body of %s', async (_name, body) => {
    const { short, long } = await bothWays(body, { headers: { accept } });
    expect(short).toEqual(long);
  });

  describe('by GET', () => {
    const key = { authorization: `Bearer ${ALICE_KEY}` };

    test.each(IN_URL)('%s', async (_name, body, headers) => {
      const { short, long } = await bothWaysByGet(inUrl(body as object), { accept, ...key, ...headers });
      expect(short).toEqual(long);
      expect(short.headers).toMatchObject({ 'content-type': `${accept}; charset=utf-8`, ...STANDING });
      expect(short.body).not.toContain('INTERNAL_SERVER_ERROR');
      expect(short.body).not.toContain(SECRET);
    });

    test.each(ODD_URLS)('"%s"', async (rest) => {
      const { short, long } = await bothWaysByGet(gateway.url + rest, { accept, ...key });
      expect(short).toEqual(long);
    });

    test('a mutation, and what takes a secret, are refused the second time as well', async () => {
      const consent = 'query ($t: OAuthSecret!) { oauthConsentRequest(consentToken: $t) { name } }';
      for (const body of [
        { query: `mutation { deleteOAuthClient(clientId: "none") ${REFUSAL} }` },
        {
          query: `query A { __typename } mutation B { revokeOAuthGrant(grantId: "y") ${REFUSAL} }`,
          operationName: 'B',
        },
        { query: consent, variables: { t: SECRET } },
      ]) {
        // A document is known once it was found valid, which a POST has done before.
        await post(gateway.url, body, { ...ASKED, ...key });
        gateway.sandbox.calls.length = 0;
        for (let time = 0; time < 2; time++) {
          const { short, long } = await bothWaysByGet(inUrl(body), { accept, ...key });
          expect(short).toEqual(long);
          expect(short).toMatchObject({ status: 405, headers: { allow: 'POST' } });
          expect(codesOf(short.body)).toEqual(['BAD_REQUEST']);
        }
        expect(gateway.sandbox.calls).toEqual([]);
      }
    });

    test('what Telnyx publishes may be kept by caches of all', async () => {
      const url = inUrl({ query: '{ oauthJsonWebKeySet { keys { kid } } }' });
      const { short, long } = await bothWaysByGet(url, { accept, 'x-upstream-trace': 'false' });
      expect(short).toEqual(long);
      expect(short.headers['cache-control']).toBe('public, max-age=some');
    });

    test('without a header that pages of other sites cannot send', async () => {
      const [short, long] = await Promise.all(
        [{}, BY_YOGA].map(async (more) => {
          const answer = await send(inUrl({ query: '{ __typename }' }), { headers: { ...ASKED, accept, ...more } });
          return comparable(answer);
        }),
      );
      expect(short).toEqual(long);
      expect(short!.status).toBe(403);
    });
  });

  test.each(FAULTS)('a Telnyx that answers %s', async (fault) => {
    gateway.sandbox.faults.push(`${fault}@GET /oauth_clients`);
    onTestFinished(() => void gateway.sandbox.faults.splice(0));
    // The gateway learns from a 429, so each way has a key of its own, and too little time for the pause it asks for.
    const key = (way: string) => `KEY-${fault}-${way}-${accept.length}`;
    const query = `{ oauthClient(clientId: "${id}") { name } oauthAuthorizationServerMetadata { issuer } }`;
    const { short, long } = await bothWays({ query }, { key, headers: { accept, 'x-timeout-ms': '900' } });
    expect(short).toEqual(long);
    expect(short.body).toMatch(/"oauthClient":null/);
  });
});

test('a body that says nothing of its length is read up to the limit, and answered the same', async () => {
  const headers = { 'content-type': 'application/json', ...ASKED };
  for (const length of [10, 19_000, 21_000, 200_000]) {
    const body = JSON.stringify({ query: `{ __typename } # ${'x'.repeat(length)}` });
    const [short, long] = await Promise.all(
      [{}, BY_YOGA].map((more) => send(gateway.url, { body, chunked: true, headers: { ...headers, ...more } })),
    );
    expect(short!.status).toBe(length > 20_000 ? 413 : 200);
    expect([short!.status, short!.text]).toEqual([long!.status, long!.text]);
  }
});

test('in production and as a service, too', async () => {
  const routerSecret = 'a-router-secret-of-more-than-32-characters';
  const service = { AUTH_MODE: 'service', ROUTER_SECRET: routerSecret, TELNYX_API_KEY: ALICE_KEY };
  const production = await useInTest(startGateway({ env: { NODE_ENV: 'production', ...service } }));
  const bodies = [
    { query: LIST },
    { query: '{ oauthJsonWebKeySet { keys { kid } } }' },
    { query: '{ __schema { queryType { name } } }' },
    { query: '{ oauthClientz { name } }' },
    { query: CREATE, variables: { input: { ...input, clientType: 'PUBLICK' } } },
  ];
  const proofs = [
    {},
    { 'x-router-secret': routerSecret },
    { 'x-router-secret': 'wrong' },
    { authorization: 'Bearer x' },
  ];
  const statuses = new Set<number>();
  for (const accept of TYPES) {
    for (const proof of proofs) {
      for (const body of bodies) {
        const ask = async (more: Record<string, string>) => {
          const answer = await post(production.url, body, { accept, ...ASKED, ...proof, ...more });
          statuses.add(answer.status);
          return comparable(answer);
        };
        expect(await ask({})).toEqual(await ask(BY_YOGA));
      }
    }
  }
  expect([...statuses].sort()).toEqual([200, 400, 401]);
});
