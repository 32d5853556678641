import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { open, post, send } from '../../support/http.ts';
import { useInTest } from '../../support/lifetime.ts';
import { message, type Reply, reset, stall, startRawServer } from '../../support/raw-server.ts';
import { bodyFor, MARGIN } from './damage.ts';

/*
 * Answers in parts (`@defer`), of which the upstream spoils the later ones: the first is there, the end comes in time,
 * and whoever leaves before it leaves nothing behind.
 */

const DEADLINE = 1_500;
const query = `{
  oauthClient(clientId: "client-1") { name }
  ... @defer { oauthGrants(first: 2) { nodes { grantId } } }
}`;
const HEADERS = { authorization: 'Bearer KEYsandboxAlice', accept: 'multipart/mixed;deferSpec=20220824' };

/** A gateway whose upstream answers for clients, and does `fault` for grants. */
async function start(fault: Reply, deadline: number) {
  const spoilt: Socket[] = [];
  const server = await startRawServer((socket, request) => {
    if (!request.path.includes('grants')) return void socket.write(message(200, bodyFor(request)));
    spoilt.push(socket);
    if (typeof fault === 'function') fault(socket, request);
    else socket.write(fault);
  });
  const env = {
    TELNYX_API_URL: server.origin,
    OPERATION_TIMEOUT_MS: String(deadline),
    MAX_RUNNING_OPERATIONS: '1',
    MAX_QUEUED_OPERATIONS: '0',
  };
  const gateway = await useInTest(startGateway({ env }));
  return { url: gateway.url, spoilt };
}

test.each<[string, Reply, string, number]>([
  ['stalls', stall, 'UPSTREAM_TIMEOUT', DEADLINE],
  ['breaks off', reset, 'UPSTREAM_UNAVAILABLE', 20_000],
  ['answers a page', message(200, '<html>'), 'UPSTREAM_CONTRACT', 20_000],
])('a later part %s: the first is there, and the last says what is wrong', async (_name, fault, code, deadline) => {
  const { url } = await start(fault, deadline);
  const started = performance.now();
  const { status, text } = await post(url, { query }, HEADERS);
  expect(performance.now() - started).toBeLessThan(deadline + MARGIN);
  expect(status).toBe(200);
  const parts = [...text.matchAll(/\r\n\r\n(\{[\s\S]*?\})\r\n---/g)].map(([, json]) => JSON.parse(json!));
  expect(parts[0]).toMatchObject({ data: { oauthClient: { name: 'Client 1' } }, hasNext: true });
  const errors = parts.flatMap(({ incremental = [] }) =>
    incremental.flatMap((part: { errors?: object[] }) => part.errors ?? []),
  );
  expect(errors).toMatchObject([{ path: ['oauthGrants'], extensions: { code, traceId: expect.any(String) } }]);
  expect(parts.at(-1).hasNext).toBe(false);
});

test('a caller that disconnects between payloads ends their calls, and frees its slot', async () => {
  const { url, spoilt } = await start(stall, 60_000);
  const socket = await open(url);
  const body = JSON.stringify({ query });
  const lines = Object.entries({
    host: 'a',
    'content-type': 'application/json',
    'content-length': body.length,
    ...HEADERS,
  });
  socket.write(`POST /graphql HTTP/1.1\r\n${lines.map((line) => line.join(': ')).join('\r\n')}\r\n\r\n${body}`);
  await once(socket, 'data');
  await expect.poll(() => spoilt.length, { timeout: 10_000 }).toBe(1);
  const ask = () =>
    send(`${url}?query={__typename}`, { headers: { 'x-graphql-csrf': '1' } }).then(({ status }) => status);
  expect(await ask()).toBe(503);
  socket.destroy();
  await expect.poll(() => spoilt[0]!.destroyed, { timeout: 10_000 }).toBe(true);
  await expect.poll(ask, { timeout: 10_000 }).toBe(200);
});
