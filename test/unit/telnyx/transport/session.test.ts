import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../../../src/sandbox/index.ts';
import { UnauthenticatedError } from '../../../../src/telnyx/errors.ts';
import type { Telnyx } from '../../../../src/telnyx/types.ts';
import { useInTest } from '../../../support/lifetime.ts';
import { json, stall, startRawServer } from '../../../support/raw-server.ts';
import { answerClient } from '../../../support/resources.ts';
import { callerOf, connect, errorOf, KEY, upstreamAt } from '../../../support/telnyx.ts';

const CREDENTIALS = { client_id: 'app', client_secret: 's3cret' };
const BASIC = `Basic ${Buffer.from('app:s3cret').toString('base64')}`;
const BEARER = `Bearer ${KEY}`;
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';
const AUTHORIZATION = { response_type: 'code', client_id: 'app', redirect_uri: 'https://app.example/cb' } as const;
const NEW_CLIENT = { name: 'New', allowed_scopes: [], client_type: 'public', allowed_grant_types: [] } as const;

type Ask = (telnyx: Telnyx) => Promise<unknown>;

/** Each operation, and what must go over the wire for it: request line, credential, body with its type. */
const OPERATIONS: [line: string, ask: Ask, authorization?: string | undefined, type?: string, body?: string][] = [
  ['GET /.well-known/oauth-authorization-server', ({ discovery }) => discovery.authorizationServer()],
  ['GET /.well-known/oauth-protected-resource', ({ discovery }) => discovery.protectedResource()],
  ['GET /v2/oauth/jwks', ({ jwks }) => jwks.retrieve()],
  [
    'GET /v2/oauth/authorize?response_type=code&client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fcb',
    ({ authorization }) => authorization.start(AUTHORIZATION),
  ],
  ['GET /v2/oauth/consent/c-1', ({ consent }) => consent.retrieve('c-1'), BEARER],
  [
    'POST /v2/oauth/grants',
    ({ consent }) => consent.decide('c-1', false),
    BEARER,
    JSON_TYPE,
    '{"allowed":false,"consent_token":"c-1"}',
  ],
  [
    'POST /v2/oauth/introspect',
    ({ introspection }) => introspection.introspect('t', CREDENTIALS),
    BASIC,
    FORM_TYPE,
    'token=t',
  ],
  ['POST /v2/oauth/introspect', ({ introspection }) => introspection.introspect('t', {}), BEARER, FORM_TYPE, 'token=t'],
  [
    'POST /v2/oauth/introspect',
    ({ introspection }) => introspection.introspect('t', { client_id: 'app' }),
    BEARER,
    FORM_TYPE,
    'token=t',
  ],
  [
    'POST /v2/oauth/register',
    ({ registration }) => registration.register({ client_name: 'Ünïcode "app"' }),
    undefined,
    JSON_TYPE,
    '{"client_name":"Ünïcode \\"app\\""}',
  ],
  [
    'POST /v2/oauth/token',
    ({ token }) => token.request({ grant_type: 'client_credentials', scope: 'a b' }, CREDENTIALS),
    BASIC,
    FORM_TYPE,
    'grant_type=client_credentials&scope=a+b',
  ],
  [
    'POST /v2/oauth/token',
    ({ token }) =>
      token.request({ grant_type: 'client_credentials' }, { ...CREDENTIALS, method: 'client_secret_post' }),
    undefined,
    FORM_TYPE,
    'grant_type=client_credentials&client_id=app&client_secret=s3cret',
  ],
  [
    'POST /v2/oauth/token',
    ({ token }) => token.request({ grant_type: 'refresh_token', refresh_token: 'r' }, { client_id: 'app' }),
    undefined,
    FORM_TYPE,
    'grant_type=refresh_token&refresh_token=r&client_id=app',
  ],
  [
    'GET /v2/oauth_clients?page%5Bnumber%5D=1&page%5Bsize%5D=28',
    ({ oauthClients }) => oauthClients.page({ first: 20 }),
    BEARER,
  ],
  [
    'POST /v2/oauth_clients',
    ({ oauthClients }) => oauthClients.create(NEW_CLIENT),
    BEARER,
    JSON_TYPE,
    JSON.stringify(NEW_CLIENT),
  ],
  ['GET /v2/oauth_clients/a', ({ oauthClients }) => oauthClients.retrieve('a'), BEARER],
  [
    'PUT /v2/oauth_clients/a',
    ({ oauthClients }) => oauthClients.update('a', { name: 'Other', logo_uri: undefined }),
    BEARER,
    JSON_TYPE,
    '{"name":"Other"}',
  ],
  ['DELETE /v2/oauth_clients/a', ({ oauthClients }) => oauthClients.delete('a'), BEARER],
  ['GET /v2/oauth_clients/a', ({ oauthClients }) => oauthClients.revealSecret('a'), BEARER],
  [
    'GET /v2/oauth_grants?page%5Bnumber%5D=1&page%5Bsize%5D=28',
    ({ oauthGrants }) => oauthGrants.page({ first: 20 }),
    BEARER,
  ],
  ['GET /v2/oauth_grants/a', ({ oauthGrants }) => oauthGrants.retrieve('a'), BEARER],
  ['DELETE /v2/oauth_grants/a', ({ oauthGrants }) => oauthGrants.revoke('a'), BEARER],
];

describe('what an operation sends', () => {
  test('request line, credential, content type and body', async () => {
    const sandbox = await useInTest(startSandbox({ accounts: [{ key: KEY }] }));
    const headers = { 'x-request-id': 'req-1', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' };
    for (const [line, ask, authorization, type, body = ''] of OPERATIONS) {
      sandbox.calls.length = 0;
      await ask(connect(sandbox.origin, { headers }).telnyx).catch(() => {});
      expect(sandbox.calls.map((call) => `${call.method} ${call.path}`)).toEqual([line]);
      const [sent] = sandbox.calls;
      expect([sent!.headers.authorization, sent!.headers['content-type'], sent!.body], line).toEqual([
        authorization,
        type,
        body,
      ]);
      expect(sent!.headers, line).toMatchObject({ ...headers, 'user-agent': 'telnyx-oauth-graphql' });
      expect(sent!.headers.accept, line).toBe(line.includes('/authorize?') ? 'text/html' : JSON_TYPE);
    }
  });

  test('without a caller’s credential: what needs one is refused before any call, the rest works', async () => {
    const sandbox = await useInTest(startSandbox({ accounts: [{ key: KEY }] }));
    for (const [line, ask, authorization] of OPERATIONS) {
      sandbox.calls.length = 0;
      const { telnyx, records } = connect(sandbox.origin, { key: null });
      const error = await ask(telnyx).then(
        () => undefined,
        (reason) => reason,
      );
      if (authorization === BEARER) {
        expect(error, line).toBeInstanceOf(UnauthenticatedError);
        expect([error.status, sandbox.calls.length, records.length], line).toEqual([undefined, 0, 0]);
      } else {
        expect(error, line).not.toBeInstanceOf(UnauthenticatedError);
        expect(sandbox.calls[0]?.headers.authorization, line).toBe(authorization);
      }
    }
  });

  test('what a caller may do can be asked without a call', async () => {
    const server = await startRawServer(stall);
    const [caller, nobody] = [KEY, null].map((key) => connect(server.origin, { key }).telnyx);
    for (const access of ['public', 'protocol', 'read', 'write', 'reveal', 'revoke'] as const) {
      await caller!.authorize(access);
      const asked = nobody!.authorize(access);
      if (access === 'public' || access === 'protocol') await asked;
      else expect(await errorOf(asked), access).toBeInstanceOf(UnauthenticatedError);
    }
    expect(server.connections()).toBe(0);
  });

  test('batches without a credential reject, too', async () => {
    const server = await startRawServer(stall);
    const { telnyx } = connect(server.origin, { key: null });
    expect(await errorOf(telnyx.oauthClients.retrieveMany(['a']))).toBeInstanceOf(UnauthenticatedError);
    expect(await errorOf(telnyx.oauthGrants.retrieveMany(['a', 'b', 'c', 'd']))).toBeInstanceOf(UnauthenticatedError);
    expect(server.requests).toEqual([]);
  });

  test('one Host and at most one of each header; no body with GET and DELETE', async () => {
    const server = await startRawServer(json(404, {}));
    const { telnyx } = connect(server.origin);
    for (const [, ask] of OPERATIONS) await ask(telnyx).catch(() => {});
    expect(server.requests.length).toBeGreaterThanOrEqual(OPERATIONS.length - 3);
    for (const { method, names, body } of server.requests) {
      expect(new Set(names).size).toBe(names.length);
      expect(names).toContain('host');
      if (method === 'GET' || method === 'DELETE') expect([body, names.includes('content-type')]).toEqual(['', false]);
    }
  });
});

describe('where it goes', () => {
  test('both spellings of the management paths', async () => {
    const server = await startRawServer(json(404, {}));
    const address = { clientsPath: '/oauth/clients', grantsPath: '/oauth/grants' };
    const { telnyx } = connect(server.origin, address);
    const asked: Ask[] = [
      ({ oauthClients }) => oauthClients.page({ first: 1 }),
      ({ oauthClients }) => oauthClients.create(NEW_CLIENT),
      ({ oauthClients }) => oauthClients.retrieve('a/b'),
      ({ oauthGrants }) => oauthGrants.page({ first: 1 }),
      ({ oauthGrants }) => oauthGrants.revoke('a'),
    ];
    for (const ask of asked) await ask(telnyx).catch(() => {});
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/v2/oauth/clients?page%5Bnumber%5D=1&page%5Bsize%5D=9',
      '/v2/oauth/clients',
      '/v2/oauth/clients/a%2Fb',
      '/v2/oauth/grants?page%5Bnumber%5D=1&page%5Bsize%5D=9',
      '/v2/oauth/grants/a',
    ]);
  });

  test('another base, with the well-known documents at another host’s root', async () => {
    const api = await startRawServer(json(200, { keys: [] }));
    const root = await startRawServer(json(200, {}));
    const apiUrl = new URL(`${api.origin}/deep/api/v9`);
    const { telnyx } = connect('http://127.0.0.1:1', { apiUrl, rootUrl: new URL(root.origin) });
    await telnyx.jwks.retrieve();
    await telnyx.discovery.authorizationServer();
    await telnyx.discovery.protectedResource();
    expect(api.requests.map(({ path }) => path)).toEqual(['/deep/api/v9/oauth/jwks']);
    expect(root.requests.map(({ path }) => path)).toEqual([
      '/.well-known/oauth-authorization-server',
      '/.well-known/oauth-protected-resource',
    ]);
  });

  test('a base without a path', async () => {
    const server = await startRawServer(json(200, { keys: [] }));
    await connect(server.origin, { apiUrl: new URL(server.origin) }).telnyx.jwks.retrieve();
    expect(server.requests[0]!.path).toBe('/oauth/jwks');
  });
});

describe('connections', () => {
  test('are kept: 60 calls of 20 callers take no more than two', async () => {
    const server = await startRawServer(answerClient());
    const upstream = upstreamAt(server.origin);
    for (let call = 0; call < 20; call++) {
      const { telnyx } = callerOf(upstream);
      await telnyx.oauthClients.retrieve(`a-${call}`);
      await telnyx.oauthClients.update('a', {});
      await errorOf(telnyx.registration.register({}));
    }
    expect(server.requests).toHaveLength(60);
    expect(server.connections()).toBeLessThanOrEqual(2);
  });

  test('are kept after refusals', async () => {
    const server = await startRawServer(...[400, 401, 403, 404, 405, 409, 422].map((status) => json(status, {})));
    const { telnyx } = connect(server.origin);
    for (let call = 0; call < 14; call++) await errorOf(telnyx.oauthClients.update('a', {}));
    expect(server.requests).toHaveLength(14);
    expect(server.connections()).toBeLessThanOrEqual(2);
  });
});

describe('the record of a call', () => {
  test('tells route, path, status, attempts and Telnyx’ request id', async () => {
    const server = await startRawServer(
      json(404, {}, { 'x-request-id': 'req-404' }),
      json(503, {}),
      answerClient({ 'x-request-id': 'req-200' }),
    );
    const { telnyx, records } = connect(server.origin);
    await errorOf(telnyx.oauthClients.update('a b', {}));
    await telnyx.oauthClients.retrieve('a');
    expect(records).toMatchObject([
      { method: 'PUT', path: '/oauth_clients/a%20b', status: 404, retries: 0, requestId: 'req-404' },
      { method: 'GET', path: '/oauth_clients/a', status: 200, retries: 1, requestId: 'req-200' },
    ]);
    for (const { route, duration } of records) {
      expect(route).toBe('/oauth_clients/{id}');
      expect(duration).toBeGreaterThan(0);
    }
  });

  test('holds no secret of any operation', async () => {
    const sandbox = await useInTest(startSandbox({ accounts: [{ key: KEY, clients: [{}] }] }));
    const { client_id, client_secret } = sandbox.account(KEY).clients[0]!;
    const { telnyx, records } = connect(sandbox.origin);
    const credentials = { client_id, client_secret: client_secret! };
    const secrets = { code: 'code-1', code_verifier: 'verifier-1', refresh_token: 'refresh-1' };
    await errorOf(telnyx.token.request({ grant_type: 'authorization_code', ...secrets }, credentials));
    await telnyx.introspection.introspect('token-1', credentials);
    await telnyx.consent.retrieve('consent-1');
    await errorOf(telnyx.consent.decide('consent-1', true));
    expect(await telnyx.oauthClients.revealSecret(client_id)).toBe(client_secret);
    const told = JSON.stringify(records);
    expect(records).toHaveLength(5);
    for (const secret of [KEY, client_secret!, ...Object.values(secrets), 'token-1', 'consent-1']) {
      expect(told).not.toContain(secret);
    }
  });
});
