import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { arrived, startGatedGateway } from '../../support/gate.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { open, post, readAll, send } from '../../support/http.ts';
import { useInTest } from '../../support/lifetime.ts';
import { metricAt } from '../../support/metrics.ts';

/* Requests whose bodies come late, in part, or never. */

const KEY = { authorization: 'Bearer KEYsandboxAlice' };
const ASKED = { query: '{ __typename }' };
const STANDING = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
};

async function start(env: Record<string, string> = {}): Promise<TestGateway> {
  const gateway = await useInTest(startGateway({ env: { GRAPHIQL: 'false', ...env } }));
  return gateway;
}

/** Sends a head, and as much of a body of 30 bytes as is given. */
async function begin(url: string, body: string, more = ''): Promise<Socket> {
  const socket = await open(url);
  onTestFinished(() => void socket.destroy());
  const lines = ['Host: a', 'Content-Type: application/json', `Authorization: ${KEY.authorization}`, more];
  const head = lines.filter((line) => line !== '').join('\r\n');
  socket.on('error', () => {}).write(`POST /graphql HTTP/1.1\r\n${head}\r\nContent-Length: 30\r\n\r\n${body}`);
  return socket;
}

const counted = async ({ url }: TestGateway, series: string) => (await metricAt(url, series)) ?? 0;

const refused = (gateway: TestGateway, status: number) =>
  counted(gateway, `gateway_requests_refused_total{status="${status}"}`);

const BODY = JSON.stringify(ASKED).padEnd(30);

describe('bodies that do not arrive', () => {
  test('do not block other requests, however many they are', { timeout: 60_000 }, async () => {
    const gateway = await start({ BODY_TIMEOUT_MS: '60000' });
    const sockets = await Promise.all(Array.from({ length: 1_030 }, () => begin(gateway.url, '{')));
    const ended = Promise.all(sockets.slice(0, 6).map((socket) => readAll(socket)));
    expect(await post(gateway.url, ASKED)).toMatchObject({ status: 200 });
    // With the newcomer's own they are 1,024 at the most: the first ones made room.
    for (const answer of await ended) expect(answer).toMatch(/^HTTP\/1\.1 408 .*"code":"REQUEST_TIMEOUT"/s);
    expect(await refused(gateway, 408)).toBe(7);
    expect(await counted(gateway, 'gateway_operations_in_progress{state="queued"}')).toBe(0);
    expect(await counted(gateway, 'gateway_operations_in_progress{state="running"}')).toBe(0);
    // The last to come is not late.
    const last = sockets.at(-1)!;
    last.write(BODY.slice(1));
    expect(String(await once(last, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('end in time, also where they trickle in: 408, counted, logged, as every answer is headed', async () => {
    const gateway = await start({ BODY_TIMEOUT_MS: '300', HSTS_MAX_AGE_S: '60' });
    const silent = await begin(gateway.url, '{');
    const trickling = await begin(gateway.url, '{');
    const dripping = setInterval(() => trickling.write(' '), 30);
    onTestFinished(() => clearInterval(dripping));
    for (const answer of await Promise.all([silent, trickling].map((socket) => readAll(socket)))) {
      const [head = '', text = ''] = answer.split('\r\n\r\n');
      const [line, ...lines] = head.split('\r\n');
      expect(line).toBe('HTTP/1.1 408 Request Timeout');
      const headers = Object.fromEntries(lines.map((each) => each.split(': ')));
      expect(headers).toMatchObject({
        ...STANDING,
        'strict-transport-security': 'max-age=60',
        connection: 'close',
        'content-type': 'application/json; charset=utf-8',
      });
      const { message, extensions } = JSON.parse(text).errors[0];
      expect(message).toBe('The body did not arrive in time.');
      expect(extensions).toEqual({ code: 'REQUEST_TIMEOUT', traceId: headers['x-request-id'] });
    }
    expect(await refused(gateway, 408)).toBe(2);
    expect(gateway.log.filter((each) => each.includes('"codes":["REQUEST_TIMEOUT"]'))).toHaveLength(2);
    expect(await post(gateway.url, ASKED)).toMatchObject({ status: 200 });
  });

  test('together hold a bounded number of bytes; the longest silent one makes room', async () => {
    const limit = 10_000;
    const gateway = await start({ BODY_LIMIT_BYTES: String(limit), BODY_TIMEOUT_MS: '60000' });
    const head = `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${limit}\r\n\r\n`;
    const sockets: Socket[] = [];
    for (let n = 0; n < 270; n++) {
      const socket = await open(gateway.url);
      onTestFinished(() => void socket.destroy());
      socket.on('error', () => {}).write(head + ' '.repeat(limit - 1));
      sockets.push(socket);
    }
    const ended = await Promise.all(sockets.slice(0, 10).map((socket) => readAll(socket)));
    for (const answer of ended) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    // 256 whole ones fit, and so do as many that lack a byte.
    await expect.poll(() => refused(gateway, 408)).toBe(270 - 256);
  });

  test('do not hold up a stop, and are told', async () => {
    const gateway = await startGateway({ env: { GRAPHIQL: 'false', BODY_TIMEOUT_MS: '60000' } });
    const socket = await begin(gateway.url, '{');
    // What came after it on the wire was answered.
    for (const _ of [1, 2, 3]) await send(new URL('/livez', gateway.url));
    const answer = readAll(socket);
    await gateway.close();
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('behind a request that has arrived: that one is answered first', async () => {
    const { gateway, gate } = await startGatedGateway({ env: { BODY_TIMEOUT_MS: '100' } });
    const text = JSON.stringify({ query: '{ oauthClient(clientId: "client-1") { name } }' });
    const { promise, resolve } = Promise.withResolvers<void>();
    gate.pass = async (_call, answer) => {
      await promise;
      return answer;
    };
    const socket = await open(gateway.url);
    const lines = `Host: a\r\nContent-Type: application/json\r\nAuthorization: ${KEY.authorization}`;
    const head = (length: number) => `POST /graphql HTTP/1.1\r\n${lines}\r\nContent-Length: ${length}\r\n\r\n`;
    socket.write(`${head(text.length)}${text}${head(30)}{`);
    await arrived(gate, 1, (line) => line.includes('client-1'));
    await expect.poll(() => refused(gateway, 408)).toBe(1);
    resolve();
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 200 .*"oauthClient".*HTTP\/1\.1 408 /s);
  });
});

test('garbage behind a request that is at work is no answer to it', async () => {
  const { gateway, gate } = await startGatedGateway();
  const text = JSON.stringify({ query: '{ oauthClient(clientId: "client-1") { name } }' });
  const { promise, resolve } = Promise.withResolvers<undefined>();
  onTestFinished(() => resolve(undefined));
  gate.pass = () => promise;
  const socket = await open(gateway.url);
  const lines = `Host: a\r\nContent-Type: application/json\r\nAuthorization: ${KEY.authorization}`;
  socket.write(`POST /graphql HTTP/1.1\r\n${lines}\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
  await arrived(gate, 1, (line) => line.includes('client-1'));
  socket.on('error', () => {}).write('garbage\r\n\r\n');
  expect(await readAll(socket)).toBe('');
  expect(await refused(gateway, 400)).toBe(1);
});
