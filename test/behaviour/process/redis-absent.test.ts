import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

import { expect, onTestFinished, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { send } from '../../support/http.ts';
import { useInTest } from '../../support/lifetime.ts';

const SHARED_KEY = 'k'.repeat(32);
const LIST = '{ oauthClients(first: 1) { totalCount } }';
const ABSENT = { REDIS_URL: 'redis://127.0.0.1:1', SHARED_KEY };

const readiness = async (url: string, query = '') => {
  const { status, text } = await send(new URL(`/readyz${query}`, url));
  return `${status} ${text}`;
};

/** Something that takes connections and answers each piece of what it gets with this. */
async function startGarbage(answer: string): Promise<string> {
  const server = createServer((socket) => socket.on('error', () => {}).on('data', () => socket.write(answer)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a gateway whose Redis is not there answers all the same, and says so where operators look', async () => {
  const gateway = await useInTest(startGateway({ env: ABSENT }));
  const { body } = await gateway.ask(LIST);
  expect(body).toMatchObject({ data: { oauthClients: { totalCount: 160 } } });
  expect(await readiness(gateway.url)).toBe('200 ok\n');
  expect(await readiness(gateway.url, '?verbose')).toBe('200 ok\nredis: down, processes: 1\n');
  await expect.poll(() => gateway.log.join()).toContain('Redis does not respond');
});

test('one that requires it is not ready before it answers', async () => {
  const gateway = await useInTest(startGateway({ env: { ...ABSENT, REDIS_REQUIRED: 'true' } }));
  expect(await readiness(gateway.url)).toBe('503 not ready\n');
  expect((await gateway.ask(LIST)).status).toBe(200);
});

test('without a Redis nothing is said of it, and its client library is not loaded', async () => {
  const gateway = await useInTest(startGateway());
  expect(await readiness(gateway.url, '?verbose')).toBe('200 ok\n');
  const { text } = await send(new URL('/metrics', gateway.url));
  expect(text).not.toMatch(/redis|gateway_quota/);
});

test.each([
  ['what is no RESP', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ['the wrong types', '*1\r\n:1\r\n'],
  ['a script’s reply that makes no sense', '*2\r\n:0\r\n:-5\r\n'],
  ['errors', '-ERR no\r\n'],
  ['nothing', ''],
])('a Redis that answers %s fails no request', async (_, answer) => {
  const env = { REDIS_URL: await startGarbage(answer), SHARED_KEY };
  const gateway = await useInTest(startGateway({ env, sandbox: { quota: { limit: 20, windowSeconds: 1 } } }));
  const asked = Array.from({ length: 30 }, (_, n) =>
    gateway.ask('query ($id: ID!) { oauthClient(clientId: $id) { name } }', { id: `client-${n}` }),
  );
  for (const { body } of await Promise.all(asked)) {
    expect([body.data, body.errors]).toEqual([{ oauthClient: null }, undefined]);
  }
  expect(await readiness(gateway.url, '?verbose')).toContain('redis: down');
});
