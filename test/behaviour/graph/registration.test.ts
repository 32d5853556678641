import { beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import { startGatewayOnFake } from '../../support/fake-upstream.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';
import { CLIENT_FIELDS, ERROR_FIELDS } from './expected.ts';

const REGISTER = `mutation ($input: RegisterOAuthClientInput!) {
  registerOAuthClient(input: $input) {
    ${ERROR_FIELDS}
    ... on RegisterOAuthClientPayload {
      clientId clientIdIssuedAt clientSecret client { ${CLIENT_FIELDS} } clientName redirectUris grantTypes
      responseTypes scopes tokenEndpointAuthMethod logoUri tosUri policyUri
    }
  }
}`;
const FULL = {
  redirectUris: ['https://New.example:443/a/../b?x=%7e', 'com.example.app:/callback'],
  clientName: 'Registered',
  grantTypes: ['AUTHORIZATION_CODE', 'REFRESH_TOKEN'],
  responseTypes: ['code'],
  scopes: ['voice.read', 'numbers.read'],
  tokenEndpointAuthMethod: 'CLIENT_SECRET_POST',
  logoUri: 'https://new.example/logo.png',
  tosUri: 'https://new.example/terms',
  policyUri: 'https://new.example/privacy',
};

const gateway = useForTests(() => startGateway());
beforeEach(() => {
  gateway.sandbox.calls.length = 0;
});

const register = async (input: object, key: string | null = null) => {
  const { body } = await gateway.ask(REGISTER, { input }, { key });
  expect(body.errors).toBeUndefined();
  return body.data.registerOAuthClient;
};

describe('registering', () => {
  test('answers what the server echoes, without a credential', async () => {
    const { clientId, clientIdIssuedAt, clientSecret, ...echoed } = await register(FULL);
    expect(echoed).toEqual({
      ...FULL,
      __typename: 'RegisterOAuthClientPayload',
      grantTypes: ['authorization_code', 'refresh_token'],
      tokenEndpointAuthMethod: 'client_secret_post',
      client: null,
    });
    expect(clientSecret).toMatch(/^[\w-]{43}$/);
    expect(clientIdIssuedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    const age = Date.now() - Date.parse(clientIdIssuedAt);
    expect(age).toBeLessThan(60_000);
    const basic = `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
    const form = new URLSearchParams({ token: 'any' });
    const headers = { authorization: basic };
    const known = await fetch(`${gateway.sandbox.url}/oauth/introspect`, { method: 'POST', headers, body: form });
    expect(await known.json()).toEqual({ active: false });
  });

  test('takes null for not given, and says what the server chose', async () => {
    const nulls = Object.fromEntries(Object.keys(FULL).map((name) => [name, null]));
    const result = await register({ ...nulls, redirectUris: FULL.redirectUris });
    expect(JSON.parse(gateway.sandbox.calls[0]!.body)).toEqual({ redirect_uris: FULL.redirectUris });
    expect(result).toMatchObject({
      clientName: null,
      grantTypes: ['authorization_code'],
      responseTypes: ['code'],
      tokenEndpointAuthMethod: 'client_secret_basic',
      logoUri: null,
    });
  });

  test('gives no secret to a public client', async () => {
    expect(await register({ ...FULL, tokenEndpointAuthMethod: 'NONE' })).toMatchObject({ clientSecret: null });
  });

  test('sends no key, and shows no client that the caller does not own', async () => {
    const { clientId, client } = await register(FULL, ALICE_KEY);
    expect(client).toBeNull();
    const [registration, read] = gateway.sandbox.calls;
    expect(registration?.headers.authorization).toBeUndefined();
    expect(read).toMatchObject({ path: `/v2/oauth_clients/${clientId}`, status: 403 });
  });

  test('shows the client where it is the caller’s', async () => {
    const fake = await useInTest(startGatewayOnFake());
    const date = '2026-01-02T03:04:05Z';
    const client = {
      record_type: 'oauth_client',
      client_id: 'abc123',
      name: 'Mine',
      org_id: 'o',
      user_id: 'u',
      client_type: 'public',
      require_pkce: true,
      created_at: date,
      updated_at: date,
    };
    fake.upstream.answers = {
      'POST /oauth/register': { status: 201, json: { client_id: 'abc123', client_id_issued_at: 1_767_323_045 } },
      'GET /oauth_clients/abc123': { json: { data: client } },
    };
    const { body } = await fake.ask(REGISTER, { input: FULL });
    expect(body.data.registerOAuthClient).toMatchObject({
      clientId: 'abc123',
      clientIdIssuedAt: '2026-01-02T03:04:05.000Z',
      client: { clientId: 'abc123', name: 'Mine', createdAt: date, allowedScopes: null, redirectUris: null },
      clientName: null,
      redirectUris: null,
      grantTypes: null,
      scopes: null,
    });
  });
});

test('all broken rules are named at once, and no call is made', async () => {
  const result = await register({
    ...FULL,
    scopes: ['ok', 'two words'],
    redirectUris: ['https://a.example/#f', 'https://ok.example/', 'data:text/html,x'],
  });
  expect(result).toMatchObject({ __typename: 'OAuthValidationError', code: 'VALIDATION' });
  expect(result.issues.map(({ path }: { path: string[] }) => path.join('.'))).toEqual([
    'input.redirectUris.0',
    'input.redirectUris.2',
    'input.scopes.1',
  ]);
  expect(gateway.sandbox.calls).toEqual([]);
});

test('everything that the server finds invalid is named at once, at the member of the input', async () => {
  const result = await register({ ...FULL, clientName: ' ', responseTypes: ['token'], logoUri: 'https:x' });
  expect(result.__typename).toBe('OAuthValidationError');
  expect(result.issues).toEqual([
    { path: ['input', 'clientName'], code: 'invalid', message: 'must be a string that is not blank' },
    { path: ['input', 'responseTypes'], code: 'invalid', message: 'item 0 must be one of code' },
    { path: ['input', 'logoUri'], code: 'invalid', message: 'must be an absolute URI' },
  ]);
});

test('what the server says of the one scope string is told of the list of scopes', async () => {
  const fake = await useInTest(startGatewayOnFake());
  const json = { error: 'invalid_client_metadata', invalid_fields: { scope: ['must not have voice.read'] } };
  fake.upstream.answers['POST /oauth/register'] = { status: 400, json };
  const { body } = await fake.ask(REGISTER, { input: FULL }, { key: null });
  expect(body.data.registerOAuthClient.issues).toMatchObject([{ path: ['input', 'scopes'], code: 'invalid' }]);
});
