import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readSettings } from '../../../src/process/settings.ts';
import { type Service, startService } from '../../../src/service.ts';
import { open, post, send } from '../../support/http.ts';
import { startProcess } from '../../support/process.ts';

const READ = { query: '{ oauthClients(first: 1) { totalCount } }' };
const KEY = { authorization: 'Bearer KEYsandboxAlice' };
const FREE = { PORT: '0', SANDBOX_PORT: '0' };

async function start(env: Record<string, string> = {}): Promise<Service> {
  const service = await startService(readSettings({ ...FREE, ...env }), pino({ level: 'silent' }));
  onTestFinished(() => service.stop());
  return service;
}

const statusOf = async (path: string, url: string) => (await send(new URL(path, url))).status;

async function takenPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test('without ADMIN_PORT the one port has all', async () => {
  const { url, metricsUrl } = await start();
  expect(metricsUrl).toBe(new URL('/metrics', url).href);
  for (const path of ['/metrics', '/livez', '/readyz']) expect(await statusOf(path, url), path).toBe(200);
});

describe('with ADMIN_PORT', () => {
  test('metrics are there and only there, probes on both, the graph and its page on the other', async () => {
    const { url, metricsUrl } = await start({ ADMIN_PORT: '0' });
    expect(new URL(metricsUrl).port).not.toBe(new URL(url).port);
    await post(url, READ, KEY);
    expect((await send(metricsUrl)).text).toMatch(/^gateway_operations_total\{.*\} 1$/m);
    for (const path of ['/metrics', '/metrics?x', '/metrics/']) expect(await statusOf(path, url), path).toBe(404);
    for (const base of [url, metricsUrl]) {
      for (const path of ['/livez', '/readyz']) expect(await statusOf(path, base), path).toBe(200);
    }
    const page = await send(url, { headers: { accept: 'text/html' } });
    const asset = /src="([^"]+)"/.exec(page.text)![1]!;
    expect(await statusOf(asset, url)).toBe(200);
    for (const path of ['/graphql', '/graphql/', asset, '/']) expect(await statusOf(path, metricsUrl), path).toBe(404);
    expect(await post(new URL('/graphql', metricsUrl), READ, KEY)).toMatchObject({ status: 404 });
  });

  test('it has the standing headers, and refuses what is no HTTP as the other does', async () => {
    const { metricsUrl } = await start({ ADMIN_PORT: '0' });
    expect((await send(metricsUrl)).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    const socket = await open(metricsUrl);
    socket.write('GET /metrics HTTP/1.1\r\n\r\n');
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /);
    socket.destroy();
  });

  test('a stop shows there until nothing is in flight any more', async () => {
    const gateway = startProcess({ ...FREE, NODE_ENV: 'production', ADMIN_PORT: '0', STOP_DELAY_MS: '600000' });
    await gateway.listening();
    const metricsUrl = /"metricsUrl":"([^"]+)"/.exec(gateway.output())![1]!;
    expect(await statusOf('/readyz', metricsUrl)).toBe(200);
    gateway.kill('SIGTERM');
    await expect.poll(() => statusOf('/readyz', metricsUrl), { timeout: 10_000 }).toBe(503);
    expect(await statusOf('/metrics', metricsUrl)).toBe(200);
  });

  test('two workers share it, and either tells what both counted', { timeout: 60_000 }, async () => {
    const gateway = startProcess({ PORT: '0', NODE_ENV: 'production', ADMIN_PORT: '0', WORKERS: '2' });
    const url = await gateway.listening();
    const metricsUrl = /"metricsUrl":"([^"]+)"/.exec(gateway.output())![1]!;
    const processes = async () => /^gateway_processes (\d+)$/m.exec((await send(metricsUrl)).text)?.[1];
    await expect.poll(processes, { timeout: 20_000 }).toBe('2');
    for (let time = 0; time < 4; time++) expect(await processes()).toBe('2');
    expect(await statusOf('/metrics', url)).toBe(404);
  });

  test.each(['1', '2'])('one that is taken is told once, and nothing starts: WORKERS=%s', async (WORKERS) => {
    const port = String(await takenPort());
    const gateway = startProcess({ PORT: '0', NODE_ENV: 'production', ADMIN_PORT: port, WORKERS });
    expect(await gateway.ended).toBe(1);
    expect(gateway.output()).toBe(
      `The settings are not usable:\n  ADMIN_PORT: cannot listen on 127.0.0.1:${port}: another process listens there\n`,
    );
  });
});
