import { once } from 'node:events';
import { connect } from 'node:net';
import { beforeEach, describe, expect, test } from 'vitest';
import { type SandboxCall, startSandbox } from '../../src/sandbox/index.ts';
import { useForEachTest } from '../support/lifetime.ts';
import { call } from './call.ts';

const key = 'key';
let onCall: (call: SandboxCall) => void = () => {};
beforeEach(() => {
  onCall = () => {};
});
const sandbox = useForEachTest(() =>
  startSandbox({ accounts: [{ key, clients: [{}] }], onCall: (each) => onCall(each) }),
);

const json = { 'content-type': 'application/json' };

describe('a request', () => {
  test('gets back its id, or a fresh one when it has none or an unfit one', async () => {
    const answered = async (headers: Record<string, string>) =>
      (await call(sandbox, 'GET /oauth/jwks', { headers })).headers.get('x-request-id');
    expect(await answered({ 'x-request-id': 'mine:1' })).toBe('mine:1');
    expect(await answered({})).toMatch(/^[\da-f-]{36}$/);
    expect(await answered({ 'x-request-id': 'a b' })).toMatch(/^[\da-f-]{36}$/);
  });

  test('is recorded with its headers and body', async () => {
    const told: SandboxCall[] = [];
    onCall = (each) => told.push(each);
    await call(sandbox, 'POST /oauth/token?x=1', { form: { grant_type: 'x' }, headers: { 'x-request-id': 'r' } });
    expect(sandbox.calls).toMatchObject([
      {
        method: 'POST',
        path: '/v2/oauth/token?x=1',
        status: 401,
        body: 'grant_type=x',
        headers: { 'x-request-id': 'r' },
      },
    ]);
    expect(told).toEqual(sandbox.calls);
    sandbox.calls.length = 0;
    await call(sandbox, 'GET /oauth/jwks');
    expect(sandbox.calls).toHaveLength(1);
  });

  test('whose sender leaves in the middle of the body is recorded as broken off', async () => {
    const told = new Promise<SandboxCall>((resolve) => {
      onCall = resolve;
    });
    const { port, hostname } = new URL(sandbox.origin);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.end('POST /v2/oauth/token HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nabc');
    expect(await told).toMatchObject({ method: 'POST', status: 0 });
    socket.destroy();
  });

  test('to an unknown path is not found', async () => {
    const paths = [
      '/',
      '/oauth',
      '/oauth_clients/',
      '/oauth_clients/a/b',
      '/oauth_clients/%zz',
      '/oauth_grants/..',
      '/%2e%2e',
      '/xwell-known/oauth-protected-resource',
    ];
    for (const path of paths) {
      const { port, hostname } = new URL(sandbox.origin);
      const socket = connect(Number(port), hostname);
      socket.end(`GET /v2${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\nconnection: close\r\n\r\n`);
      const [chunk] = await once(socket, 'data');
      expect(String(chunk), path).toMatch(/^HTTP\/1\.1 404 /);
      socket.destroy();
    }
  });

  test('by a method that the path does not have is told the methods', async () => {
    const { status, headers } = await call(sandbox, 'PATCH /oauth_clients/x', { key });
    expect([status, headers.get('allow')]).toEqual([405, 'GET, PUT, DELETE']);
    expect((await call(sandbox, 'POST /oauth_grants', { key })).headers.get('allow')).toBe('GET');
    expect((await call(sandbox, 'DELETE /oauth/token')).headers.get('allow')).toBe('POST');
  });
});

describe('a body', () => {
  const send = (body: string, headers: Record<string, string> = json) =>
    fetch(`${sandbox.url}/oauth_clients`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${key}`, ...headers },
    });
  const errors = async (response: Response) => ((await response.json()) as { errors: { code: string }[] }).errors;

  test('above 1 MiB is too large', async () => {
    const fitting = await send(JSON.stringify({ name: 'x'.repeat(1024 * 1024 - 11) }));
    const larger = await send(JSON.stringify({ name: 'x'.repeat(1024 * 1024 - 10) }));
    expect([fitting.status, larger.status]).toEqual([422, 413]);
  });

  test('that is no JSON is refused', async () => {
    const response = await send('{"name":');
    expect([response.status, (await errors(response))[0]!.code]).toEqual([400, '10023']);
  });

  test('of another media type is refused', async () => {
    const response = await send('name=x', { 'content-type': 'application/x-www-form-urlencoded' });
    expect([response.status, (await errors(response))[0]!.code]).toEqual([415, '10014']);
    expect((await send('{}', { 'content-type': 'Application/JSON; charset=utf-8' })).status).toBe(422);
  });
});

describe('discovery', () => {
  test('is the same at the root and below /v2, and may be cached', async () => {
    for (const name of ['oauth-authorization-server', 'oauth-protected-resource']) {
      const [root, below] = await Promise.all(
        [sandbox.origin, sandbox.url].map((base) => fetch(`${base}/.well-known/${name}`)),
      );
      expect(await root!.json()).toEqual(await below!.json());
      expect(root!.headers.get('cache-control')).toBe('public, max-age=300');
    }
    expect((await call(sandbox, 'GET /oauth/jwks')).headers.get('cache-control')).toBe('public, max-age=300');
  });

  test('names endpoints that exist', async () => {
    const { body } = await call<Record<string, string>>(sandbox, 'GET /.well-known/oauth-authorization-server');
    expect(body.issuer).toBe(sandbox.origin);
    for (const name of ['authorization', 'token', 'introspection', 'registration'].map((each) => `${each}_endpoint`)) {
      expect((await fetch(body[name]!, { method: 'PATCH' })).status, name).toBe(405);
    }
    expect((await fetch(body.jwks_uri!)).status).toBe(200);
  });
});

test('closing ends at once, whatever is under way', async () => {
  const other = await startSandbox({ accounts: [{ key }] });
  other.faults.push('stall-body');
  const response = await fetch(`${other.url}/oauth/jwks`);
  await other.close();
  await expect(response.text()).rejects.toThrow();
});

test('a port in use is an error', async () => {
  const port = Number(new URL(sandbox.origin).port);
  await expect(startSandbox({ port })).rejects.toThrow('EADDRINUSE');
});
