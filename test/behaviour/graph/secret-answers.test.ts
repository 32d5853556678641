import { beforeEach, describe, expect, test } from 'vitest';
import { startGatewayOnFake } from '../../support/fake-upstream.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

const DATE = '2026-01-02T03:04:05.678Z';
const ROUTER_SECRET = 'router-secret-of-forty-characters-0123456';

/** What a member may be that is not what it should be; undefined: absent. */
const ODD_VALUES = [undefined, null, '', 'no such', '5', 5, -1, 0.5, 1e300, true, [], [null], ['a b', 5, {}], {}];

/** An operation that answers a secret, and the answer of Telnyx that holds it. */
interface SecretAnswer {
  readonly name: string;
  readonly document: string;
  readonly variables: object;
  readonly route: string;
  readonly json: Record<string, unknown>;
  /** What must be there, as without it there is no secret; and what the secret is. */
  readonly own: Record<string, unknown>;
  /** Where the secret is in the payload, and what it is. */
  readonly expected: Record<string, unknown>;
  /** Telnyx wraps it in `data`. */
  readonly wrapped?: boolean;
}

const CLIENT = {
  record_type: 'oauth_client',
  client_id: 'c',
  name: 'Client',
  org_id: 'o',
  user_id: 'u',
  client_type: 'confidential',
  allowed_scopes: ['a'],
  allowed_grant_types: ['refresh_token'],
  redirect_uris: ['https://a.example/'],
  require_pkce: true,
  logo_uri: 'https://a.example/logo',
  policy_uri: 'https://a.example/policy',
  tos_uri: 'https://a.example/tos',
  created_at: DATE,
  updated_at: DATE,
};
const CLIENT_FIELDS = `recordType clientId name orgId userId clientType allowedScopes allowedGrantTypes redirectUris
  requirePkce logoUri policyUri tosUri createdAt updatedAt`;
const NEW_CLIENT = {
  name: 'N',
  allowedScopes: ['a'],
  clientType: 'CONFIDENTIAL',
  allowedGrantTypes: ['REFRESH_TOKEN'],
};

const ANSWERS: SecretAnswer[] = [
  {
    name: 'a token',
    document: `mutation ($input: RequestOAuthTokenInput!) { result: requestOAuthToken(input: $input) {
      ... on RequestOAuthTokenPayload { accessToken tokenType expiresIn scopes refreshToken } } }`,
    variables: { input: { grantType: 'CLIENT_CREDENTIALS', clientId: 'c', clientSecret: 'secret' } },
    route: 'POST /oauth/token',
    json: { token_type: 'Bearer', expires_in: 60, scope: 'a b', refresh_token: 'the-refresh-token' },
    own: { access_token: 'the-access-token' },
    expected: { accessToken: 'the-access-token' },
  },
  {
    name: 'a registration',
    document: `mutation { result: registerOAuthClient(input: {}) { ... on RegisterOAuthClientPayload {
      clientId clientSecret clientIdIssuedAt clientName redirectUris grantTypes responseTypes scopes
      tokenEndpointAuthMethod logoUri tosUri policyUri } } }`,
    variables: {},
    route: 'POST /oauth/register',
    json: {
      client_id_issued_at: 1_767_323_045,
      client_name: 'Client',
      redirect_uris: ['https://a.example/'],
      grant_types: ['refresh_token'],
      response_types: ['code'],
      scope: 'a b',
      token_endpoint_auth_method: 'client_secret_basic',
      logo_uri: 'https://a.example/logo',
      tos_uri: 'https://a.example/tos',
      policy_uri: 'https://a.example/policy',
    },
    own: { client_id: 'c', client_secret: 'the-secret' },
    expected: { clientId: 'c', clientSecret: 'the-secret' },
  },
  {
    name: 'a new client',
    document: `mutation ($input: CreateOAuthClientInput!) { result: createOAuthClient(input: $input) {
      ... on CreateOAuthClientPayload { clientId clientSecret client { ${CLIENT_FIELDS} } } } }`,
    variables: { input: NEW_CLIENT },
    route: 'POST /oauth_clients',
    json: { ...CLIENT, client_id: undefined },
    own: { client_id: 'c', client_secret: 'the-secret' },
    expected: { clientId: 'c', clientSecret: 'the-secret' },
    wrapped: true,
  },
  {
    name: 'a secret that is shown',
    document: `mutation { result: revealOAuthClientSecret(clientId: "c") {
      ... on RevealOAuthClientSecretPayload { clientId clientSecret } } }`,
    variables: {},
    route: 'GET /oauth_clients/c',
    json: { ...CLIENT, client_id: undefined },
    own: { client_id: 'c', client_secret: 'the-secret' },
    expected: { clientId: 'c', clientSecret: 'the-secret' },
    wrapped: true,
  },
  {
    name: 'a decision',
    document: `mutation ($input: DecideOAuthConsentInput!) { result: decideOAuthConsent(input: $input) {
      ... on DecideOAuthConsentPayload { redirectUri } } }`,
    variables: { input: { consentToken: 'consent', allowed: true } },
    route: 'POST /oauth/grants',
    json: { id: 'g', scopes: ['a'] },
    own: { redirect_uri: 'https://a.example/?code=the-code' },
    expected: { redirectUri: 'https://a.example/?code=the-code' },
  },
];

const gateway = useForTests(() => startGatewayOnFake());
beforeEach(() => {
  gateway.upstream.answers = {};
});

async function ask({ document, variables, route, wrapped }: SecretAnswer, members: object) {
  gateway.upstream.answers[route] = { json: wrapped ? { data: members } : members };
  const { body } = await gateway.ask(document, { ...variables });
  return { result: body.data?.result, errors: body.errors };
}

describe.each(ANSWERS)('$name', (answer) => {
  const { json, own, expected } = answer;

  test('comes with whatever is beside it', async () => {
    const { result, errors } = await ask(answer, { ...json, ...own });
    expect(errors).toBeUndefined();
    expect(result).toMatchObject(expected);
    expect(Object.values(result)).not.toContain(null);
  });

  const sides = Object.keys(json).filter((member) => !(member in own));
  test.each(sides)('comes, without an error, whatever %s is', async (member) => {
    const whole = (await ask(answer, { ...json, ...own })).result;
    for (const value of ODD_VALUES) {
      const { result, errors } = await ask(answer, { ...json, ...own, [member]: value });
      expect(errors, JSON.stringify(value)).toBeUndefined();
      expect(result, JSON.stringify(value)).toMatchObject(expected);
      // One of the others at most is another, since each is of one member.
      const changed = Object.keys(whole).filter((name) => JSON.stringify(result[name]) !== JSON.stringify(whole[name]));
      expect(changed.length).toBeLessThan(2);
    }
  });

  test('comes with nothing beside it', async () => {
    const { result, errors } = await ask(answer, own);
    expect(errors).toBeUndefined();
    expect(result).toMatchObject(expected);
  });

  test.each(Object.keys(own))('is none where %s is not what it should be', async (member) => {
    // An empty secret is the one of a public client.
    const empty = member === 'client_secret' ? [] : [''];
    for (const value of [5, {}, ['a'], true, ...empty]) {
      const { result, errors } = await ask(answer, { ...json, ...own, [member]: value });
      expect(result).toBeNull();
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UPSTREAM_CONTRACT']);
    }
  });
});

test('the place where an authorization begins comes with whatever body', async () => {
  const document = `mutation ($input: OAuthAuthorizationRequestInput!) { startOAuthAuthorization(input: $input) {
    ... on StartOAuthAuthorizationPayload { redirectLocation } } }`;
  const input = { clientId: 'c', redirectUri: 'https://a.example/' };
  const location = 'https://consent.example/?consent_token=t';
  for (const text of ['', 'null', '{', '<html>', JSON.stringify({ error: 'no' }), ...ODD_VALUES.map(String)]) {
    gateway.upstream.answers['GET /oauth/authorize'] = { status: 302, headers: { location }, text };
    const { body } = await gateway.ask(document, { input });
    expect(body.errors).toBeUndefined();
    expect(body.data).toEqual({ startOAuthAuthorization: { redirectLocation: location } });
  }
});

describe('beside a secret', () => {
  const [token, registration, created] = ANSWERS as [SecretAnswer, SecretAnswer, SecretAnswer];

  test.each([
    ['3600', 3600],
    ['3600.9', 3600],
    [59.99, 59],
    [0, 0],
    ['-1', null],
    [2 ** 31, null],
    ['1e3', null],
    [' ', null],
  ])('a lifetime of %j is %j', async (expires_in, expiresIn) => {
    expect((await ask(token, { ...token.own, expires_in })).result.expiresIn).toBe(expiresIn);
  });

  test.each([
    ['1767323045', '2026-01-02T03:04:05.000Z'],
    [1_767_323_045.5, '2026-01-02T03:04:05.500Z'],
    [1_767_323_045_000, null],
  ])('a time of issue of %j is %j', async (client_id_issued_at, clientIdIssuedAt) => {
    const { result, errors } = await ask(registration, { ...registration.own, client_id_issued_at });
    expect({ errors, time: result.clientIdIssuedAt }).toEqual({ errors: undefined, time: clientIdIssuedAt });
  });

  test('one odd redirect URI hides no other', async () => {
    const redirect_uris = ['https://a.example/', 'no URI', 'app:/cb'];
    const redirectUris = ['https://a.example/', null, 'app:/cb'];
    expect((await ask(registration, { ...registration.own, redirect_uris })).result).toMatchObject({ redirectUris });
    const { result } = await ask(created, { ...created.json, ...created.own, redirect_uris });
    expect(result.client).toMatchObject({ name: 'Client', redirectUris });
  });

  test('a client that is not whole is null, and its id is there', async () => {
    const { result, errors } = await ask(created, { ...created.json, ...created.own, created_at: 'yesterday' });
    expect({ result, errors }).toEqual({
      result: { clientId: 'c', clientSecret: 'the-secret', client: null },
      errors: undefined,
    });
  });

  test.each([registration, created])('$name without a secret is one of a public client', async (answer) => {
    for (const client_secret of [undefined, null, '']) {
      const { result, errors } = await ask(answer, { ...answer.json, ...answer.own, client_secret });
      expect({ errors, secret: result.clientSecret }).toEqual({ errors: undefined, secret: null });
    }
  });
});

test('the times of an introspection may be strings, too', async () => {
  gateway.upstream.answers['POST /oauth/introspect'] = { json: { active: true, exp: '1767323045', iat: 1e13 } };
  const document = `mutation ($input: IntrospectOAuthTokenInput!) {
    introspectOAuthToken(input: $input) { ... on IntrospectOAuthTokenPayload { active exp iat } } }`;
  const { body } = await gateway.ask(document, { input: { token: 'token' } });
  expect(body.errors).toBeUndefined();
  expect(body.data.introspectOAuthToken).toEqual({ active: true, exp: '2026-01-02T03:04:05.000Z', iat: null });
});

test.each([undefined, null, 'soon', '3600'])(
  "the gateway's own token works with a lifetime of %j",
  async (expires_in) => {
    const own = await useInTest(
      startGatewayOnFake({
        AUTH_MODE: 'service',
        ROUTER_SECRET,
        TELNYX_CLIENT_ID: 'c',
        TELNYX_CLIENT_SECRET: 'secret',
      }),
    );
    own.upstream.answers['POST /oauth/token'] = { json: { access_token: 'token', expires_in } };
    own.upstream.answers['GET /oauth_clients/c'] = { json: { data: CLIENT } };
    for (let turn = 0; turn < 3; turn++) {
      const headers = { 'x-router-secret': ROUTER_SECRET };
      const {
        body: { data, errors },
      } = await own.ask('{ oauthClient(clientId: "c") { name } }', {}, { key: null, headers });
      expect({ data, errors }).toEqual({ data: { oauthClient: { name: 'Client' } }, errors: undefined });
    }
    expect(own.upstream.calls.filter((line) => line === 'POST /oauth/token')).toHaveLength(1);
  },
);
