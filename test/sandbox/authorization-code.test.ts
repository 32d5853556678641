import { describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, DEMO_CLIENT, startSandbox } from '../../src/sandbox/index.ts';
import { useForEachTest } from '../support/lifetime.ts';
import { call } from './call.ts';
import {
  authorize,
  CHALLENGE,
  consentToken,
  decide,
  exchangeCode,
  freshCode,
  isActive,
  REQUEST,
  VERIFIER,
} from './flow.ts';

const sandbox = useForEachTest(() => startSandbox());

const key = ALICE_KEY;
const without = (...names: (keyof typeof REQUEST)[]) =>
  Object.entries(REQUEST).filter(([name]) => !names.includes(name as keyof typeof REQUEST));
const grants = (account = ALICE_KEY) => sandbox.account(account).grants;

describe('the authorization request', () => {
  test('goes on to the consent page with a token, fresh each time', async () => {
    const first = await authorize(sandbox, REQUEST);
    const second = await authorize(sandbox, REQUEST);
    expect(first.status).toBe(302);
    expect(first.location).toMatch(new RegExp(`^${sandbox.origin}/consent\\?consent_token=[\\w-]{32}$`));
    expect(second.location).not.toBe(first.location);
  });

  test('goes to the consent page that the sandbox is told of', async () => {
    const other = await startSandbox({ consentUrl: () => 'https://portal.example/consent?lang=en' });
    const { location } = await authorize(other, REQUEST);
    await other.close();
    expect(location).toMatch(/^https:\/\/portal\.example\/consent\?lang=en&consent_token=[\w-]{32}$/);
  });

  test.for([
    ['no client', without('client_id'), 400],
    ['an unknown client', { ...REQUEST, client_id: 'unknown' }, 404],
    ['no redirect URI', without('redirect_uri'), 400],
    ['another redirect URI', { ...REQUEST, redirect_uri: 'https://evil.example/' }, 422],
    ['a redirect URI that is only equivalent', { ...REQUEST, redirect_uri: `${REQUEST.redirect_uri}/` }, 422],
    ['a repeated parameter', [...without(), ['state', 'again']] as [string, string][], 400],
  ] as const)('with %s is answered by a page, never by a redirect', async ([, query, status]) => {
    const reply = await authorize(sandbox, query as Record<string, string>);
    expect(reply).toMatchObject({ status, location: null });
    expect(reply.text).toContain('<h1>');
  });

  test.for([
    ['no response type', without('response_type'), 'invalid_request'],
    ['another response type', { ...REQUEST, response_type: 'token' }, 'unsupported_response_type'],
    ['a scope that the client may not use', { ...REQUEST, scope: 'billing.read' }, 'invalid_scope'],
    ['a malformed scope', { ...REQUEST, scope: 'messaging.read  voice.read' }, 'invalid_scope'],
    [
      'no challenge where the client must send one',
      without('code_challenge', 'code_challenge_method'),
      'invalid_request',
    ],
    ['a challenge that is too short', { ...REQUEST, code_challenge: 'short' }, 'invalid_request'],
    ['an unknown challenge method', { ...REQUEST, code_challenge_method: 's256' }, 'invalid_request'],
  ] as const)('with %s is sent back to the client', async ([, query, error]) => {
    const { status, location, answer } = await authorize(sandbox, query as Record<string, string>);
    expect(status).toBe(302);
    expect(location).toMatch(/^http:\/\/127\.0\.0\.1:8400\/callback\?/);
    expect(Object.fromEntries(answer)).toEqual({ error, state: REQUEST.state, iss: sandbox.origin });
  });

  test('with a challenge method but no challenge is sent back, even where PKCE is optional', async () => {
    const { client_id, redirect_uri } = DEMO_CLIENT;
    const query = { response_type: 'code', client_id, redirect_uri };
    expect((await authorize(sandbox, query)).answer.has('consent_token')).toBe(true);
    const odd = { ...query, code_challenge_method: 'S256' };
    expect((await authorize(sandbox, odd)).answer.get('error')).toBe('invalid_request');
  });

  test('of a client without the grant type is sent back', async () => {
    sandbox.account(key).clients.find((each) => each.client_id === REQUEST.client_id)!.allowed_grant_types = [];
    expect((await authorize(sandbox, REQUEST)).answer.get('error')).toBe('unauthorized_client');
  });
});

describe('the consent token', () => {
  test('tells any account what is asked for', async () => {
    const token = await consentToken(sandbox);
    for (const account of [ALICE_KEY, BOB_KEY]) {
      const { body } = await call(sandbox, `GET /oauth/consent/${token}`, { key: account });
      expect(body).toEqual({
        data: {
          client_id: REQUEST.client_id,
          name: 'Acme Command Line',
          requested_scopes: [
            { id: 'messaging.read', name: 'Messaging (read)', description: 'See your messaging data' },
            { id: 'voice.read', name: 'Voice (read)', description: 'See your voice data' },
          ],
          logo_uri: null,
          tos_uri: null,
          policy_uri: null,
          redirect_uri: REQUEST.redirect_uri,
          verified: false,
        },
      });
    }
  });

  test('stands for all scopes of the client when the request names none', async () => {
    const token = await consentToken(sandbox, Object.fromEntries(without('scope')));
    const { body } = await call<{ data: { requested_scopes: { id: string }[] } }>(
      sandbox,
      `GET /oauth/consent/${token}`,
      {
        key,
      },
    );
    expect(body.data.requested_scopes.map(({ id }) => id)).toEqual(['messaging.read', 'numbers.read', 'voice.read']);
  });

  test('is worth one decision', async () => {
    const token = await consentToken(sandbox);
    await decide(sandbox, token, false);
    const again = await call(sandbox, 'POST /oauth/grants', { key, json: { allowed: true, consent_token: token } });
    expect(again).toMatchObject({ status: 422, body: { error: 'invalid_consent_token' } });
    expect((await call(sandbox, `GET /oauth/consent/${token}`, { key })).status).toBe(422);
  });

  test('expires', async () => {
    const short = await startSandbox({ lifetimes: { consentToken: 0 } });
    const token = await consentToken(short);
    const read = await call(short, `GET /oauth/consent/${token}`, { key });
    const decided = await call(short, 'POST /oauth/grants', { key, json: { allowed: true, consent_token: token } });
    await short.close();
    expect([read.status, decided.status]).toEqual([422, 422]);
  });

  test('ends with its client', async () => {
    const token = await consentToken(sandbox);
    await call(sandbox, `DELETE /oauth_clients/${REQUEST.client_id}`, { key });
    expect((await call(sandbox, `GET /oauth/consent/${token}`, { key })).status).toBe(422);
  });
});

describe('the decision', () => {
  test('to allow gives a code and a grant of the account that decided', async () => {
    const before = grants(BOB_KEY).length;
    const answer = await decide(sandbox, await consentToken(sandbox), true, BOB_KEY);
    expect([...answer.keys()]).toEqual(['code', 'state', 'iss']);
    expect(answer.get('state')).toBe(REQUEST.state);
    expect(grants(BOB_KEY)).toHaveLength(before + 1);
    expect(grants()).toHaveLength(300);
    const { body } = await call<{ data: unknown[] }>(sandbox, 'GET /oauth_grants?page[size]=1', { key: BOB_KEY });
    expect(body.data[0]).toMatchObject({
      client_id: REQUEST.client_id,
      scopes: ['messaging.read', 'voice.read'],
      last_used_at: null,
    });
  });

  test('to deny gives an error and no grant', async () => {
    const answer = await decide(sandbox, await consentToken(sandbox), false);
    expect(Object.fromEntries(answer)).toEqual({ error: 'access_denied', state: REQUEST.state, iss: sandbox.origin });
    expect(grants()).toHaveLength(300);
  });

  test('keeps the query that a redirect URI already has', async () => {
    const redirect_uri = 'com.example.app:/cb?a=%7E';
    sandbox.account(key).clients.find((each) => each.client_id === REQUEST.client_id)!.redirect_uris = [redirect_uri];
    const token = await consentToken(sandbox, { ...REQUEST, redirect_uri });
    const { body } = await call<{ redirect_uri: string }>(sandbox, 'POST /oauth/grants', {
      key,
      json: { allowed: true, consent_token: token },
    });
    expect(body.redirect_uri.startsWith(`${redirect_uri}&code=`)).toBe(true);
  });

  test.for([
    [{ allowed: true }, 'consent_token is required.'],
    [{ consent_token: 'x', allowed: 'true' }, 'allowed must be true or false.'],
    [{ consent_token: 'x', allowed: true, scopes: [] }, 'scopes is not a known member.'],
  ] as const)('%o is refused', async ([json, error_description]) => {
    const reply = await call(sandbox, 'POST /oauth/grants', { key, json });
    expect(reply).toMatchObject({ status: 422, body: { error: 'invalid_request', error_description } });
  });

  test('can be taken on the page of the sandbox', async () => {
    const token = await consentToken(sandbox);
    const page = await fetch(`${sandbox.origin}/consent?consent_token=${token}`);
    expect(await page.text()).toContain('Acme Command Line asks for access');
    const body = new URLSearchParams({ consent_token: token, key: BOB_KEY, allowed: 'true' });
    const decided = await fetch(`${sandbox.origin}/consent`, { method: 'POST', body, redirect: 'manual' });
    expect(decided.status).toBe(302);
    const code = new URL(decided.headers.get('location')!).searchParams.get('code')!;
    expect((await exchangeCode(sandbox, code)).status).toBe(200);
    expect(grants(BOB_KEY)[0]!.client_id).toBe(REQUEST.client_id);
    expect((await fetch(`${sandbox.origin}/consent?consent_token=${token}`)).status).toBe(422);
  });

  test('page shows names as text, not as markup', async () => {
    const client = sandbox.account(key).clients.find((each) => each.client_id === REQUEST.client_id)!;
    client.name = '<img src=x>';
    const page = await fetch(`${sandbox.origin}/consent?consent_token=${await consentToken(sandbox)}`);
    expect(await page.text()).not.toContain('<img');
  });
});

describe('the code', () => {
  test('is exchanged for tokens, which marks the grant as used', async () => {
    const { status, headers, body } = await exchangeCode(sandbox, await freshCode(sandbox));
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: REQUEST.scope });
    expect(body.refresh_token).toMatch(/^[\w-]{43}$/);
    expect(await isActive(sandbox, body.access_token)).toBe(true);
    expect(grants()[0]!.last_used_at).not.toBeNull();
  });

  test('works once; a second use also kills the tokens of the first', async () => {
    const code = await freshCode(sandbox);
    const { access_token, refresh_token } = (await exchangeCode(sandbox, code)).body;
    expect(await exchangeCode(sandbox, code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await isActive(sandbox, access_token)).toBe(false);
    const { client_id } = REQUEST;
    const form = { grant_type: 'refresh_token', client_id, refresh_token: refresh_token! };
    expect((await call(sandbox, 'POST /oauth/token', { form })).body).toMatchObject({ error: 'invalid_grant' });
  });

  test.for([
    ['another verifier', { code_verifier: `${VERIFIER}x` }, 'invalid_grant'],
    ['the challenge as verifier', { code_verifier: CHALLENGE }, 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'invalid_grant'],
    ['another redirect URI', { redirect_uri: `${REQUEST.redirect_uri}/` }, 'invalid_grant'],
    ['no redirect URI', { redirect_uri: '' }, 'invalid_request'],
    ['no code', { code: '' }, 'invalid_request'],
    ['an unknown code', { code: 'unknown' }, 'invalid_grant'],
  ] as const)('is not exchanged with %s', async ([, changes, error]) => {
    const code = await freshCode(sandbox);
    expect(await exchangeCode(sandbox, code, changes)).toMatchObject({ status: 400, body: { error } });
    expect((await exchangeCode(sandbox, code)).status).toBe(200);
  });

  test('is not exchanged for another client', async () => {
    const code = await freshCode(sandbox);
    const { redirect_uri } = REQUEST;
    const form = { grant_type: 'authorization_code', code, redirect_uri, code_verifier: VERIFIER };
    const { status, body } = await call(sandbox, 'POST /oauth/token', { basic: DEMO_CLIENT, form });
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });

  test('expires', async () => {
    const short = await startSandbox({ lifetimes: { code: 0 } });
    const { status, body } = await exchangeCode(short, await freshCode(short));
    await short.close();
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });

  test('ends with its grant', async () => {
    const code = await freshCode(sandbox);
    await call(sandbox, `DELETE /oauth_grants/${grants()[0]!.id}`, { key });
    expect((await exchangeCode(sandbox, code)).body.error).toBe('invalid_grant');
  });

  test.for(['plain', ''])('takes the verifier itself with the method "%s"', async (method) => {
    const query = Object.fromEntries(without('code_challenge_method'));
    if (method) query.code_challenge_method = method;
    const code = await freshCode(sandbox, { ...query, code_challenge: VERIFIER });
    expect((await exchangeCode(sandbox, code, { code_verifier: CHALLENGE })).status).toBe(400);
    expect((await exchangeCode(sandbox, code)).status).toBe(200);
  });

  test('of a confidential client without PKCE is exchanged without a verifier, and only so', async () => {
    const { client_id, redirect_uri } = DEMO_CLIENT;
    const code = await freshCode(sandbox, { response_type: 'code', client_id, redirect_uri });
    const form = { grant_type: 'authorization_code', code, redirect_uri };
    const exchange = (more: object) =>
      call(sandbox, 'POST /oauth/token', { basic: DEMO_CLIENT, form: { ...form, ...more } });
    expect((await exchange({ code_verifier: VERIFIER })).body.error).toBe('invalid_grant');
    expect((await exchange({})).status).toBe(200);
  });
});

describe('the end of a grant', () => {
  test('by revocation ends its tokens at once', async () => {
    const { access_token } = (await exchangeCode(sandbox, await freshCode(sandbox))).body;
    const { id } = grants()[0]!;
    const revoked = await call(sandbox, `DELETE /oauth_grants/${id}`, { key });
    expect(revoked).toMatchObject({ status: 200, body: { data: { id } } });
    expect(await isActive(sandbox, access_token)).toBe(false);
    expect((await call(sandbox, `DELETE /oauth_grants/${id}`, { key })).status).toBe(404);
  });

  test('does not come with the end of its client, whose tokens are dead', async () => {
    const { access_token } = (await exchangeCode(sandbox, await freshCode(sandbox))).body;
    const { id } = grants()[0]!;
    await call(sandbox, `DELETE /oauth_clients/${REQUEST.client_id}`, { key });
    expect(await isActive(sandbox, access_token)).toBe(false);
    expect((await call(sandbox, `GET /oauth_grants/${id}`, { key })).status).toBe(200);
  });
});
