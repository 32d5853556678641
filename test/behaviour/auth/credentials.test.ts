import { request } from 'node:http';
import { beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';

const gateway = useForTests(() => startGateway());
beforeEach(() => {
  gateway.sandbox.calls.length = 0;
});

const NODE = Buffer.from(`OAuthClient:${DEMO_CLIENT.client_id}`).toString('base64');
const SELECT = '{ __typename }';
const INPUT = {
  createOAuthClient: { name: 'N', clientType: 'PUBLIC', allowedScopes: [], allowedGrantTypes: ['REFRESH_TOKEN'] },
  token: { grantType: 'CLIENT_CREDENTIALS', clientId: DEMO_CLIENT.client_id, clientSecret: DEMO_CLIENT.client_secret },
  request: { clientId: DEMO_CLIENT.client_id, redirectUri: DEMO_CLIENT.redirect_uri },
  asClient: { token: 'some-token', clientId: DEMO_CLIENT.client_id, clientSecret: DEMO_CLIENT.client_secret },
};
type Operation = [name: string, document: string, variables?: Record<string, unknown>];

/** Every operation that needs a credential, and two that hold several of them. */
const PRIVATE: Operation[] = [
  ['node', `{ node(id: "${NODE}") ${SELECT} }`],
  ['nodes', `{ nodes(ids: ["${NODE}", "${NODE}"]) ${SELECT} }`],
  ['_entities', `{ _entities(representations: [{ __typename: "OAuthGrant", grantId: "g" }]) ${SELECT} }`],
  ['oauthClient', `{ oauthClient(clientId: "c") ${SELECT} }`],
  ['oauthClients', '{ oauthClients { totalCount } }'],
  ['oauthClients, wrongly', '{ oauthClients(first: 101) { totalCount } }'],
  ['oauthGrant', `{ oauthGrant(grantId: "g") ${SELECT} }`],
  ['oauthGrants', '{ oauthGrants { nodes { grantId } } }'],
  ['oauthGrants with a filter', '{ oauthGrants(filter: { scope: "s" }) { totalCount } }'],
  ['oauthFindings', '{ oauthFindings { totalCount } }'],
  [
    'oauthConsentRequest',
    `query ($t: OAuthSecret!) { oauthConsentRequest(consentToken: $t) ${SELECT} }`,
    { t: 'token' },
  ],
  [
    'createOAuthClient',
    `mutation ($i: CreateOAuthClientInput!) { createOAuthClient(input: $i) ${SELECT} }`,
    { i: INPUT.createOAuthClient },
  ],
  [
    'createOAuthClient, wrongly',
    `mutation ($i: CreateOAuthClientInput!) { createOAuthClient(input: $i) ${SELECT} }`,
    { i: { ...INPUT.createOAuthClient, name: '' } },
  ],
  ['updateOAuthClient', `mutation { updateOAuthClient(clientId: "c", input: { name: "N" }) ${SELECT} }`],
  ['updateOAuthClient, wrongly', `mutation { updateOAuthClient(clientId: "c", input: {}) ${SELECT} }`],
  ['deleteOAuthClient', `mutation { deleteOAuthClient(clientId: "c") ${SELECT} }`],
  ['revealOAuthClientSecret', `mutation { revealOAuthClientSecret(clientId: "c") ${SELECT} }`],
  ['revokeOAuthGrant', `mutation { revokeOAuthGrant(grantId: "g") ${SELECT} }`],
  [
    'decideOAuthConsent',
    `mutation ($i: DecideOAuthConsentInput!) { decideOAuthConsent(input: $i) ${SELECT} }`,
    { i: { consentToken: 'token', allowed: true } },
  ],
  [
    'introspectOAuthToken as the caller',
    `mutation ($i: IntrospectOAuthTokenInput!) { introspectOAuthToken(input: $i) ${SELECT} }`,
    { i: { token: 'some-token' } },
  ],
  [
    'several queries',
    `{ a: oauthClient(clientId: "a") ${SELECT} nodes(ids: ["${NODE}"]) ${SELECT} oauthGrants { totalCount } }`,
  ],
  [
    'several mutations',
    `mutation { revokeOAuthGrant(grantId: "g") ${SELECT} deleteOAuthClient(clientId: "c") ${SELECT} }`,
  ],
];

/** Every operation that anyone may use. */
const PUBLIC: Operation[] = [
  ['oauthAuthorizationServerMetadata', `{ oauthAuthorizationServerMetadata ${SELECT} }`],
  ['oauthProtectedResourceMetadata', `{ oauthProtectedResourceMetadata ${SELECT} }`],
  ['oauthJsonWebKeySet', `{ oauthJsonWebKeySet ${SELECT} }`],
  [
    'oauthAuthorizationRequest',
    `query ($i: OAuthAuthorizationRequestInput!) { oauthAuthorizationRequest(input: $i) ${SELECT} }`,
    { i: INPUT.request },
  ],
  [
    'startOAuthAuthorization',
    `mutation ($i: OAuthAuthorizationRequestInput!) { startOAuthAuthorization(input: $i) ${SELECT} }`,
    { i: INPUT.request },
  ],
  ['registerOAuthClient', `mutation { registerOAuthClient(input: { redirectUris: ["app:/cb"] }) ${SELECT} }`],
  [
    'requestOAuthToken',
    `mutation ($i: RequestOAuthTokenInput!) { requestOAuthToken(input: $i) ${SELECT} }`,
    { i: INPUT.token },
  ],
  [
    'introspectOAuthToken as a client',
    `mutation ($i: IntrospectOAuthTokenInput!) { introspectOAuthToken(input: $i) ${SELECT} }`,
    { i: INPUT.asClient },
  ],
];

/** A request with the header lines as given, which fetch would join. */
function askRaw(query: string, authorization: string[]): Promise<{ status: number; challenge: unknown; body: string }> {
  const { host, hostname, port, pathname } = new URL(gateway.url);
  const lines = authorization.flatMap((value) => ['authorization', value]);
  const headers = ['host', host, 'content-type', 'application/json', ...lines];
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path: pathname, method: 'POST', headers }, async (res) => {
      let body = '';
      for await (const chunk of res) body += chunk;
      resolve({ status: res.statusCode!, challenge: res.headers['www-authenticate'], body });
    });
    sent.on('error', reject).end(JSON.stringify({ query }));
  });
}

describe('without a credential', () => {
  test.each(PRIVATE)(
    '%s: UNAUTHENTICATED, HTTP 401 with a challenge, and no call',
    async (_name, document, variables) => {
      const { status, headers, body } = await gateway.ask(document, variables, { key: null });
      expect(status).toBe(401);
      expect(headers.get('www-authenticate')).toBe('Bearer');
      expect(body.errors!.length).toBeGreaterThan(0);
      for (const { extensions } of body.errors!) {
        expect(extensions).toMatchObject({ code: 'UNAUTHENTICATED', traceId: headers.get('x-request-id') });
      }
      expect(gateway.sandbox.calls).toEqual([]);
    },
  );

  test.each(PRIVATE)('%s beside the __typename that code generators select: the same', async (_name, ...asked) => {
    const [document, variables] = asked;
    const { status, headers, body } = await gateway.ask(document.replace('{', '{ __typename '), variables, {
      key: null,
    });
    expect({ status, challenge: headers.get('www-authenticate') }).toEqual({ status: 401, challenge: 'Bearer' });
    expect(body.errors!.map(({ extensions }) => extensions.code)).toContain('UNAUTHENTICATED');
  });

  test.each(PUBLIC)('%s works', async (_name, document, variables) => {
    const { status, body } = await gateway.ask(document, variables, { key: null });
    expect({ status, errors: body.errors }).toEqual({ status: 200, errors: undefined });
    const [{ __typename }] = Object.values(body.data) as [{ __typename: string }];
    expect(__typename).not.toMatch(/Error$/);
    for (const { headers } of gateway.sandbox.calls) expect(headers.authorization ?? 'none').toMatch(/^(none$|Basic )/);
  });

  test.each([
    ['something public', '{ oauthJsonWebKeySet { keys { kid } } oauthClients { totalCount } }'],
    ['the schema', '{ __schema { queryType { name } } oauthClients { totalCount } }'],
  ])('a document that also asks for %s stays HTTP 200 with an error at the field', async (_name, document) => {
    const { status, headers, body } = await gateway.ask(document, {}, { key: null });
    expect(status).toBe(200);
    expect(headers.get('www-authenticate')).toBeNull();
    expect(body.data).toMatchObject({ oauthClients: null });
    expect(body.errors).toMatchObject([{ path: ['oauthClients'], extensions: { code: 'UNAUTHENTICATED' } }]);
  });
});

describe('with a credential', () => {
  test('that Telnyx refuses: 401 that says so', async () => {
    const { status, headers, body } = await gateway.ask('{ oauthClients { totalCount } }', {}, { key: 'wrong-key' });
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(body.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(JSON.stringify(body)).not.toContain('wrong-key');
  });

  test.each([
    ['no scheme', ['KEYsandboxAlice']],
    ['another scheme', [`Basic ${btoa('a:b')}`]],
    ['a scheme alone', ['Bearer']],
    ['two tokens', ['Bearer KEYsandboxAlice KEYsandboxBob']],
    ['two in one header', ['Bearer KEYsandboxAlice, Bearer KEYsandboxAlice']],
    ['characters that no token has', ['Bearer KEY"sandbox"Alice']],
    ['padding in the middle', ['Bearer KEY=sandbox']],
    ['two headers', ['Bearer KEYsandboxAlice', 'Bearer KEYsandboxAlice']],
  ])('of the wrong form, %s: UNAUTHENTICATED, and no call', async (_name, authorization) => {
    const { status, challenge, body } = await askRaw('{ oauthClients { totalCount } }', authorization);
    expect({ status, challenge }).toEqual({ status: 401, challenge: 'Bearer' });
    expect(JSON.parse(body).errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(body).not.toContain('KEY');
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test('of the right form, however it spells the scheme, goes upstream as Bearer', async () => {
    const { status } = await askRaw('{ oauthClients { totalCount } }', [`bEARER   ${ALICE_KEY}`]);
    expect(status).toBe(200);
    expect(gateway.sandbox.calls.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${ALICE_KEY}`]);
  });
});

describe('caches are told to keep nothing', () => {
  const cacheControl = async (document: string, variables: object | undefined, key: string | null) =>
    (await gateway.ask(document, variables as never, { key })).headers.get('cache-control');

  test('of what a credential reads: private, no-store', async () => {
    for (const [, document, variables] of PRIVATE.filter(([, text]) => !text.startsWith('mutation'))) {
      expect(await cacheControl(document, variables, ALICE_KEY)).toBe('private, no-store');
    }
  });

  test('of mutations, of anonymous reads and of refused documents: no-store', async () => {
    const mutations = [...PRIVATE, ...PUBLIC].filter(([, text]) => text.startsWith('mutation'));
    expect(mutations).toHaveLength(14);
    for (const [, document, variables] of mutations) {
      expect(await cacheControl(document, variables, ALICE_KEY)).toBe('no-store');
    }
    for (const [, document, variables] of [...PRIVATE, ...PUBLIC]) {
      expect(await cacheControl(document, variables, null)).toBe('no-store');
    }
    for (const document of ['{', '{ nothing }']) expect(await cacheControl(document, {}, ALICE_KEY)).toBe('no-store');
  });
});

describe('no error goes out without a code and the trace id', () => {
  const cases: [name: string, body: unknown, code: string][] = [
    ['a syntax error', { query: '{' }, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['a missing variable', { query: 'query ($id: ID!) { oauthClient(clientId: $id) { id } }' }, 'BAD_USER_INPUT'],
    ['an unknown operation', { query: 'query A { __typename }', operationName: 'B' }, 'OPERATION_RESOLUTION_FAILURE'],
    [
      'two operations and no name',
      { query: 'query A { __typename } query B { __typename }' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['no document', { variables: {} }, 'BAD_REQUEST'],
    ['a document that is none', { query: 1 }, 'BAD_REQUEST'],
    ['variables that are none', { query: '{ __typename }', variables: 'x' }, 'BAD_REQUEST'],
    ['a batch', [{ query: '{ __typename }' }], 'BAD_REQUEST'],
  ];
  test.each(cases)('%s', async (_name, sent, code) => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'my-request' },
      body: JSON.stringify(sent),
    });
    const { errors } = (await response.json()) as { errors: { message: string; extensions: object }[] };
    expect(errors.map(({ extensions }) => extensions)).toMatchObject(
      errors.map(() => ({ code, traceId: 'my-request' })),
    );
    expect(errors.length).toBeGreaterThan(0);
    for (const { message } of errors) expect(message).not.toMatch(/unexpected error|gateway/i);
  });

  test('which is that of the caller’s trace, where there is one', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { headers, body } = await gateway.ask('{ nothing }', {}, { headers: { traceparent } });
    expect(body.errors?.[0]?.extensions.traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });
});
