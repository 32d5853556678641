import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { open, post, send } from '../../support/http.ts';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';
import { startProcess } from '../../support/process.ts';
import { message, startRawServer } from '../../support/raw-server.ts';

/*
 * The gateway as a process that is told to stop while it is at work: what it has taken on it finishes, and what it knows
 * it tells, its spans to a receiver of OTLP and its log to standard output, before it ends.
 */

const KEY = { authorization: 'Bearer KEYsandboxAlice' };
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const WORK = { query: 'query Work { oauthClient(clientId: "client-1") { name } }' };
const NOT_FOUND = message(404, '{"errors": []}', { 'content-type': 'application/json' });

/** A gateway with operations in flight that end when `answer` is called. */
async function atWork(otlp: string, env: Record<string, string> = {}) {
  const held: Socket[] = [];
  const upstream = await startRawServer((socket) => void held.push(socket));
  // With its path given, a 404 is not looked into.
  const paths = { TELNYX_CLIENTS_PATH: '/oauth_clients' };
  const address = { PORT: '0', TELNYX_API_URL: upstream.origin, OTEL_EXPORTER_OTLP_ENDPOINT: otlp, ...paths };
  const gateway = startProcess({ ...address, NODE_ENV: 'production', ...env });
  const url = await gateway.listening();
  const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
  const pending = [1, 2, 3].map((n) => {
    return post(url, { query: WORK.query.replace('client-1', `client-${n}`) }, { ...KEY, traceparent });
  });
  await expect.poll(() => held.length, { timeout: 10_000 }).toBe(3);
  const lines = () =>
    gateway
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  return { gateway, url, pending, lines, answer: () => held.forEach((socket) => void socket.write(NOT_FOUND)) };
}

/** Connections that nothing will come of: silent, half a head, half a body, kept after an answer. */
async function loiter(url: string): Promise<void> {
  const beginnings = ['', 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Le', 'GET /livez HTTP/1.1\r\nHost: a\r\n\r\n'];
  for (const beginning of beginnings) {
    const socket = await open(url);
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => {}).write(beginning);
  }
}

describe('a stop', () => {
  test('finishes what is in flight, sends its spans, writes its lines, and ends with 0', {
    timeout: 60_000,
  }, async () => {
    const receiver = await startOtlpReceiver();
    const { gateway, url, pending, lines, answer } = await atWork(receiver.url);
    await loiter(url);
    const received = () => receiver.exports.map(({ body }) => body);
    expect(received().join('')).not.toContain(TRACE);
    gateway.kill('SIGTERM');
    await expect.poll(async () => (await send(new URL('/readyz', url))).status, { timeout: 10_000 }).toBe(503);
    answer();
    for (const { status, json } of await Promise.all(pending)) {
      expect({ status, json }).toMatchObject({ status: 200, json: { data: { oauthClient: null } } });
    }
    expect(await gateway.ended).toBe(0);
    const spans = received().flatMap((body) => [...body.matchAll(/"traceId":"(\w+)".*?"kind":(\d)/g)]);
    const [SERVER, CLIENT] = ['2', '3'];
    for (const kind of [SERVER, CLIENT]) {
      expect(spans.filter(([, trace, of]) => trace === TRACE && of === kind)).toHaveLength(3);
    }
    expect(lines().filter(({ operation }) => operation === 'Work')).toHaveLength(3);
    expect(received().join('')).not.toContain('KEYsandboxAlice');
  });

  test('ends though a request in flight never does: at the deadline it is answered', { timeout: 60_000 }, async () => {
    const receiver = await startOtlpReceiver();
    const { gateway, pending } = await atWork(receiver.url, { OPERATION_TIMEOUT_MS: '1500' });
    gateway.kill('SIGTERM');
    for (const { json } of await Promise.all(pending)) {
      expect(json.errors[0].extensions.code).toBe('UPSTREAM_TIMEOUT');
    }
    expect(await gateway.ended).toBe(0);
  });

  test('by a second signal cuts off requests in flight', { timeout: 60_000 }, async () => {
    const receiver = await startOtlpReceiver(false);
    const { gateway, url, pending } = await atWork(receiver.url);
    const broken = pending.map((each) =>
      each.then(
        () => 'answered',
        () => 'cut off',
      ),
    );
    gateway.kill('SIGTERM');
    await expect.poll(async () => (await send(new URL('/readyz', url))).status, { timeout: 10_000 }).toBe(503);
    gateway.kill('SIGINT');
    expect(await gateway.ended).toBe(1);
    expect(await Promise.all(broken)).toEqual(['cut off', 'cut off', 'cut off']);
  });

  test('waits for no receiver that takes the spans and does not say so', { timeout: 60_000 }, async () => {
    const receiver = await startOtlpReceiver(false);
    const { gateway, pending, answer } = await atWork(receiver.url, { OPERATION_TIMEOUT_MS: '5000' });
    gateway.kill('SIGTERM');
    answer();
    await Promise.all(pending);
    expect(await gateway.ended).toBe(0);
  });
});
