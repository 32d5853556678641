import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTESTANTS } from '../../bench/contestants.ts';
import { pages } from '../../bench/dialects/graph.ts';
import { mixed, QUERIES, type Query } from '../../bench/operations.ts';
import { NotComparable, plan } from '../../bench/running.ts';
import { startUpstream, type Upstream } from '../../bench/upstream/index.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';

let upstream: Upstream;
let gateway: TestGateway;
const contestant = CONTESTANTS.find(({ id }) => id === 'gateway')!;

beforeAll(async () => {
  upstream = await startUpstream(1); // with latency it is Node's on every machine
  gateway = await startGateway({ env: { TELNYX_API_URL: upstream.url } });
});

afterAll(async () => {
  await gateway?.close();
  await upstream?.stop();
});

/** A query of up to twenty operations, evenly out of all. */
function some({ operations, ...query }: Query): Query {
  const stride = Math.max(1, Math.floor(operations.length / 20));
  return { ...query, operations: operations.filter((_, index) => index % stride === 0) };
}

test.each(QUERIES)('the gateway answers $id as the fixtures say', async (query) => {
  const planned = await plan({ contestant, url: gateway.url }, some(query));
  expect(planned.every(({ length }) => length > 0)).toBe(true);
});

test('the upstream counts each call once', async () => {
  const before = await upstream.calls();
  await plan({ contestant, url: gateway.url }, some(QUERIES[0]!));
  expect((await upstream.calls()) - before).toBe(20);
});

test('an answer that is not the right one is not timed', async () => {
  const other = { ...contestant, dialect: pages };
  await expect(plan({ contestant: other, url: gateway.url }, QUERIES[1]!)).rejects.toThrow(NotComparable);
});

test('mixed traffic has 200 different documents of all kinds', () => {
  const { operations } = QUERIES.find(({ id }) => id === 'q8')!;
  expect(operations).toEqual(mixed(200));
  expect(new Set(operations.map((operation) => JSON.stringify(operation))).size).toBeGreaterThan(150);
  expect(new Set(operations.map(({ kind }) => kind))).toEqual(
    new Set(['client', 'clients', 'grants', 'update', 'entities']),
  );
});
