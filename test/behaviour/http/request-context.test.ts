import { beforeEach, describe, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { exchange, open, post } from '../../support/http.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';
import { startRawServer } from '../../support/raw-server.ts';

const LIST = { query: '{ oauthClients(first: 1) { totalCount } }' };
const KEY = { authorization: 'Bearer KEYsandboxAlice' };
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = `00-${TRACE}-00f067aa0ba902b7-01`;

const gateway = useForTests(() => startGateway());
beforeEach(() => {
  gateway.sandbox.calls.length = 0;
});

/** What the upstream was told. */
const upstream = () => {
  expect(gateway.sandbox.calls).toHaveLength(1);
  return gateway.sandbox.calls[0]!.headers;
};

describe('x-request-id', () => {
  test.each(['a', 'abc-DEF_123.:/+=', 'x'.repeat(128)])('%s goes upstream and comes back', async (id) => {
    const answer = await post(gateway.url, LIST, { ...KEY, 'x-request-id': id });
    expect(answer.json.data.oauthClients.totalCount).toBeGreaterThan(0);
    expect(answer.headers['x-request-id']).toBe(id);
    expect(upstream()['x-request-id']).toBe(id);
  });

  test('is generated if it is missing, a new one for each request', async () => {
    const ids = new Set<unknown>();
    for (let n = 0; n < 3; n++) {
      gateway.sandbox.calls.length = 0;
      const { headers } = await post(gateway.url, LIST, KEY);
      expect(headers['x-request-id']).toMatch(UUID);
      expect(upstream()['x-request-id']).toBe(headers['x-request-id']);
      ids.add(headers['x-request-id']);
    }
    expect(ids.size).toBe(3);
  });

  test.each(['', ' ', 'a b', 'a\tb', 'x'.repeat(129), '{"level":60}', 'ä', 'a,b', '<script>', '%0a', 'a"b'])(
    '%j is replaced: it could be mistaken for something else in a log',
    async (id) => {
      const { headers } = await post(gateway.url, LIST, { ...KEY, 'x-request-id': id });
      expect(headers['x-request-id']).toMatch(UUID);
      expect(upstream()['x-request-id']).toBe(headers['x-request-id']);
    },
  );

  test('two of them are replaced', async () => {
    const lines = 'Host: a\r\nConnection: close\r\nX-GraphQL-CSRF: 1\r\nx-request-id: one\r\nx-request-id: two';
    const answer = await exchange(gateway.url, `GET /graphql?query={__typename} HTTP/1.1\r\n${lines}\r\n\r\n`);
    expect(/^x-request-id: (.*)\r$/m.exec(answer)![1]).toMatch(UUID);
  });
});

describe('trace context', () => {
  const unauthenticated = (headers: Record<string, string>) => post(gateway.url, LIST, headers);

  test('goes upstream as it came, and errors carry its trace id', async () => {
    await post(gateway.url, LIST, { ...KEY, traceparent: PARENT, tracestate: 'a=1,b=2' });
    expect(upstream()).toMatchObject({ traceparent: PARENT, tracestate: 'a=1,b=2' });
    const { json, headers } = await unauthenticated({ traceparent: PARENT });
    expect(json.errors[0].extensions).toMatchObject({ code: 'UNAUTHENTICATED', traceId: TRACE });
    expect(headers['x-request-id']).toMatch(UUID);
  });

  test.each([
    'nonsense',
    `ff-${TRACE}-00f067aa0ba902b7-01`,
    `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `${PARENT}-extra`,
  ])('%s is invalid: errors carry the request id', async (traceparent) => {
    await post(gateway.url, LIST, { ...KEY, traceparent, tracestate: 'a=1' });
    expect(upstream()).not.toHaveProperty('traceparent');
    expect(upstream()).not.toHaveProperty('tracestate');
    const { json, headers } = await unauthenticated({ traceparent });
    expect(json.errors[0].extensions.traceId).toBe(headers['x-request-id']);
  });
});

describe('the upstream request', () => {
  test('carries nothing else that the caller sent', async () => {
    await post(gateway.url, LIST, {
      ...KEY,
      cookie: 'session=1',
      'x-forwarded-for': '10.0.0.1',
      'x-sandbox-fault': '503',
      'user-agent': 'a browser',
    });
    const { cookie, 'x-forwarded-for': forwarded, 'x-sandbox-fault': fault, 'user-agent': agent } = upstream();
    expect({ cookie, forwarded, fault }).toEqual({ cookie: undefined, forwarded: undefined, fault: undefined });
    expect(agent).not.toBe('a browser');
  });
});

describe('the end of a request', () => {
  test('a caller that disconnects ends the upstream call', async () => {
    gateway.sandbox.faults.push('stall*1');
    try {
      const socket = await open(gateway.url);
      const body = JSON.stringify(LIST);
      const lines = `Host: a\r\nAuthorization: ${KEY.authorization}\r\nContent-Type: application/json`;
      socket.write(`POST /graphql HTTP/1.1\r\n${lines}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      await expect.poll(() => gateway.sandbox.faults.length, { timeout: 5_000 }).toBe(0);
      const errors = gateway.log.filter((line) => JSON.parse(line).level >= 50);
      socket.destroy();
      await expect.poll(() => gateway.sandbox.calls.map(({ status }) => status), { timeout: 5_000 }).toEqual([0]);
      expect(gateway.log.filter((line) => JSON.parse(line).level >= 50)).toEqual(errors);
    } finally {
      gateway.sandbox.faults.length = 0;
    }
  });

  test('the deadline ends it too, as an error of its own', async () => {
    const upstream = await startRawServer(() => {});
    const hasty = await useInTest(
      startGateway({ env: { OPERATION_TIMEOUT_MS: '100', TELNYX_API_URL: upstream.origin } }),
    );
    const { status, json } = await post(hasty.url, LIST, KEY);
    expect(status).toBe(200);
    expect(json.errors[0].extensions.code).toBe('UPSTREAM_TIMEOUT');
  });
});
