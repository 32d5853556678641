import { expect, test } from 'vitest';
import { ALICE_KEY, startSandbox } from '../../src/sandbox/index.ts';
import { useForEachTest } from '../support/lifetime.ts';
import { call } from './call.ts';
import { authorize, REQUEST } from './flow.ts';

const sandbox = useForEachTest(() => startSandbox());

interface Registered {
  client_id: string;
  client_id_issued_at: number;
  client_secret?: string;
  error: string;
  invalid_fields: Record<string, string[]>;
}

const register = (json: unknown, key?: string) =>
  call<Registered>(sandbox, 'POST /oauth/register', { json, ...(key && { key }) });
const redirect_uris = ['https://new.example/cb'];

test('registration needs no key and fills in the defaults of the RFC', async () => {
  const { status, headers, body } = await register({ redirect_uris });
  expect(status).toBe(201);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(body).toMatchObject({
    redirect_uris,
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
  });
  expect(body.client_secret).toMatch(/^[\w-]{43}$/);
  expect(body).not.toHaveProperty('client_name');
});

test('a registered client works', async () => {
  const { client_id, client_secret = '' } = (await register({ grant_types: ['client_credentials'], scope: 'fax.read' }))
    .body;
  const basic = { client_id, client_secret };
  const form = { grant_type: 'client_credentials' };
  expect((await call(sandbox, 'POST /oauth/token', { basic, form })).body).toMatchObject({ scope: 'fax.read' });
});

test('a client that authenticates by no method is public and must use PKCE', async () => {
  const { client_id, ...rest } = (await register({ redirect_uris, token_endpoint_auth_method: 'none' })).body;
  expect(rest).not.toHaveProperty('client_secret');
  const query = { response_type: 'code', client_id, redirect_uri: redirect_uris[0]! };
  expect((await authorize(sandbox, query)).answer.get('error')).toBe('invalid_request');
  const { code_challenge, code_challenge_method } = REQUEST;
  const proven = { ...query, code_challenge, code_challenge_method };
  expect((await authorize(sandbox, proven)).answer.has('consent_token')).toBe(true);
});

test('another account cannot read an anonymous client', async () => {
  const { client_id } = (await register({ redirect_uris })).body;
  expect((await call(sandbox, `GET /oauth_clients/${client_id}`, { key: ALICE_KEY })).status).toBe(403);
});

test('a client registered with a key belongs to its account; an unknown key is no hindrance', async () => {
  const { client_id } = (await register({ redirect_uris, client_name: 'Mine' }, ALICE_KEY)).body;
  const { body } = await call(sandbox, `GET /oauth_clients/${client_id}`, { key: ALICE_KEY });
  expect(body).toMatchObject({ data: { name: 'Mine' } });
  expect((await register({ redirect_uris }, 'unknown')).status).toBe(201);
});

test('all invalid members are named at once', async () => {
  const { status, body } = await register({
    redirect_uris: ['https://ok.example', 'no', 7],
    client_name: null,
    grant_types: ['implicit'],
    response_types: 'code',
    scope: '',
    token_endpoint_auth_method: 'private_key_jwt',
    jwks_uri: 'https://a.example',
  });
  expect([status, body.error]).toEqual([400, 'invalid_client_metadata']);
  expect(Object.keys(body.invalid_fields)).toEqual([
    'redirect_uris',
    'client_name',
    'grant_types',
    'response_types',
    'scope',
    'token_endpoint_auth_method',
    'jwks_uri',
  ]);
  expect(body.invalid_fields.redirect_uris).toEqual([
    expect.stringMatching(/^item 1 /),
    expect.stringMatching(/^item 2 /),
  ]);
});

test.for([[{}], [{ redirect_uris: [] }], [{ redirect_uris: ['https://a.example/#x'] }]] as const)(
  '%o has an invalid redirect URI',
  async ([json]) => {
    const { status, body } = await register(json);
    expect([status, body.error]).toEqual([400, 'invalid_redirect_uri']);
    expect(Object.keys(body.invalid_fields)).toEqual(['redirect_uris']);
  },
);
