import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, DEMO_CLIENT, DEMO_PUBLIC_CLIENT, startSandbox } from '../../src/sandbox/index.ts';
import { useForTests } from '../support/lifetime.ts';
import { type CallOptions, call } from './call.ts';
import { exchangeCode, freshCode, isActive, REQUEST, type TokenAnswer } from './flow.ts';

const ODD = { client_id: 'odd:id', client_secret: 'p+q r%&=ü' };

const sandbox = useForTests(() => startSandbox());
beforeAll(async () => {
  const { clients } = sandbox.account(ALICE_KEY);
  clients.push({ ...clients[0]!, ...ODD });
});

const basic = DEMO_CLIENT;
const { client_id, client_secret } = DEMO_CLIENT;
const machine = { grant_type: 'client_credentials' };
const token = (options: CallOptions) => call<TokenAnswer>(sandbox, 'POST /oauth/token', options);

describe('client authentication', () => {
  test.for([
    ['Basic', { basic, form: machine }],
    ['Basic with the same id in the body', { basic, form: { ...machine, client_id } }],
    ['the body, as a form', { form: { ...machine, client_id, client_secret } }],
    ['the body, as JSON', { json: { ...machine, client_id, client_secret } }],
    ['the body, beside a bearer that nobody looks at', { key: 'any', form: { ...machine, client_id, client_secret } }],
    ['Basic with form-encoded id and secret', { headers: formEncodedBasic(ODD), form: machine }],
  ] as const)('is by %s', async ([, options]) => {
    expect((await token(options)).status).toBe(200);
  });

  test.for([
    ['Basic and a secret in the body', { basic, form: { ...machine, client_secret } }],
    ['Basic and another id in the body', { basic, form: { ...machine, client_id: DEMO_PUBLIC_CLIENT.client_id } }],
  ] as const)('is not by %s at once', async ([, options]) => {
    expect(await token(options)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  test.for([
    ['nothing', { form: machine }],
    ['a bearer', { key: ALICE_KEY, form: machine }],
    ['an unknown id', { form: { ...machine, client_id: 'unknown', client_secret } }],
    ['a wrong secret', { form: { ...machine, client_id, client_secret: 'wrong' } }],
    ['the id of a confidential client alone', { form: { ...machine, client_id } }],
    ['a secret for a public client', { form: { ...machine, client_id: REQUEST.client_id, client_secret: 'x' } }],
  ] as const)('by %s fails', async ([, options]) => {
    const { status, headers, body } = await token(options);
    expect([status, body.error, headers.get('www-authenticate')]).toEqual([401, 'invalid_client', null]);
  });

  test.for([
    ['a wrong secret', `Basic ${btoa(`${client_id}:wrong`)}`],
    ['no colon', `Basic ${btoa(client_id)}`],
    ['no base64', 'Basic ?'],
    ['a broken escape', `Basic ${btoa(`${REQUEST.client_id}:%zz`)}`],
  ] as const)('by Basic with %s fails with a challenge', async ([, authorization]) => {
    const { status, headers, body } = await token({ headers: { authorization }, form: machine });
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(headers.get('www-authenticate')).toMatch(/^Basic /);
  });
});

describe('the token request', () => {
  test.for([
    ['no grant type', { basic, form: {} }, 'invalid_request'],
    ['an empty grant type', { basic, form: { grant_type: '' } }, 'invalid_request'],
    ['an unknown grant type', { basic, form: { grant_type: 'password' } }, 'unsupported_grant_type'],
    ['a repeated parameter', { basic, form: 'grant_type=client_credentials&scope=a&scope=b' }, 'invalid_request'],
    ['a member that is no string', { basic, json: { ...machine, scope: 1 } }, 'invalid_request'],
    ['a list for a body', { basic, json: [] }, 'invalid_request'],
    ['another media type', { basic, form: machine, headers: { 'content-type': 'text/plain' } }, 'invalid_request'],
    ['a scope beyond the client', { basic, form: { ...machine, scope: 'billing.read' } }, 'invalid_scope'],
    ['a malformed scope', { basic, form: { ...machine, scope: ' ' } }, 'invalid_scope'],
    [
      'a grant type that the client may not use',
      { form: { ...machine, client_id: REQUEST.client_id } },
      'unauthorized_client',
    ],
    ['no refresh token', { basic, form: { grant_type: 'refresh_token' } }, 'invalid_request'],
    ['an unknown refresh token', { basic, form: { grant_type: 'refresh_token', refresh_token: 'x' } }, 'invalid_grant'],
  ] as const)('with %s is refused', async ([, options, error]) => {
    expect(await token(options)).toMatchObject({ status: 400, body: { error } });
  });

  test('of a public client for client credentials is refused even where it is allowed', async () => {
    const clients = sandbox.account(BOB_KEY).clients;
    const open = clients.find((client) => client.client_type === 'public')!;
    open.allowed_grant_types = ['client_credentials'];
    const { body } = await token({ form: { ...machine, client_id: open.client_id } });
    expect(body.error).toBe('unauthorized_client');
  });
});

describe('client credentials', () => {
  test('give the scopes asked for, else all of the client, and no refresh token', async () => {
    const narrow = await token({ basic, form: { ...machine, scope: 'voice.read messaging.read voice.read' } });
    const all = await token({ basic, form: machine });
    expect(narrow.body.scope).toBe('voice.read messaging.read');
    expect(all.body.scope).toBe('messaging.read messaging.write voice.read voice.write');
    expect(all.body).not.toHaveProperty('refresh_token');
  });
});

describe('the access token', () => {
  test('is a JWT that the key set verifies', async () => {
    const { access_token } = (await token({ basic, form: machine })).body;
    const keys = createRemoteJWKSet(new URL(`${sandbox.url}/oauth/jwks`));
    const { payload } = await jwtVerify(access_token, keys, {
      issuer: sandbox.origin,
      audience: sandbox.origin,
      typ: 'at+jwt',
    });
    expect(payload).toMatchObject({ sub: client_id, client_id });
    expect(payload.exp! - payload.iat!).toBe(3600);
    expect(decodeProtectedHeader(access_token).kid).toMatch(/^[\w-]{43}$/);
  });

  test('speaks for the account that granted it', async () => {
    const { access_token } = (await exchangeCode(sandbox, await freshCode(sandbox))).body;
    const { sub } = JSON.parse(Buffer.from(access_token.split('.')[1]!, 'base64url').toString());
    expect(sub).toBe(sandbox.account(ALICE_KEY).user_id);
  });
});

describe('refresh', () => {
  const refresh = (refresh_token: string, more: Record<string, string> = {}) =>
    token({ form: { grant_type: 'refresh_token', client_id: REQUEST.client_id, refresh_token, ...more } });
  const issued = async () => (await exchangeCode(sandbox, await freshCode(sandbox))).body;

  test('rotates the refresh token', async () => {
    const first = await issued();
    const second = (await refresh(first.refresh_token!)).body;
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(second.scope).toBe(REQUEST.scope);
    expect(await isActive(sandbox, second.access_token)).toBe(true);
    expect((await refresh(second.refresh_token!)).status).toBe(200);
  });

  test('sees reuse, and then ends all that came of the grant', async () => {
    const first = await issued();
    const second = (await refresh(first.refresh_token!)).body;
    expect((await refresh(first.refresh_token!)).body.error).toBe('invalid_grant');
    expect((await refresh(second.refresh_token!)).body.error).toBe('invalid_grant');
    expect(await isActive(sandbox, first.access_token)).toBe(false);
    expect(await isActive(sandbox, second.access_token)).toBe(false);
  });

  test('may narrow the scope of the access token, never widen it', async () => {
    const first = await issued();
    expect((await refresh(first.refresh_token!, { scope: 'numbers.read' })).body.error).toBe('invalid_scope');
    const narrow = (await refresh(first.refresh_token!, { scope: 'voice.read' })).body;
    expect(narrow.scope).toBe('voice.read');
    expect((await refresh(narrow.refresh_token!)).body.scope).toBe(REQUEST.scope);
  });

  test('is for the client that the token was issued to', async () => {
    const { refresh_token } = await issued();
    const form = { grant_type: 'refresh_token', refresh_token: refresh_token! };
    expect((await token({ basic, form })).body.error).toBe('invalid_grant');
  });

  test('ends with the lifetime of the token', async () => {
    const short = await startSandbox({ lifetimes: { refreshToken: 0 } });
    const { refresh_token } = (await exchangeCode(short, await freshCode(short))).body;
    const form = { grant_type: 'refresh_token', client_id: REQUEST.client_id, refresh_token: refresh_token! };
    const { body } = await call(short, 'POST /oauth/token', { form });
    await short.close();
    expect(body.error).toBe('invalid_grant');
  });

  test('is not offered to a client without the grant type', async () => {
    const { clients } = sandbox.account(ALICE_KEY);
    const client = clients.find((each) => each.client_id === REQUEST.client_id)!;
    client.allowed_grant_types = ['authorization_code'];
    expect(await issued()).not.toHaveProperty('refresh_token');
    client.allowed_grant_types = ['authorization_code', 'refresh_token'];
  });
});

describe('introspection', () => {
  const introspect = (options: CallOptions) => call(sandbox, 'POST /oauth/introspect', options);
  const fresh = async () => (await token({ basic, form: machine })).body.access_token;

  test('answers clients and accounts, and tells what the token holds', async () => {
    const form = { token: await fresh() };
    const expected = { active: true, client_id, iss: sandbox.origin, aud: sandbox.origin };
    expect((await introspect({ basic, form })).body).toMatchObject(expected);
    expect((await introspect({ key: BOB_KEY, form })).body).toMatchObject(expected);
    expect((await introspect({ basic, json: form })).body).toMatchObject(expected);
  });

  test.for([
    ['nobody', {}],
    ['an unknown key', { key: 'unknown' }],
    ['a wrong secret', { basic: { client_id, client_secret: 'wrong' } }],
    ['a public client', { headers: { authorization: `Basic ${btoa(`${REQUEST.client_id}:`)}` } }],
  ] as const)('does not answer %s', async ([, options]) => {
    const reply = await introspect({ ...options, form: { token: await fresh() } });
    expect(reply).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  test('calls an unknown, a refresh and an expired token inactive, and says no more', async () => {
    const { refresh_token } = (await exchangeCode(sandbox, await freshCode(sandbox))).body;
    for (const unknown of ['unknown', refresh_token!, (await fresh()).slice(0, -1)]) {
      expect((await introspect({ basic, form: { token: unknown } })).body).toEqual({ active: false });
    }
    const short = await startSandbox({ lifetimes: { accessToken: 0 } });
    const { body } = await call<TokenAnswer>(short, 'POST /oauth/token', { basic, form: machine });
    const active = await isActive(short, body.access_token);
    await short.close();
    expect([body.expires_in, active]).toEqual([0, false]);
  });
});

function formEncodedBasic(credentials: { client_id: string; client_secret: string }): { authorization: string } {
  const encode = (text: string) => encodeURIComponent(text).replaceAll('%20', '+');
  return { authorization: `Basic ${btoa(`${encode(credentials.client_id)}:${encode(credentials.client_secret)}`)}` };
}
