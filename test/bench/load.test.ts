import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Load, startLoad } from '../../bench/load/index.ts';

const seen: { authorization: string | undefined; body: string }[] = [];
const server = createServer(async (req, res) => {
  let body = '';
  for await (const chunk of req.setEncoding('utf8')) body += chunk;
  seen.push({ authorization: req.headers.authorization, body });
  if (body === '"500"') res.writeHead(500);
  res.end(body);
});
let load: Load;
let url: string;

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  load = startLoad();
});

afterAll(async () => {
  await load?.stop();
  server.close();
});

const right = { body: '"right"', length: 7 };

const planned = [right, { body: '"short"', length: 100 }, { body: '"500"', length: 5 }];

test('right answers are counted, others apart, and each connection has a credential', async () => {
  seen.length = 0;
  const job = { url, planned, credentials: ['one', 'two'], connections: 3, seconds: 0.2 };
  const { count, wrong } = await load.run(job);
  expect(count).toBe(seen.filter(({ body }) => body === right.body).length);
  expect(wrong).toBe(seen.length - count);
  expect(Math.min(count, wrong)).toBeGreaterThan(0);
  expect(new Set(seen.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer one', 'Bearer two']));
});

test('requests that come when they come are counted alike', async () => {
  seen.length = 0;
  const job = { url, planned, credentials: ['one'], connections: 2, seconds: 0.2, rate: 200 };
  const { count, wrong } = await load.run(job);
  expect(count).toBe(seen.filter(({ body }) => body === right.body).length);
  expect(count + wrong).toBe(seen.length);
  expect(seen.length).toBeGreaterThan(0);
});

test('latencies have an order, and the rate is what was counted in the time', async () => {
  const result = await load.run({ url, planned: [right], credentials: ['one'], connections: 2, seconds: 0.2 });
  expect(result.p50).toBeGreaterThan(0);
  expect(result.p99).toBeGreaterThanOrEqual(result.p50);
  expect(result.max).toBeGreaterThanOrEqual(result.p99);
  expect(result.rate).toBeCloseTo(result.count / result.seconds, 6);
});
