import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { open, post, send } from '../../support/http.ts';
import { startProcess } from '../../support/process.ts';
import { message, startRawServer } from '../../support/raw-server.ts';

const FREE_PORTS = { PORT: '0', SANDBOX_PORT: '0' };
const ONE = { query: '{ oauthClient(clientId: "client-1") { name } }' };
const KEY = { authorization: 'Bearer KEYsandboxAlice' };
const NOT_FOUND = message(404, '{"errors": []}', { 'content-type': 'application/json' });

test('starts on the sandbox, and says what to open and which key to use', async () => {
  const started = performance.now();
  const gateway = startProcess(FREE_PORTS);
  const url = await gateway.listening();
  const { json } = await post(url, { query: '{ oauthClients(first: 1) { totalCount } }' }, KEY);
  const took = performance.now() - started;
  expect(json.data.oauthClients.totalCount).toBeGreaterThan(0);
  expect(gateway.output()).toMatch(
    /^Telnyx OAuth over GraphQL: http:\/\/127\.0\.0\.1:\d+\/graphql {2}\(open it in a browser\)$/m,
  );
  const [, reference] = /^Reference: (http:\S+)$/m.exec(gateway.output()) ?? [];
  expect(await send(reference!)).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });
  expect(gateway.output()).toMatch(/sandbox at http:\/\/127\.0\.0\.1:\d+\/v2/);
  expect(gateway.output()).toContain('Authorization: Bearer KEYsandboxAlice');
  expect(took).toBeLessThan(20_000);
});

test('in production neither sandbox nor GraphiQL, and what it writes is JSON', async () => {
  const gateway = startProcess({ ...FREE_PORTS, NODE_ENV: 'production' });
  const url = await gateway.listening();
  const lines = gateway
    .output()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    expect.objectContaining({ level: 30, msg: 'listening', url, apiUrl: 'https://api.telnyx.com/v2' }),
  ]);
  const answer = await send(url, { headers: { accept: 'text/html, */*' } });
  expect(answer).toMatchObject({ status: 403, json: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] } });
  expect(await send(new URL('/docs/', url))).toMatchObject({ status: 404 });
  expect(await send(new URL('/readyz', url))).toMatchObject({ status: 200 });
});

test('wrong settings: lists them all, listens nowhere, ends with 1', async () => {
  const gateway = startProcess({ HOST: '0.0.0.0', PORT: 'http', LOG_LEVEL: 'loud' });
  expect(await gateway.ended).toBe(1);
  const [heading, ...mistakes] = gateway.output().trim().split('\n');
  expect(heading).toBe('The settings are not usable:');
  expect(mistakes).toEqual([
    '  PORT: must be a whole number from 0 to 65535 (given: "http")',
    expect.stringMatching(/^ {2}LOG_LEVEL: /),
    '  HOST: must be a loopback address on the sandbox, whose keys are public (given: "0.0.0.0")',
  ]);
});

test('a file .env counts where the environment says nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'env-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  symlinkSync(resolve('src'), join(folder, 'src'));
  writeFileSync(join(folder, '.env'), 'GRAPHIQL=perhaps\nPORT=1.5\n# LOG_LEVEL=loud\n');
  const gateway = startProcess(FREE_PORTS, folder);
  expect(await gateway.ended).toBe(1);
  expect(gateway.output()).toMatch(/^The settings are not usable:\n {2}GRAPHIQL: [^\n]+\n$/);
});

test('a port that is taken: says which and by which variable, ends with 1', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  const gateway = startProcess({ ...FREE_PORTS, PORT: String(port) });
  expect(await gateway.ended).toBe(1);
  expect(gateway.output()).toBe(
    `The settings are not usable:\n  PORT: cannot listen on 127.0.0.1:${port}: another process listens there\n`,
  );
});

describe('a stop', () => {
  /** A gateway with a request in flight that ends when `answer` is called. */
  async function inFlight() {
    const held: Socket[] = [];
    const upstream = await startRawServer((socket) => void held.push(socket));
    const gateway = startProcess({ ...FREE_PORTS, TELNYX_API_URL: upstream.origin });
    const url = await gateway.listening();
    const pending = post(url, ONE, KEY);
    await expect.poll(() => held.length, { timeout: 10_000 }).toBe(1);
    return { gateway, url, pending, answer: () => void held[0]!.write(NOT_FOUND) };
  }

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s lets the request in flight finish, then ends with 0',
    async (signal) => {
      const { gateway, url, pending, answer } = await inFlight();
      const idle = await open(url);
      idle.on('error', () => {}).write('GET /livez HTTP/1.1\r\nHost: a\r\n\r\n');
      const halfOpen = await open(url);
      halfOpen.on('error', () => {}).write('POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Le');
      gateway.kill(signal);
      const ready = new URL('/readyz', url);
      await expect.poll(async () => (await send(ready)).status, { timeout: 10_000 }).toBe(503);
      expect(await send(new URL('/livez', url))).toMatchObject({ status: 200, headers: { connection: 'close' } });
      answer();
      expect(await pending).toMatchObject({ status: 200, json: { data: { oauthClient: null } } });
      expect(await gateway.ended).toBe(0);
      await expect(send(ready)).rejects.toThrow('ECONNREFUSED');
    },
  );

  test('with nothing in flight ends with 0, whatever connections are open', async () => {
    const gateway = startProcess(FREE_PORTS);
    const url = await gateway.listening();
    for (const beginning of ['', 'GET /livez HT', 'GET /livez HTTP/1.1\r\nHost: a\r\n\r\n']) {
      const socket = await open(url);
      socket.on('error', () => {}).write(beginning);
    }
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toBe(0);
  });

  test('by a second signal is at once', async () => {
    const { gateway, url, pending } = await inFlight();
    const broken = pending.catch((error) => error.code);
    gateway.kill('SIGTERM');
    await expect.poll(async () => (await send(new URL('/readyz', url))).status, { timeout: 10_000 }).toBe(503);
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toBe(1);
    expect(await broken).toBe('ECONNRESET');
  });
});
