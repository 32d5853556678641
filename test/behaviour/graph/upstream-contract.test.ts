import { beforeEach, describe, expect, test } from 'vitest';
import { startGatewayOnFake } from '../../support/fake-upstream.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

const DATE = '2026-01-02T03:04:05.678Z';
const CLIENT = {
  record_type: 'oauth_client',
  client_id: 'c',
  name: 'Client',
  org_id: 'o',
  user_id: 'u',
  client_type: 'public',
  allowed_scopes: ['a'],
  allowed_grant_types: ['refresh_token'],
  redirect_uris: ['https://a.example/'],
  require_pkce: true,
  logo_uri: null,
  policy_uri: null,
  tos_uri: null,
  created_at: DATE,
  updated_at: DATE,
};
const GRANT = {
  id: 'g',
  record_type: 'oauth_grant',
  client_id: 'c',
  scopes: ['a'],
  created_at: DATE,
  last_used_at: null,
};

const FIELDS = 'name clientType allowedScopes allowedGrantTypes redirectUris requirePkce logoUri createdAt updatedAt';
const ONE = `{ oauthClient(clientId: "c") { ${FIELDS} } }`;
const LIST = `{ oauthClients(first: 2) { nodes { ${FIELDS} } totalCount } }`;
const ONE_GRANT = '{ oauthGrant(grantId: "g") { grantId scopes createdAt lastUsedAt } }';
const PLAIN = {
  name: 'Client',
  clientType: 'PUBLIC',
  allowedScopes: ['a'],
  allowedGrantTypes: ['REFRESH_TOKEN'],
  redirectUris: ['https://a.example/'],
  requirePkce: true,
  logoUri: null,
  createdAt: DATE,
  updatedAt: DATE,
};

const gateway = useForTests(() => startGatewayOnFake());
beforeEach(() => {
  gateway.upstream.answers = {};
  gateway.upstream.calls.length = 0;
});

/** The answer, whose every error blames the upstream and shows none of its bytes but those of `data`. */
async function ask(document: string, variables: Record<string, unknown> = {}) {
  const { status, body } = await gateway.ask(document, variables);
  expect(status).toBe(200);
  for (const { message, extensions } of body.errors ?? []) {
    expect(extensions.code).toBe('UPSTREAM_CONTRACT');
    expect(extensions.traceId).toEqual(expect.any(String));
    expect(message).not.toContain('WRONG');
  }
  const paths = body.errors?.map(({ path }) => path?.join('.')).sort();
  return { data: body.data, paths };
}

const answerOne = (changes: object) => {
  gateway.upstream.answers['GET /oauth_clients/c'] = { json: { data: { ...CLIENT, ...changes } } };
};
const answerList = (...items: unknown[]) => {
  gateway.upstream.answers['GET /oauth_clients'] = { json: { data: items, meta: { total_results: items.length } } };
};

test('a response that keeps the contract comes through, with unknown members', async () => {
  answerOne({ client_secret: 'SHOWN-NOWHERE', some_new_member: { a: 1 } });
  const { data, paths } = await ask(ONE);
  expect(paths).toBeUndefined();
  expect(data).toEqual({ oauthClient: PLAIN });
});

describe('a value that its field cannot hold costs no more than it must', () => {
  const nullable: [name: string, changes: object, expected: object, paths: string[]][] = [
    ['no URI', { logo_uri: 'WRONG' }, { logoUri: null }, ['logoUri']],
    ['a number in the place of a URI', { logo_uri: 1 }, { logoUri: null }, ['logoUri']],
    [
      'one of several URIs',
      { redirect_uris: ['https://a.example/', 'WRONG', 'app:/cb', ''] },
      { redirectUris: ['https://a.example/', null, 'app:/cb', null] },
      ['redirectUris.1', 'redirectUris.3'],
    ],
    ['an object in a list of URIs', { redirect_uris: [{}] }, { redirectUris: [null] }, ['redirectUris.0']],
    ['null in a list of scopes', { allowed_scopes: ['a', null] }, { allowedScopes: null }, ['allowedScopes.1']],
    ['a string in the place of a list', { allowed_scopes: 'WRONG' }, { allowedScopes: null }, ['allowedScopes']],
    ['an object in a list', { allowed_scopes: [{ a: 'WRONG' }] }, { allowedScopes: null }, ['allowedScopes.0']],
  ];
  test.each(nullable)('%s: its own field', async (_name, changes, expected, paths) => {
    answerOne(changes);
    expect(await ask(ONE)).toEqual({
      data: { oauthClient: { ...PLAIN, ...expected } },
      paths: paths.map((path) => `oauthClient.${path}`),
    });
  });

  test.each<[string, object, object]>([
    ['an unknown enum value', { client_type: 'WRONG' }, { clientType: null }],
    [
      'an unknown enum value in a list',
      { allowed_grant_types: ['refresh_token', 'WRONG', 'client_credentials'] },
      { allowedGrantTypes: ['REFRESH_TOKEN', 'CLIENT_CREDENTIALS'] },
    ],
    ['an object in the place of an enum', { client_type: { a: 'WRONG' } }, { clientType: null }],
  ])('%s: left out, and no fault', async (_name, changes, expected) => {
    answerOne(changes);
    expect(await ask(ONE)).toEqual({ data: { oauthClient: { ...PLAIN, ...expected } }, paths: undefined });
  });

  test.each([
    ['an absent list', { allowed_scopes: undefined, redirect_uris: undefined, allowed_grant_types: undefined }, null],
    ['an empty list', { allowed_scopes: [], redirect_uris: [], allowed_grant_types: [] }, []],
  ])('%s is no fault', async (_name, changes, expected) => {
    answerOne(changes);
    const { data, paths } = await ask(ONE);
    expect(paths).toBeUndefined();
    expect(data.oauthClient).toMatchObject({
      allowedScopes: expected,
      redirectUris: expected,
      allowedGrantTypes: expected,
    });
  });

  test('null in a list of URIs is no fault', async () => {
    answerOne({ redirect_uris: [null] });
    expect(await ask(ONE)).toEqual({ data: { oauthClient: { ...PLAIN, redirectUris: [null] } }, paths: undefined });
  });

  test.each([
    ['a date that is none', { created_at: 'WRONG' }, 'oauthClient.createdAt'],
    ['a date without a time', { updated_at: '2026-01-02' }, 'oauthClient.updatedAt'],
  ])('%s where the graph promises one: the object', async (_name, changes, path) => {
    answerOne(changes);
    expect(await ask(ONE)).toEqual({ data: { oauthClient: null }, paths: [path] });
  });

  test('an invalid date in a nullable field costs that field', async () => {
    gateway.upstream.answers['GET /oauth_grants/g'] = { json: { data: { ...GRANT, last_used_at: 'WRONG' } } };
    expect(await ask(ONE_GRANT)).toEqual({
      data: { oauthGrant: { grantId: 'g', scopes: ['a'], createdAt: DATE, lastUsedAt: null } },
      paths: ['oauthGrant.lastUsedAt'],
    });
  });

  test('a date in other spellings of RFC 3339 is passed on as it is', async () => {
    const spellings = ['2026-01-02T03:04:05Z', '2026-01-02t03:04:05.123456z', '2026-01-02T03:04:05+01:00'];
    for (const created_at of spellings) {
      answerOne({ created_at });
      expect((await ask(ONE)).data.oauthClient.createdAt).toBe(created_at);
    }
  });
});

describe('an empty string in a nullable field counts as absent', () => {
  const URIS: [route: string, wire: object, query: string, members: string[]][] = [
    ['GET /oauth_clients/c', { data: CLIENT }, 'oauthClient(clientId: "c")', ['logo_uri', 'policy_uri', 'tos_uri']],
    ['GET /oauth_clients', { data: [CLIENT] }, 'oauthClients(first: 1)', ['logo_uri', 'policy_uri', 'tos_uri']],
    ['GET /oauth_grants/g', { data: GRANT }, 'oauthGrant(grantId: "g")', ['last_used_at']],
    [
      'GET /oauth/consent/t',
      { data: { client_id: 'c' } },
      'oauthConsentRequest(consentToken: $t)',
      ['logo_uri', 'policy_uri', 'tos_uri', 'redirect_uri'],
    ],
    [
      'GET /.well-known/oauth-authorization-server',
      {},
      'oauthAuthorizationServerMetadata',
      [
        'issuer',
        'authorization_endpoint',
        'token_endpoint',
        'introspection_endpoint',
        'jwks_uri',
        'registration_endpoint',
      ],
    ],
    ['GET /.well-known/oauth-protected-resource', {}, 'oauthProtectedResourceMetadata', ['resource']],
  ];
  test.each(URIS)('%s', async (route, wire, field, members) => {
    const empty = Object.fromEntries(members.map((member) => [member, '']));
    const json = JSON.parse(JSON.stringify(wire), (_key, value) =>
      value?.client_id ? { ...value, ...empty } : value,
    ) as object;
    const names = members.map((member) => member.replace(/_(.)/g, (_match, letter) => letter.toUpperCase()));
    // The documents of discovery are kept, so that each test needs a gateway of its own.
    const fresh = await useInTest(startGatewayOnFake());
    fresh.upstream.answers[route] = { json: 'data' in wire ? json : empty };
    const [before, after] = field === 'oauthClients(first: 1)' ? ['nodes {', '}'] : ['', ''];
    const document = `query ${field.includes('$t') ? '($t: OAuthSecret!)' : ''} {
      asked: ${field} { ${before} ${names.join(' ')} ${after} }
    }`;
    const { body } = await fresh.ask(document, field.includes('$t') ? { t: 't' } : {});
    expect(body.errors).toBeUndefined();
    const nulls = Object.fromEntries(names.map((name) => [name, null]));
    expect(body.data.asked).toEqual(before === '' ? nulls : { nodes: [nulls] });
  });

  test('an odd URI in a list of a well-known document hides no other', async () => {
    const fresh = await useInTest(startGatewayOnFake());
    const authorization_servers = ['https://a.example', 'WRONG'];
    const protected_resources = ['WRONG', 'https://a.example'];
    fresh.upstream.answers = {
      'GET /.well-known/oauth-authorization-server': { json: { protected_resources } },
      'GET /.well-known/oauth-protected-resource': { json: { authorization_servers } },
    };
    const { body } = await fresh.ask(`{
      oauthAuthorizationServerMetadata { protectedResources } oauthProtectedResourceMetadata { authorizationServers }
    }`);
    expect(body.data).toEqual({
      oauthAuthorizationServerMetadata: { protectedResources: [null, 'https://a.example'] },
      oauthProtectedResourceMetadata: { authorizationServers: ['https://a.example', null] },
    });
    expect(body.errors?.map(({ path }) => path?.join('.')).sort()).toEqual([
      'oauthAuthorizationServerMetadata.protectedResources.0',
      'oauthProtectedResourceMetadata.authorizationServers.1',
    ]);
  });
});

describe('an object without what the graph promises of it is no object', () => {
  const required = Object.keys(CLIENT).filter((name) => !/^(allowed|redirect|logo|policy|tos|client_type)/.test(name));

  test.each(required)('a client without %s', async (name) => {
    for (const value of [undefined, null, { a: 'WRONG' }]) {
      answerOne({ [name]: value });
      expect(await ask(ONE)).toEqual({ data: { oauthClient: null }, paths: ['oauthClient'] });
    }
  });

  test('an empty string in a list is not null either', async () => {
    for (const item of [null, 'WRONG', 1, [], {}, { ...CLIENT, name: undefined }]) {
      answerList(CLIENT, item);
      expect(await ask(LIST)).toEqual({ data: { oauthClients: null }, paths: ['oauthClients'] });
    }
  });

  test('a grant without scopes, or with null among them', async () => {
    for (const [scopes, path] of [
      [undefined, 'oauthGrant'],
      ['WRONG', 'oauthGrant'],
      [['a', null], 'oauthGrant.scopes.1'],
    ] as const) {
      gateway.upstream.answers['GET /oauth_grants/g'] = { json: { data: { ...GRANT, scopes } } };
      expect(await ask(ONE_GRANT)).toEqual({ data: { oauthGrant: null }, paths: [path] });
    }
  });
});

test.each(['', '.', '..', 'x'.repeat(257)])('a client of a grant whose id is none: "%s"', async (client_id) => {
  const json = { data: [{ ...GRANT, client_id }, GRANT], meta: { total_results: 2 } };
  gateway.upstream.answers['GET /oauth_grants'] = { json };
  gateway.upstream.answers['GET /oauth_clients/c'] = { json: { data: CLIENT } };
  const { data, paths } = await ask('{ oauthGrants(first: 2) { nodes { clientId client { name } } } }');
  expect(paths).toEqual(['oauthGrants.nodes.0.client']);
  expect(data.oauthGrants.nodes).toEqual([
    { clientId: client_id, client: null },
    { clientId: 'c', client: { name: 'Client' } },
  ]);
});

test('an introspection that names its client by an empty text has no client', async () => {
  gateway.upstream.answers['POST /oauth/introspect'] = { json: { active: true, client_id: '' } };
  const document = `mutation ($input: IntrospectOAuthTokenInput!) {
    introspectOAuthToken(input: $input) { ... on IntrospectOAuthTokenPayload { client { name } } }
  }`;
  const { data, paths } = await ask(document, { input: { token: 't' } });
  expect({ data, paths }).toEqual({ data: { introspectOAuthToken: { client: null } }, paths: undefined });
});

describe('lists', () => {
  test.each([
    ['no data', {}],
    ['null', { data: null }],
    ['an object', { data: { 0: CLIENT } }],
    ['a page size that holds less', { data: [CLIENT, CLIENT], meta: { page_size: 1, total_results: 2 } }],
    ['a total that is none', { data: [CLIENT], meta: { total_results: -1 } }],
    ['more items than a page has', { data: Array.from({ length: 101 }, () => CLIENT) }],
    ['a list around it', [CLIENT]],
  ])('%s: UPSTREAM_CONTRACT', async (_name, json) => {
    gateway.upstream.answers['GET /oauth_clients'] = { json };
    expect(await ask(LIST)).toEqual({ data: { oauthClients: null }, paths: ['oauthClients'] });
  });

  test('without meta: no total, and the rest is there', async () => {
    gateway.upstream.answers['GET /oauth_clients'] = { json: { data: [CLIENT] } };
    expect(await ask(LIST)).toEqual({ data: { oauthClients: { nodes: [PLAIN], totalCount: null } }, paths: undefined });
  });
});

describe('what the other operations answer', () => {
  const token = { input: { grantType: 'CLIENT_CREDENTIALS', clientId: 'c', clientSecret: 's' } };
  const TOKEN = `mutation ($input: RequestOAuthTokenInput!) {
    requestOAuthToken(input: $input) { ... on RequestOAuthTokenPayload { accessToken tokenType expiresIn scopes } }
  }`;

  test.each([
    ['no token', { token_type: 'Bearer', expires_in: 1 }],
    ['null for a token', { access_token: null, token_type: 'Bearer', expires_in: 1 }],
    ['a token that is no string', { access_token: { a: 'WRONG' }, token_type: 'Bearer', expires_in: 1 }],
  ])('a token answer with %s', async (_name, json) => {
    gateway.upstream.answers['POST /oauth/token'] = { json };
    const { data, paths } = await ask(TOKEN, token);
    expect(data).toEqual({ requestOAuthToken: null });
    expect(paths).toHaveLength(1);
  });

  test('an introspection that does not say whether the token is active', async () => {
    gateway.upstream.answers['POST /oauth/introspect'] = { json: { scope: 'a' } };
    const document = `mutation ($input: IntrospectOAuthTokenInput!) { introspectOAuthToken(input: $input) { __typename } }`;
    const { data, paths } = await ask(document, { input: { token: 't' } });
    expect({ data, paths }).toEqual({ data: { introspectOAuthToken: null }, paths: ['introspectOAuthToken'] });
  });

  // The last two are times, but of years that RFC 3339 does not write.
  test.for([1e300, -1e300, 253_402_300_800, -62_167_219_201])(
    'an audience that is none, and the time %d',
    async (exp) => {
      const json = {
        active: true,
        exp,
        iat: 1_767_323_045,
        aud: ['a', { b: 'WRONG' }],
        client_id: { a: 'WRONG' },
      };
      gateway.upstream.answers['POST /oauth/introspect'] = { json };
      const document = `mutation ($input: IntrospectOAuthTokenInput!) {
      introspectOAuthToken(input: $input) { ... on IntrospectOAuthTokenPayload { active exp iat aud clientId } }
    }`;
      const { data, paths } = await ask(document, { input: { token: 't' } });
      expect(paths).not.toContain('introspectOAuthToken.exp');
      expect(data.introspectOAuthToken).toEqual({
        active: true,
        exp: null,
        iat: '2026-01-02T03:04:05.000Z',
        aud: null,
        clientId: null,
      });
    },
  );

  test('a consent request with invalid members', async () => {
    const scopes = [{ id: 'a', name: 1, description: null }, null];
    const json = { data: { client_id: 'c', requested_scopes: scopes, redirect_uri: 'WRONG', verified: 'WRONG' } };
    gateway.upstream.answers['GET /oauth/consent/t'] = { json };
    const document = `query ($t: OAuthSecret!) {
      oauthConsentRequest(consentToken: $t) { clientId name requestedScopes { scopeId name description } redirectUri verified }
    }`;
    const { data, paths } = await ask(document, { t: 't' });
    const expected = { clientId: 'c', name: null, requestedScopes: null, redirectUri: null, verified: null };
    expect(data).toEqual({ oauthConsentRequest: expected });
    expect(paths).toEqual(
      ['redirectUri', 'requestedScopes.1', 'verified'].map((path) => `oauthConsentRequest.${path}`),
    );
  });

  test('metadata of another issuer', async () => {
    const path = '/.well-known/oauth-authorization-server';
    gateway.upstream.answers[`GET ${path}`] = { json: { issuer: 'https://WRONG.example' } };
    const { data, paths } = await ask('{ oauthAuthorizationServerMetadata { issuer } }');
    expect({ data, paths }).toEqual({
      data: { oauthAuthorizationServerMetadata: null },
      paths: ['oauthAuthorizationServerMetadata'],
    });
  });

  test('a key set with what are no keys', async () => {
    gateway.upstream.answers['GET /oauth/jwks'] = {
      json: { keys: [null, 'WRONG', { kty: 'EC', kid: { a: 'WRONG' } }] },
    };
    expect(await ask('{ oauthJsonWebKeySet { keys { kty kid } } }')).toEqual({
      data: { oauthJsonWebKeySet: { keys: [{ kty: 'EC', kid: null }] } },
      paths: ['oauthJsonWebKeySet.keys.0.kid'],
    });
  });
});
