import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Load, startLoad } from '../../bench/load/index.ts';

const seen: { authorization: string | undefined; body: string }[] = [];
const server = createServer(async (req, res) => {
  let body = '';
  for await (const chunk of req.setEncoding('utf8')) body += chunk;
  seen.push({ authorization: req.headers.authorization, body });
  if (body === '"500"') res.writeHead(500);
  if (slow && req.headers.authorization === 'Bearer slow') await delay(200);
  res.end(body);
});
let load: Load;
/** Whether one of the callers waits for long. */
let slow = false;
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

test('more credentials than connections are all used, and connections begin far apart', async () => {
  seen.length = 0;
  const credentials = Array.from({ length: 10 }, (_, number) => `caller-${number}`);
  const many = Array.from({ length: 100 }, (_, number) => ({ body: JSON.stringify(number), length: 2 }));
  await load.run({ url, planned: many, credentials, connections: 3, seconds: 0.3 });
  expect(new Set(seen.map(({ authorization }) => authorization)).size).toBe(10);
  const first = ['0', '33', '66'].map((begin) => seen.findIndex(({ body }) => body === begin));
  expect(Math.min(...first)).toBe(0);
  expect(Math.max(...first)).toBeLessThan(30);
});

test('latencies have an order, and the rate is what was counted in the time', async () => {
  const result = await load.run({ url, planned: [right], credentials: ['one'], connections: 2, seconds: 0.2 });
  expect(result.p50).toBeGreaterThan(0);
  expect(result.p99).toBeGreaterThanOrEqual(result.p50);
  expect(result.max).toBeGreaterThanOrEqual(result.p99);
  expect(result.rate).toBeCloseTo(result.count / result.seconds, 6);
});

test('turns: all in each round, right and wrong apart, with the CPU time of their processes', async () => {
  seen.length = 0;
  const target = { url, planned, credentials: ['one'], pids: [process.pid] };
  const other = { ...target, url: url.replace('127.0.0.1', 'localhost'), planned: [right], credentials: ['two'] };
  const results = await load.turns({ targets: [target, other], connections: 3, turnSeconds: 0.01, seconds: 0.3 });
  const [first, second] = results.map(({ turns }) => turns);
  expect(first!.map(({ round }) => round)).toEqual(first!.keys().toArray());
  expect(first!.length).toBeGreaterThan(1);
  for (const turns of [first!, second!]) {
    for (const { count, wrong, cpu } of turns) {
      expect(count + wrong).toBeGreaterThanOrEqual(3);
      expect(cpu).toBeGreaterThan(0);
    }
  }
  const sum = results.flatMap(({ turns }) => turns).reduce((all, { count, wrong }) => all + count + wrong, 0);
  expect(sum).toBe(seen.length);
  expect(second!.reduce((all, { wrong }) => all + wrong, 0)).toBe(0);
  expect(second!.reduce((all, { count }) => all + count, 0)).toBe(
    seen.filter(({ authorization }) => authorization === 'Bearer two').length,
  );
});

test('a contestant that needs more than its share of the time sits rounds out, but not the first', async () => {
  slow = true;
  const target = { url, planned: [right], credentials: ['quick'], pids: [process.pid] };
  const other = { ...target, credentials: ['slow'] };
  const results = await load.turns({ targets: [target, other], connections: 1, turnSeconds: 0.002, seconds: 1.5 });
  slow = false;
  const [quick, late] = results.map(({ turns }) => turns.length);
  expect(late).toBeGreaterThan(0);
  expect(quick).toBeGreaterThan(late!);
});
