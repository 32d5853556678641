import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { startGatewayOnFake } from '../../support/fake-upstream.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';
import { ERROR_FIELDS } from './expected.ts';

const INTROSPECT = `mutation ($input: IntrospectOAuthTokenInput!) {
  introspectOAuthToken(input: $input) {
    ${ERROR_FIELDS}
    ... on IntrospectOAuthTokenPayload { active scopes clientId client { clientId name } exp iat iss aud }
  }
}`;
const { client_id: clientId, client_secret: clientSecret } = DEMO_CLIENT;
const SILENT = { scopes: null, clientId: null, client: null, exp: null, iat: null, iss: null, aud: null };

let token: string;
const gateway = useForTests(() => startGateway());
beforeAll(async () => {
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
  });
  const answer = await fetch(`${gateway.sandbox.url}/oauth/token`, { method: 'POST', body: form });
  token = ((await answer.json()) as { access_token: string }).access_token;
});
beforeEach(() => {
  gateway.sandbox.calls.length = 0;
});

const introspect = (input: object, key: string | null = ALICE_KEY) => gateway.ask(INTROSPECT, { input }, { key });
const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString());
const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

describe('an active token', () => {
  const active = () => {
    const { exp, iat, iss, aud } = claimsOf(token);
    const scopes = ['messaging.read', 'messaging.write', 'voice.read', 'voice.write'];
    return { active: true, scopes, clientId, exp: iso(exp), iat: iso(iat), iss, aud: [aud] };
  };

  test('is told to the caller with an API key, with the client that it belongs to', async () => {
    const { body } = await introspect({ token });
    expect(body.data.introspectOAuthToken).toEqual({
      __typename: 'IntrospectOAuthTokenPayload',
      ...active(),
      client: { clientId, name: 'Acme Contact Center' },
    });
    expect(gateway.sandbox.calls[0]?.headers.authorization).toBe(`Bearer ${ALICE_KEY}`);
  });

  test('without the client where that is somebody else’s', async () => {
    const { body } = await introspect({ token }, BOB_KEY);
    expect(body.errors).toBeUndefined();
    expect(body.data.introspectOAuthToken).toMatchObject({ ...active(), client: null });
  });

  test('is told to a client by its own credentials, without any API key; the client is then not read', async () => {
    const { status, body } = await introspect({ token, clientId, clientSecret }, null);
    expect(status).toBe(200);
    expect(body.errors).toBeUndefined();
    expect(body.data.introspectOAuthToken).toMatchObject({ ...active(), client: null });
    expect(gateway.sandbox.calls).toHaveLength(1);
    expect(gateway.sandbox.calls[0]?.headers.authorization).toBe(`Basic ${btoa(`${clientId}:${clientSecret}`)}`);
  });

  test('prefers the client’s credentials to the API key', async () => {
    const { body } = await introspect({ token, clientId, clientSecret });
    expect(gateway.sandbox.calls[0]?.headers.authorization).toMatch(/^Basic /);
    expect(body.data.introspectOAuthToken.client).toEqual({ clientId, name: 'Acme Contact Center' });
  });
});

test('an inactive token is an answer that says no more', async () => {
  const { body } = await introspect({ token: 'unknown-token' });
  expect(body.data.introspectOAuthToken).toEqual({
    __typename: 'IntrospectOAuthTokenPayload',
    active: false,
    ...SILENT,
  });
});

describe('access', () => {
  test('not the anonymous: UNAUTHENTICATED, and no call', async () => {
    const { status, body } = await introspect({ token }, null);
    expect(status).toBe(401);
    expect(body.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test.each([
    ['a wrong key', {}, 'wrong-key'],
    ['wrong client credentials', { clientId, clientSecret: 'wrong-secret' }, null],
  ])('not %s: an OAuth error', async (_name, credentials, key) => {
    const { status, body } = await introspect({ token, ...credentials }, key);
    expect(status).toBe(200);
    expect(body.data.introspectOAuthToken).toMatchObject({ __typename: 'OAuthProtocolError', error: 'invalid_client' });
  });

  test.each([
    [{ clientId }, 'input.clientSecret'],
    [{ clientSecret }, 'input.clientId'],
  ])('not half of client credentials: %j', async (half, place) => {
    const { body } = await introspect({ token, ...half });
    const { __typename, issues } = body.data.introspectOAuthToken;
    expect(__typename).toBe('OAuthValidationError');
    expect(issues.map(({ path, code }: { path: string[]; code: string }) => `${path.join('.')} ${code}`)).toEqual([
      `${place} required`,
    ]);
    expect(gateway.sandbox.calls).toEqual([]);
  });
});

test('an audience may be a list, scopes may be none', async () => {
  const fake = await useInTest(startGatewayOnFake());
  fake.upstream.answers['POST /oauth/introspect'] = { json: { active: true, scope: '', aud: ['a', 'b'], extra: 1 } };
  const { body } = await fake.ask(INTROSPECT, { input: { token } });
  expect(body.data.introspectOAuthToken).toMatchObject({ ...SILENT, active: true, scopes: [], aud: ['a', 'b'] });
});
