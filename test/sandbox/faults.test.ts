import { beforeEach, describe, expect, test, vi } from 'vitest';
import { type SandboxCall, startSandbox } from '../../src/sandbox/index.ts';
import { useForEachTest } from '../support/lifetime.ts';
import { call } from './call.ts';

const key = 'key';
let onCall: (call: SandboxCall) => void;
beforeEach(() => {
  onCall = () => {};
});
const sandbox = useForEachTest(() =>
  startSandbox({
    accounts: [{ key, clients: [{}, {}], grants: [{}, {}, {}] }],
    onCall: (each) => onCall(each),
  }),
);

const withFault = (fault: string, line = 'GET /oauth_grants', headers: Record<string, string> = {}) =>
  call(sandbox, line, { key, headers: { 'x-sandbox-fault': fault, ...headers } });
const statuses = async (...asked: ReturnType<typeof call>[]) => (await Promise.all(asked)).map(({ status }) => status);
const remove = () => `DELETE /oauth_grants/${sandbox.account(key).grants[0]!.id}`;
const left = () => sandbox.account(key).grants.length;

describe('instead of carrying the operation out', () => {
  test.for([
    ['400', 400, { errors: [{ code: '10015' }] }],
    ['401', 401, { errors: [{ code: '10009' }] }],
    ['409', 409, { errors: [{ code: '10012' }] }],
    ['429', 429, { errors: [{ code: '10011' }] }],
    ['500', 500, { errors: [{ code: '10007' }] }],
    ['503', 503, { errors: [{ code: '10007' }] }],
    ['401a', 401, { error: 'invalid_token' }],
    ['404a', 404, { error: 'not_found' }],
    ['422a', 422, { error: 'invalid_request' }],
    ['503a', 503, { error: 'server_error' }],
    ['no-data', 200, {}],
  ] as const)('%s', async ([fault, status, body]) => {
    const reply = await withFault(fault, remove());
    expect(reply).toMatchObject({ status, body });
    expect(left()).toBe(3);
  });

  test('429 says when to come back', async () => {
    const { headers } = await withFault('429');
    expect(headers.get('retry-after')).toBe('1');
    expect(headers.get('x-ratelimit-remaining')).toBe('0');
    expect(headers.get('x-ratelimit-reset')).toBeTruthy();
  });

  test('garbage, empty, html, html200 and redirect', async () => {
    const garbage = await withFault('garbage', remove());
    expect(garbage.status).toBe(200);
    expect(garbage.text).not.toBe('');
    expect(() => JSON.parse(garbage.text)).toThrow(SyntaxError);
    expect(await withFault('empty', remove())).toMatchObject({ status: 200, text: '' });
    for (const [fault, status] of [
      ['html', 502],
      ['html200', 200],
    ] as const) {
      const page = await withFault(fault, remove());
      expect([page.status, page.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8']);
    }
    const redirect = await withFault('redirect', remove());
    expect([redirect.status, redirect.headers.get('location')]).toEqual([302, 'https://elsewhere.example/v2']);
    expect(left()).toBe(3);
  });

  test('reset', async () => {
    await expect(withFault('reset', remove())).rejects.toThrow('fetch failed');
    expect(left()).toBe(3);
    expect(sandbox.calls.map((each) => each.status)).toEqual([0]);
  });

  test('stall, until the caller leaves', async () => {
    const told = new Promise<number>((resolve) => {
      onCall = (each) => resolve(each.status);
    });
    sandbox.faults.push('stall*1');
    const leaving = new AbortController();
    const asked = call(sandbox, remove(), { key, signal: leaving.signal });
    // The rule is used up as soon as the request has come in.
    await vi.waitFor(() => expect(sandbox.faults).toEqual([]));
    leaving.abort();
    await expect(asked).rejects.toThrow('aborted');
    expect([await told, left()]).toEqual([0, 3]);
  });
});

describe('after carrying the operation out', () => {
  test('503-after', async () => {
    const line = remove();
    expect(await withFault('503-after', line)).toMatchObject({ status: 503, body: { errors: [{ code: '10007' }] } });
    expect(left()).toBe(2);
    expect((await call(sandbox, line, { key })).status).toBe(404);
  });

  test('reset-after', async () => {
    await expect(withFault('reset-after', remove())).rejects.toThrow('fetch failed');
    expect(left()).toBe(2);
  });

  test('truncated', async () => {
    await expect(withFault('truncated', remove())).rejects.toThrow('terminated');
    expect(left()).toBe(2);
    expect(sandbox.calls.map((each) => each.status)).toEqual([0]);
  });

  test('stall-body: headers and a part, then nothing until the caller leaves', async () => {
    const leaving = new AbortController();
    const response = await fetch(`${sandbox.url}/oauth_grants`, {
      headers: { authorization: `Bearer ${key}`, 'x-sandbox-fault': 'stall-body' },
      signal: leaving.signal,
    });
    expect(response.status).toBe(200);
    const reader = response.body!.getReader();
    expect((await reader.read()).value!.length).toBeLessThan(Number(response.headers.get('content-length')));
    const rest = reader.read();
    leaving.abort();
    await expect(rest).rejects.toThrow();
  });

  test('slow', async () => {
    const { status, body } = await withFault('slow=5', remove());
    expect([status, left()]).toEqual([200, 2]);
    expect(body).toHaveProperty('data');
  });
});

describe('a rule in the header', () => {
  test('with a count runs out per value, request id, method and path', async () => {
    const ask = (id: string, line = 'GET /oauth_grants') => withFault('503*2', line, { 'x-request-id': id });
    const seen: number[] = [];
    for (const id of ['a', 'a', 'a', 'b']) seen.push((await ask(id)).status);
    seen.push((await ask('a', 'GET /oauth_clients')).status);
    expect(seen).toEqual([503, 503, 200, 503, 503]);
  });

  test('with a target leaves the rest alone', async () => {
    const fault = '503@GET /oauth_clients';
    const lines = ['GET /oauth_clients', 'GET /oauth_clients/x', 'POST /oauth_clients', 'GET /oauth_grants'];
    expect(await statuses(...lines.map((line) => withFault(fault, line)))).toEqual([503, 503, 415, 200]);
  });
});

describe('a standing rule', () => {
  test('applies to all until it is removed', async () => {
    sandbox.faults.push('503');
    expect(await statuses(call(sandbox, 'GET /oauth/jwks'), call(sandbox, 'GET /nowhere'))).toEqual([503, 503]);
    sandbox.faults.length = 0;
    expect(await statuses(call(sandbox, 'GET /oauth/jwks'))).toEqual([200]);
  });

  test('with a count and a target counts down and leaves the list', async () => {
    sandbox.faults.push('500*2@GET /oauth_grants', '404a@GET /.well-known');
    expect(await statuses(call(sandbox, 'GET /oauth_clients', { key }))).toEqual([200]);
    expect(await statuses(call(sandbox, 'GET /oauth_grants', { key }))).toEqual([500]);
    expect(sandbox.faults).toEqual(['500*1@GET /oauth_grants', '404a@GET /.well-known']);
    expect(await statuses(call(sandbox, 'GET /oauth_grants', { key }))).toEqual([500]);
    expect(sandbox.faults).toEqual(['404a@GET /.well-known']);
    expect(await statuses(call(sandbox, 'GET /oauth_grants', { key }))).toEqual([200]);
    expect(await statuses(call(sandbox, 'GET /.well-known/oauth-protected-resource'))).toEqual([404]);
  });

  test('gives way to the header', async () => {
    sandbox.faults.push('503*1');
    expect((await withFault('502')).status).toBe(502);
    expect(sandbox.faults).toEqual(['503*1']);
  });
});

test.for(['oops', '200', '99', '503*0', '503*', '503@GET', '503@/oauth_grants', 'slow', 'slow=x', 'reset,503', '503b'])(
  'the malformed rule %s is named',
  async (rule) => {
    const { status, body } = await withFault(rule);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain(`\\"${rule}\\" is no fault rule`);
  },
);

test('a malformed standing rule is named too', async () => {
  sandbox.faults.push('oops');
  expect((await call(sandbox, 'GET /oauth/jwks')).status).toBe(400);
});
