import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { DEMO_PUBLIC_CLIENT } from '../../../src/sandbox/index.ts';
import { CHALLENGE, VERIFIER } from '../../sandbox/flow.ts';
import { startGateway } from '../../support/gateway.ts';
import { exchange } from '../../support/http.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

/** Requests that came to where nobody should ask. */
const visits: string[] = [];
const trap = createServer((req, res) => {
  visits.push(`${req.method} ${req.url}`);
  res.end('{}');
});
let trapUrl: string;

async function listen(listener: RequestListener) {
  const server = createServer(listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  await once(trap.listen(0, '127.0.0.1'), 'listening');
  trapUrl = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
});
afterAll(() => void trap.close());
const gateway = useForTests(() => startGateway());

const payload = (type: string, more: string) => `__typename ... on ${type} { ${more} } ... on OAuthError { message }`;

describe('URIs that callers give go to Telnyx as they are, and the gateway does not visit them:', () => {
  const uris = () => ({
    logoUri: `${trapUrl}/logo`,
    policyUri: `${trapUrl}/policy`,
    tosUri: `${trapUrl}/tos`,
    redirectUris: [`${trapUrl}/callback`, `${trapUrl}/other`],
  });

  test('of clients created, changed and registered', async () => {
    const create = `mutation ($input: CreateOAuthClientInput!) { createOAuthClient(input: $input) {
      ${payload('CreateOAuthClientPayload', 'client { clientId logoUri redirectUris }')} } }`;
    const input = { name: 'n', allowedScopes: [], clientType: 'PUBLIC', allowedGrantTypes: ['AUTHORIZATION_CODE'] };
    const created = await gateway.ask(create, { input: { ...input, ...uris() } });
    const { client } = created.body.data.createOAuthClient;
    expect(client).toMatchObject({ logoUri: uris().logoUri, redirectUris: uris().redirectUris });
    const update = `mutation ($id: ID!, $input: UpdateOAuthClientInput!) { updateOAuthClient(clientId: $id, input: $input) {
      ${payload('UpdateOAuthClientPayload', 'client { tosUri }')} } }`;
    const updated = await gateway.ask(update, { id: client.clientId, input: uris() });
    expect(updated.body.data.updateOAuthClient.client.tosUri).toBe(uris().tosUri);
    const register = `mutation ($input: RegisterOAuthClientInput!) { registerOAuthClient(input: $input) {
      ${payload('RegisterOAuthClientPayload', 'logoUri')} } }`;
    const registered = await gateway.ask(register, { input: uris() });
    expect(registered.body.data.registerOAuthClient.logoUri).toBe(uris().logoUri);
    expect(visits).toEqual([]);
  });

  test('of authorization requests, decisions and token requests', async () => {
    const client = gateway.sandbox
      .account('KEYsandboxAlice')
      .clients.find(({ client_id }) => client_id === DEMO_PUBLIC_CLIENT.client_id)!;
    const redirectUri = `${trapUrl}/callback`;
    client.redirect_uris.push(redirectUri);
    const input = { clientId: client.client_id, redirectUri, codeChallenge: CHALLENGE, state: `${trapUrl}/state` };
    await gateway.ask(
      'query ($input: OAuthAuthorizationRequestInput!) { oauthAuthorizationRequest(input: $input) { url } }',
      { input },
    );
    const start = `mutation ($input: OAuthAuthorizationRequestInput!) { startOAuthAuthorization(input: $input) {
      ${payload('StartOAuthAuthorizationPayload', 'redirectLocation')} } }`;
    const started = await gateway.ask(start, { input });
    const location = new URL(started.body.data.startOAuthAuthorization.redirectLocation);
    const consentToken = location.searchParams.get('consent_token');
    const consent = 'query ($t: OAuthSecret!) { oauthConsentRequest(consentToken: $t) { redirectUri logoUri } }';
    const shown = await gateway.ask(consent, { t: consentToken });
    expect(shown.body.data.oauthConsentRequest.redirectUri).toBe(redirectUri);
    const decide = `mutation ($input: DecideOAuthConsentInput!) { decideOAuthConsent(input: $input) {
      ${payload('DecideOAuthConsentPayload', 'redirectUri')} } }`;
    const decided = await gateway.ask(decide, { input: { consentToken, allowed: true } });
    const answered = new URL(decided.body.data.decideOAuthConsent.redirectUri);
    expect(answered.origin).toBe(trapUrl);
    const token = `mutation ($input: RequestOAuthTokenInput!) { requestOAuthToken(input: $input) {
      ${payload('RequestOAuthTokenPayload', 'tokenType')} } }`;
    const code = answered.searchParams.get('code');
    const got = await gateway.ask(token, {
      input: {
        grantType: 'AUTHORIZATION_CODE',
        clientId: client.client_id,
        code,
        codeVerifier: VERIFIER,
        redirectUri,
      },
    });
    expect(got.body.data.requestOAuthToken.tokenType).toBe('Bearer');
    expect(visits).toEqual([]);
  });

  test('in the head of a request', async () => {
    const { host } = new URL(trapUrl);
    const body = JSON.stringify({
      query: '{ oauthClients(first: 1) { totalCount } oauthJsonWebKeySet { keys { kid } } }',
    });
    const lines = [
      `POST ${trapUrl}/graphql HTTP/1.1`,
      `Host: ${host}`,
      ...[
        'X-Forwarded-Host',
        'Forwarded',
        'X-Original-URL',
        'X-Rewrite-URL',
        'Origin',
        'Referer',
        'X-Forwarded-For',
      ].map((name) => `${name}: ${trapUrl}`),
      'Authorization: Bearer KEYsandboxAlice',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      'Connection: close',
    ];
    expect(await exchange(gateway.url, `${lines.join('\r\n')}\r\n\r\n${body}`)).toMatch(/^HTTP\/1\.1 200 .*"keys":\[/s);
    expect(visits).toEqual([]);
  });
});

test('endpoints in metadata are data: the gateway does not visit them', async () => {
  const asked: string[] = [];
  const origin: string = await listen((req, res) => {
    asked.push(req.url!);
    const names = ['authorization', 'token', 'introspection', 'registration'];
    const endpoints = Object.fromEntries(names.map((name) => [`${name}_endpoint`, `${trapUrl}/${name}`]));
    const metadata = { issuer: origin, jwks_uri: `${trapUrl}/jwks`, ...endpoints };
    res.end(JSON.stringify(req.url!.startsWith('/.well-known') ? metadata : { keys: [], active: false }));
  });
  const misled = await useInTest(
    startGateway({ env: { TELNYX_API_URL: `${origin}/v2`, TELNYX_WELL_KNOWN_URL: origin } }),
  );
  const discovery = '{ oauthAuthorizationServerMetadata { jwksUri } oauthProtectedResourceMetadata { resource } }';
  const { body } = await misled.ask(discovery);
  expect(body.data.oauthAuthorizationServerMetadata.jwksUri).toBe(`${trapUrl}/jwks`);
  await misled.ask('{ oauthJsonWebKeySet { keys { kid } } }');
  const introspect = `mutation ($input: IntrospectOAuthTokenInput!) { introspectOAuthToken(input: $input) { __typename } }`;
  await misled.ask(introspect, { input: { token: 'x' } });
  expect(asked).toEqual(expect.arrayContaining(['/v2/oauth/jwks', '/v2/oauth/introspect']));
  expect(visits).toEqual([]);
});

describe('the gateway follows no redirect of Telnyx:', () => {
  const OPERATIONS: [query: string, variables?: object][] = [
    ['{ oauthClient(clientId: "a") { name } }'],
    ['{ oauthClients(first: 1) { totalCount } }'],
    ['{ oauthGrants(filter: { scope: "a" }) { totalCount } }'],
    ['{ oauthAuthorizationServerMetadata { issuer } }'],
    ['{ oauthJsonWebKeySet { keys { kid } } }'],
    ['query ($t: OAuthSecret!) { oauthConsentRequest(consentToken: $t) { name } }', { t: 'x' }],
    ['mutation { deleteOAuthClient(clientId: "a") { __typename } }'],
    ['mutation { updateOAuthClient(clientId: "a", input: { name: "n" }) { __typename } }'],
    ['mutation { revealOAuthClientSecret(clientId: "a") { __typename } }'],
    ['mutation { registerOAuthClient(input: {}) { __typename } }'],
    [
      'mutation ($i: RequestOAuthTokenInput!) { requestOAuthToken(input: $i) { __typename } }',
      { i: { grantType: 'CLIENT_CREDENTIALS', clientId: 'a', clientSecret: 'secret' } },
    ],
    [
      'mutation ($i: IntrospectOAuthTokenInput!) { introspectOAuthToken(input: $i) { __typename } }',
      { i: { token: 'x' } },
    ],
  ];

  test.for([301, 302, 303, 307, 308])('%i', async (status) => {
    let calls = 0;
    const origin = await listen((_req, res) => {
      calls++;
      res.writeHead(status, { location: `${trapUrl}/followed` }).end();
    });
    const misled = await useInTest(
      startGateway({ env: { TELNYX_API_URL: `${origin}/v2`, TELNYX_WELL_KNOWN_URL: origin } }),
    );
    for (const [query, variables] of OPERATIONS) {
      const { body } = await misled.ask(query, variables as Record<string, unknown>);
      expect(body.errors, query).toMatchObject([{ extensions: { code: 'UPSTREAM_CONTRACT' } }]);
      expect(JSON.stringify(body)).not.toContain(trapUrl);
    }
    expect(calls).toBe(OPERATIONS.length);
    expect(visits).toEqual([]);
  });
});
