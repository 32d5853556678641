import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'graphql';
import { createSchema, createYoga } from 'graphql-yoga';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFastPath, type FastPathGateway } from '../../../src/http/fast-path.ts';
import type { OperationOutcome } from '../../../src/observe/observer.ts';
import { useDefer } from '../../../src/plugins/use-defer.ts';
import { createFinalizer } from '../../../src/results/finalize.ts';
import { get, post } from '../../support/http.ts';

const circle: Record<string, unknown> = {};
circle.itself = circle;
/** More characters than V8 has in one string, made of one that it holds once. */
const tooLong = Array(600).fill('x'.repeat(1024 * 1024));

/** A finalizer, and what observers and the log are told of. */
function watchedFinalizer() {
  const ended: OperationOutcome[] = [];
  const log: string[] = [];
  const logger = pino({}, { write: (line: string) => void log.push(line) });
  const observer = { ended: (_scope: unknown, outcome: OperationOutcome) => ended.push(outcome) };
  return { finalizer: createFinalizer(logger, observer as never), ended, log };
}

test.each([
  ['a number that JSON does not have', 'POST', { n: 1n }],
  ['a circle', 'POST', circle],
  ['a circle', 'GET', circle],
  ['more than a string can hold', 'POST', { tooLong }],
])(
  'an answer that cannot be written is one with a code, and logged with it: %s, by %s',
  async (_what, method, data) => {
    const { finalizer, ended, log } = watchedFinalizer();
    const fastPath = createFastPath({
      operations: { execute: () => ({ data }) },
      documents: { resolve: () => '{ n }', learn() {} },
      cache: { get: () => parse('{ n }') },
      contextOf: () => ({}),
      finalizer,
    } as unknown as FastPathGateway);
    const scope = { method, authorization: [], started: 0, traceId: 't', requestId: 'r', stats: {} } as never;
    const server = createServer((req, res) => {
      req.headers.accept = 'application/json';
      const body = method === 'POST' ? Buffer.from('{ "query": "{ n }" }') : undefined;
      expect(fastPath(req, res, scope, {}, body)).toBe(true);
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((listening) => server.once('listening', listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?query={n}`;
    const answer = await (method === 'POST' ? post(url, '') : get(url));
    expect(answer.status).toBe(500);
    expect(answer.json.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR', traceId: 't' } }]);
    expect(ended).toMatchObject([{ codes: ['INTERNAL_SERVER_ERROR'] }]);
    expect(log).toHaveLength(1);
    expect(JSON.parse(log[0]!).err.message).toMatch(/BigInt|circular|string length/);
  },
  // Half a gigabyte of text takes a busy machine long.
  120_000,
);

describe('on the Yoga path', () => {
  const schema = createSchema({
    typeDefs: 'scalar Any type Query { n: Any }',
    resolvers: { Query: { n: () => ({ n: 1n }) } },
  });
  const scope = { method: 'POST', authorization: [], started: 0, traceId: 't', requestId: 'r', stats: {} };

  test.each([
    ['in one piece', 'application/json', '{ n }'],
    ['in one piece for a client that takes several', 'multipart/mixed', '{ n }'],
    ['in a later payload', 'multipart/mixed', '{ __typename ... @defer { n } }'],
  ])('such an answer has a code too, and is logged and told of once: %s', async (_how, accept, query) => {
    const { finalizer, ended, log } = watchedFinalizer();
    const yoga = createYoga({
      schema,
      plugins: [finalizer.plugin as never, useDefer()],
      maskedErrors: false,
      logging: false,
    });
    const headers = { 'content-type': 'application/json', accept };
    const body = JSON.stringify({ query });
    const answer = await yoga.fetch('http://gateway/graphql', { method: 'POST', headers, body }, { scope } as never);
    const text = await answer.text();
    expect(text).toContain('"code":"INTERNAL_SERVER_ERROR"');
    if (accept === 'multipart/mixed') expect(text.endsWith('-----\r\n')).toBe(true);
    else expect(answer.status).toBe(500);
    expect(ended).toMatchObject([{ codes: ['INTERNAL_SERVER_ERROR'] }]);
    expect(log).toHaveLength(1);
    expect(JSON.parse(log[0]!).err.message).toMatch(/BigInt/);
  });
});
