import { beforeEach, describe, expect, test } from 'vitest';
import { DEMO_CLIENT, DEMO_PUBLIC_CLIENT } from '../../../src/sandbox/index.ts';
import { startGatewayOnFake } from '../../support/fake-upstream.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';
import { ERROR_FIELDS } from './expected.ts';

const TOKEN = `mutation ($input: RequestOAuthTokenInput!) {
  requestOAuthToken(input: $input) {
    ${ERROR_FIELDS} ... on RequestOAuthTokenPayload { accessToken tokenType expiresIn scopes refreshToken }
  }
}`;
const { client_id: clientId, client_secret: clientSecret } = DEMO_CLIENT;
const CREDENTIALS = { grantType: 'CLIENT_CREDENTIALS', clientId, clientSecret };
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

const gateway = useForTests(() => startGateway());
beforeEach(() => {
  gateway.sandbox.calls.length = 0;
});

const request = async (input: object, key: string | null = null) => {
  const { body } = await gateway.ask(TOKEN, { input }, { key });
  expect(body.errors).toBeUndefined();
  return body.data.requestOAuthToken;
};
const form = () => Object.fromEntries(new URLSearchParams(gateway.sandbox.calls[0]!.body));
const authorization = () => gateway.sandbox.calls[0]!.headers.authorization;
const problems = (result: { issues: { path: string[]; code: string }[] }) =>
  result.issues.map(({ path, code }) => `${path.join('.')} ${code}`).sort();

describe('client credentials', () => {
  test('buy an access token, without any API key', async () => {
    const result = await request({ ...CREDENTIALS, scopes: ['voice.read', 'messaging.read'] });
    expect(result).toEqual({
      __typename: 'RequestOAuthTokenPayload',
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      tokenType: 'Bearer',
      expiresIn: 3600,
      scopes: ['voice.read', 'messaging.read'],
      refreshToken: null,
    });
    expect(form()).toEqual({ grant_type: 'client_credentials', scope: 'voice.read messaging.read' });
    expect(authorization()).toBe(`Basic ${btoa(`${clientId}:${clientSecret}`)}`);
  });

  test('go as the method says, and the caller’s own key never goes along', async () => {
    await request({ ...CREDENTIALS, clientAuthMethod: 'CLIENT_SECRET_POST' }, 'KEYsandboxAlice');
    expect(form()).toEqual({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret });
    expect(authorization()).toBeUndefined();
  });

  test('are form-encoded before they become Basic', async () => {
    await request({ ...CREDENTIALS, clientId: 'a b', clientSecret: 'ü:%' });
    expect(authorization()).toBe(`Basic ${btoa('a+b:%C3%BC%3A%25')}`);
  });

  test('that are wrong are an OAuth error, not a missing API key', async () => {
    const result = await request({ ...CREDENTIALS, clientSecret: 'not-the-secret' });
    expect(result).toMatchObject({ __typename: 'OAuthProtocolError', code: 'PROTOCOL', error: 'invalid_client' });
    expect(result.errorDescription).toBe(result.message);
  });
});

test('the server’s own refusals keep its own codes', async () => {
  expect(await request({ ...CREDENTIALS, scopes: ['not.allowed'] })).toMatchObject({ error: 'invalid_scope' });
  const code = { grantType: 'AUTHORIZATION_CODE', clientId: DEMO_PUBLIC_CLIENT.client_id, code: 'unknown-code' };
  expect(await request({ ...code, redirectUri: DEMO_PUBLIC_CLIENT.redirect_uri })).toMatchObject({
    error: 'invalid_grant',
  });
});

test('a public client sends its id in the form and nothing else to prove itself', async () => {
  const { client_id, redirect_uri } = DEMO_PUBLIC_CLIENT;
  const input = { grantType: 'AUTHORIZATION_CODE', clientId: client_id, code: 'c-o-d-e', codeVerifier: VERIFIER };
  await request({ ...input, redirectUri: redirect_uri, scopes: null, refreshToken: null, clientSecret: null });
  expect(authorization()).toBeUndefined();
  expect(form()).toEqual({
    grant_type: 'authorization_code',
    client_id,
    redirect_uri,
    code: 'c-o-d-e',
    code_verifier: VERIFIER,
  });
});

describe('refused before any call, all at once', () => {
  const cases: [name: string, input: object, expected: string[]][] = [
    [
      'a code grant with nothing',
      { grantType: 'AUTHORIZATION_CODE' },
      ['input.clientId required', 'input.code required'],
    ],
    [
      'client credentials with nothing',
      { grantType: 'CLIENT_CREDENTIALS' },
      ['input.clientId required', 'input.clientSecret required'],
    ],
    ['a refresh with nothing', { grantType: 'REFRESH_TOKEN', clientId }, ['input.refreshToken required']],
    [
      'what belongs to other grants',
      { ...CREDENTIALS, code: 'c', redirectUri: 'app:/cb', codeVerifier: VERIFIER, refreshToken: 'r' },
      [
        'input.code unexpected',
        'input.codeVerifier unexpected',
        'input.redirectUri unexpected',
        'input.refreshToken unexpected',
      ],
    ],
    [
      'what is malformed, beside what is missing',
      { grantType: 'AUTHORIZATION_CODE', clientId, codeVerifier: 'short', scopes: ['two words'] },
      [
        'input.code required',
        'input.codeVerifier invalid_format',
        'input.scopes unexpected',
        'input.scopes.0 invalid_format',
      ],
    ],
    ['a secret with no method', { ...CREDENTIALS, clientAuthMethod: 'NONE' }, ['input.clientAuthMethod exclusive']],
    [
      'a method without its secret',
      { grantType: 'REFRESH_TOKEN', clientId, refreshToken: 'r', clientAuthMethod: 'CLIENT_SECRET_BASIC' },
      ['input.clientSecret required'],
    ],
  ];

  test.each(cases)('%s', async (_name, input, expected) => {
    const result = await request(input);
    expect(result).toMatchObject({ __typename: 'OAuthValidationError', code: 'VALIDATION' });
    expect(problems(result)).toEqual(expected);
    expect(gateway.sandbox.calls).toEqual([]);
  });
});

test('an answer without scopes means those asked for: null; an empty one means none', async () => {
  const fake = await useInTest(startGatewayOnFake());
  const bare = { access_token: 'a', token_type: 'Bearer', expires_in: 60 };
  for (const [scope, scopes] of [
    [undefined, null],
    ['', []],
    ['one  two ', ['one', 'two']],
  ]) {
    fake.upstream.answers['POST /oauth/token'] = { json: { ...bare, scope } };
    const { body } = await fake.ask(TOKEN, { input: CREDENTIALS }, { key: null });
    expect(body.data.requestOAuthToken).toMatchObject({
      accessToken: 'a',
      expiresIn: 60,
      scopes,
      refreshToken: null,
    });
  }
});
