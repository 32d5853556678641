import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { schema } from '../../../src/schema/index.ts';
import { type Answer, startGateway, type TestGateway } from '../../support/gateway.ts';
import { type Company, startCompany } from '../../support/issuer.ts';
import { useInTest } from '../../support/lifetime.ts';

const SECRET = 'router-secret-of-forty-characters-0123456';
const READ = '{ oauthClients(first: 1) { totalCount } }';
const REFUSED = { status: 401, code: 'UNAUTHENTICATED' };
const SERVED = { status: 200, code: undefined };

const outcome = ({ status, body }: Answer) => ({ status, code: body.errors?.[0]?.extensions.code });

async function start(env: Record<string, string>): Promise<TestGateway> {
  const gateway = await useInTest(startGateway({ env: { AUTH_MODE: 'service', TELNYX_API_KEY: ALICE_KEY, ...env } }));
  return gateway;
}

describe('a router secret alone', () => {
  test('is proof enough, and goes no further', async () => {
    const gateway = await start({ ROUTER_SECRET: SECRET });
    const answer = await gateway.ask(READ, {}, { key: null, headers: { 'x-router-secret': SECRET } });
    expect(outcome(answer)).toEqual(SERVED);
    expect(gateway.sandbox.calls.map(({ headers }) => headers.authorization)).toEqual([`Bearer ${ALICE_KEY}`]);
    expect(JSON.stringify(gateway.sandbox.calls) + gateway.log).not.toContain(SECRET);
  });

  test.for<[string, Record<string, string>]>([
    ['none', {}],
    ['an empty one', { 'x-router-secret': '' }],
    ['another one', { 'x-router-secret': `${SECRET.slice(0, -1)}7` }],
    ['the beginning of it', { 'x-router-secret': SECRET.slice(0, -1) }],
    ['it and more', { 'x-router-secret': `${SECRET}6` }],
    ['it twice', { 'x-router-secret': `${SECRET}, ${SECRET}` }],
    ['it in other letters', { 'x-router-secret': SECRET.toUpperCase() }],
    ['it as a bearer', { authorization: `Bearer ${SECRET}` }],
    ['the gateway’s own key', { authorization: `Bearer ${ALICE_KEY}` }],
  ])('refuses callers that send %s', async ([, headers]) => {
    const gateway = await start({ ROUTER_SECRET: SECRET });
    const answer = await gateway.ask(READ, {}, { key: null, headers });
    expect(outcome(answer)).toEqual(REFUSED);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(gateway.sandbox.calls).toEqual([]);
  });
});

describe('a router secret and tokens', () => {
  test('are both needed', async () => {
    const company = await useInTest(startCompany({ ROUTER_SECRET: SECRET }));
    const key = await company.issuer.sign();
    const headers = { 'x-router-secret': SECRET };
    expect(outcome(await company.gateway.ask(READ, {}, { key: null, headers }))).toEqual(REFUSED);
    expect(outcome(await company.gateway.ask(READ, {}, { key }))).toEqual(REFUSED);
    expect(company.gateway.sandbox.calls).toEqual([]);
    expect(company.issuer.fetches(), 'no work for whom the router did not send').toBe(0);
    expect(outcome(await company.gateway.ask(READ, {}, { key, headers }))).toEqual(SERVED);
  });
});

describe('without proof', () => {
  const OPEN: [string, string][] = [
    ['discovery', '{ oauthAuthorizationServerMetadata { issuer } oauthProtectedResourceMetadata { resource } }'],
    ['the key set', '{ oauthJsonWebKeySet { keys { kid } } }'],
    ['the graph about itself', '{ __typename __schema { queryType { name } } _service { sdl } }'],
  ];
  const redirectUri = DEMO_CLIENT.redirect_uri;
  const request = { clientId: DEMO_CLIENT.client_id, redirectUri, scopes: ['messaging.read'] };
  const CLOSED: [string, string, Record<string, unknown>][] = [
    ['a client', 'query ($id: ID!) { oauthClient(clientId: $id) { name } }', { id: DEMO_CLIENT.client_id }],
    ['clients', READ, {}],
    ['a grant', '{ oauthGrant(grantId: "x") { id } }', {}],
    ['grants', '{ oauthGrants { nodes { id } } }', {}],
    ['findings', '{ oauthFindings { totalCount } }', {}],
    ['a node', '{ node(id: "T0F1dGhDbGllbnQ6eA==") { id } }', {}],
    ['nodes', '{ nodes(ids: ["T0F1dGhDbGllbnQ6eA=="]) { id } }', {}],
    [
      'entities',
      'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }',
      { r: [{ __typename: 'OAuthClient', clientId: DEMO_CLIENT.client_id }] },
    ],
    ['a consent request', 'query ($t: OAuthSecret!) { oauthConsentRequest(consentToken: $t) { name } }', { t: 'x' }],
    [
      'a URL to authorize at',
      'query ($input: OAuthAuthorizationRequestInput!) { oauthAuthorizationRequest(input: $input) { url } }',
      { input: request },
    ],
    [
      'an authorization',
      'mutation ($input: OAuthAuthorizationRequestInput!) { startOAuthAuthorization(input: $input) { __typename } }',
      { input: request },
    ],
    [
      'a token',
      'mutation ($input: RequestOAuthTokenInput!) { requestOAuthToken(input: $input) { __typename } }',
      {
        input: {
          grantType: 'CLIENT_CREDENTIALS',
          clientId: DEMO_CLIENT.client_id,
          clientSecret: DEMO_CLIENT.client_secret,
        },
      },
    ],
    [
      'a token, asked for wrongly',
      'mutation ($input: RequestOAuthTokenInput!) { requestOAuthToken(input: $input) { __typename } }',
      { input: { grantType: 'CLIENT_CREDENTIALS' } },
    ],
    [
      'what a token is',
      'mutation ($input: IntrospectOAuthTokenInput!) { introspectOAuthToken(input: $input) { __typename } }',
      { input: { token: 'x', clientId: DEMO_CLIENT.client_id, clientSecret: DEMO_CLIENT.client_secret } },
    ],
    ['a registration', 'mutation { registerOAuthClient(input: {}) { __typename } }', {}],
    [
      'a new client',
      'mutation { createOAuthClient(input: { name: "n", allowedScopes: [], clientType: PUBLIC, allowedGrantTypes: [] }) { __typename } }',
      {},
    ],
    [
      'a changed client',
      'mutation ($id: ID!) { updateOAuthClient(clientId: $id, input: { name: "n" }) { __typename } }',
      { id: DEMO_CLIENT.client_id },
    ],
    [
      'a deleted client',
      'mutation ($id: ID!) { deleteOAuthClient(clientId: $id) { __typename } }',
      { id: DEMO_CLIENT.client_id },
    ],
    [
      'a secret',
      'mutation ($id: ID!) { revealOAuthClientSecret(clientId: $id) { __typename } }',
      { id: DEMO_CLIENT.client_id },
    ],
    [
      'a copied client',
      'mutation ($id: ID!) { copyOAuthClient(clientId: $id, input: { name: "n" }) { __typename } }',
      { id: DEMO_CLIENT.client_id },
    ],
    ['revoked grants', 'mutation { revokeOAuthGrants(input: { where: { scope: "x" } }) { __typename } }', {}],
    ['a revoked grant', 'mutation { revokeOAuthGrant(grantId: "x") { __typename } }', {}],
    [
      'a decision',
      'mutation ($input: DecideOAuthConsentInput!) { decideOAuthConsent(input: $input) { __typename } }',
      { input: { consentToken: 'x', allowed: true } },
    ],
  ];

  test('is all the graph: no root field is in neither list', () => {
    const asked = [...OPEN, ...CLOSED].flatMap(([, query]) =>
      parse(query).definitions.flatMap((definition) =>
        'selectionSet' in definition ? definition.selectionSet.selections : [],
      ),
    );
    const names = new Set(asked.map((selection) => (selection.kind === 'Field' ? selection.name.value : '')));
    const fields = [schema.getQueryType()!, schema.getMutationType()!].flatMap((type) => Object.keys(type.getFields()));
    expect(fields.filter((name) => !names.has(name))).toEqual([]);
  });

  test('one gets what is public', async () => {
    const gateway = await start({ ROUTER_SECRET: SECRET });
    for (const [name, query] of OPEN) {
      expect(outcome(await gateway.ask(query, {}, { key: null })), name).toEqual(SERVED);
    }
    expect(gateway.sandbox.calls.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('one gets nothing else, and nothing is called', async () => {
    const gateway = await start({ ROUTER_SECRET: SECRET });
    for (const [name, query, variables] of CLOSED) {
      expect(outcome(await gateway.ask(query, variables, { key: null })), name).toEqual(REFUSED);
    }
    expect(gateway.sandbox.calls).toEqual([]);
  });
});

describe('what OAuth clients do for themselves', () => {
  const TOKEN = `mutation ($input: RequestOAuthTokenInput!) {
    requestOAuthToken(input: $input) { ... on RequestOAuthTokenPayload { accessToken } ... on OAuthProtocolError { error } }
  }`;
  const INTROSPECT = `mutation ($input: IntrospectOAuthTokenInput!) {
    introspectOAuthToken(input: $input) { ... on IntrospectOAuthTokenPayload { active client { name } } }
  }`;
  const { client_id: clientId, client_secret: clientSecret } = DEMO_CLIENT;

  async function token({ gateway, issuer }: Company): Promise<string> {
    const input = { grantType: 'CLIENT_CREDENTIALS', clientId, clientSecret };
    const { body } = await gateway.ask(TOKEN, { input }, { key: await issuer.sign({ scope: '' }) });
    return body.data.requestOAuthToken.accessToken;
  }

  test('is never done with the gateway’s own credential', async () => {
    const company = await useInTest(startCompany());
    const { gateway, issuer } = company;
    const key = await issuer.sign({ scope: '' });
    const accessToken = await token(company);
    const input = { token: accessToken, clientId, clientSecret };
    const { body } = await gateway.ask(INTROSPECT, { input }, { key });
    expect(body.data.introspectOAuthToken, 'the client is for those who may read').toEqual({
      active: true,
      client: null,
    });
    await gateway.ask(
      'mutation { registerOAuthClient(input: { grantTypes: [CLIENT_CREDENTIALS] }) { __typename } }',
      {},
      { key },
    );
    const start = `mutation ($input: OAuthAuthorizationRequestInput!) {
      startOAuthAuthorization(input: $input) { __typename } }`;
    await gateway.ask(start, { input: { clientId, redirectUri: DEMO_CLIENT.redirect_uri } }, { key });

    const basic = `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
    const calls = gateway.sandbox.calls.map(({ method, path, headers }) => [
      `${method} ${path.split('?')[0]}`,
      headers.authorization,
    ]);
    expect(calls).toEqual([
      ['POST /v2/oauth/token', basic],
      ['POST /v2/oauth/introspect', basic],
      ['POST /v2/oauth/register', undefined],
      ['GET /v2/oauth/authorize', undefined],
    ]);
    expect(gateway.sandbox.calls.map(({ status }) => status)).toEqual([200, 200, 201, 302]);
  });

  test('shows an introspected client to callers that may read', async () => {
    const company = await useInTest(startCompany());
    const input = { token: await token(company), clientId, clientSecret };
    const key = await company.issuer.sign({ scope: 'oauth:read' });
    const { body } = await company.gateway.ask(INTROSPECT, { input }, { key });
    expect(body.data.introspectOAuthToken).toEqual({ active: true, client: { name: 'Acme Contact Center' } });
  });

  test('introspection without client credentials is refused', async () => {
    const company = await useInTest(startCompany());
    const { gateway, issuer } = company;
    const answer = await gateway.ask(INTROSPECT, { input: { token: 'x' } }, { key: await issuer.sign() });
    expect(outcome(answer)).toEqual(REFUSED);
    expect(gateway.sandbox.calls).toEqual([]);
  });
});

test('a key of the gateway’s own that Telnyx refuses is not held against the caller', async () => {
  const gateway = await start({ ROUTER_SECRET: SECRET, TELNYX_API_KEY: 'KEYrevoked' });
  const headers = { 'x-router-secret': SECRET };
  for (const query of [READ, 'mutation { revokeOAuthGrant(grantId: "x") { __typename } }']) {
    const { status, body, headers: answered } = await gateway.ask(query, {}, { key: null, headers });
    expect({ status, challenge: answered.get('www-authenticate') }).toEqual({ status: 200, challenge: null });
    expect(body.errors).toMatchObject([
      { message: 'Telnyx refuses the gateway’s own credential.', extensions: { code: 'UPSTREAM_UNAVAILABLE' } },
    ]);
  }
  expect(gateway.sandbox.calls.map(({ status }) => status)).toEqual([401, 401]);
});
