import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { ObservedRequest } from '../../../src/observe/observer.ts';
import { operationLog } from '../../../src/observe/operation-log.ts';
import { DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { post, send } from '../../support/http.ts';
import { useForEachTest } from '../../support/lifetime.ts';

const gateway = useForEachTest(() => startGateway());

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = `00-${TRACE}-00f067aa0ba902b7-01`;
const operations = () => gateway.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'operation');

test.each([{}, { 'apollo-federation-include-trace': 'x' }])('each operation is one line (%j)', async (way) => {
  const query = 'query Read($id: ID!) { oauthClient(clientId: $id) { name } oauthGrants(first: 101) { totalCount } }';
  const headers = { traceparent, 'x-request-id': 'request-1', ...way };
  await gateway.ask(query, { id: DEMO_CLIENT.client_id }, { headers });
  expect(operations()).toEqual([
    {
      level: 30,
      time: expect.any(Number),
      pid: expect.any(Number),
      hostname: expect.any(String),
      msg: 'operation',
      operation: 'Read',
      type: 'query',
      documentHash: expect.stringMatching(/^[\da-f]{12}$/),
      ms: expect.any(Number),
      upstreamCalls: 1,
      codes: ['BAD_USER_INPUT'],
      requestId: 'request-1',
      traceId: TRACE,
    },
  ]);
});

test('the hash is the same for the same document, and another for another', async () => {
  for (const query of ['{ a: __typename }', '{ a: __typename }', '{ b: __typename }']) await gateway.ask(query);
  const [first, again, other] = operations().map(({ documentHash }) => documentHash);
  expect(again).toBe(first);
  expect(other).not.toBe(first);
});

test('what was refused is a line too', async () => {
  await gateway.ask('{ nope }');
  await post(gateway.url, '{');
  await send(gateway.url, { method: 'PUT' });
  expect(operations().map(({ codes }) => codes)).toEqual([
    ['GRAPHQL_VALIDATION_FAILED'],
    ['BAD_REQUEST'],
    ['BAD_REQUEST'],
  ]);
  for (const line of operations()) expect(line.upstreamCalls).toBe(0);
});

test('no line holds a variable, a credential, or what was read', async () => {
  const query = 'mutation ($input: RequestOAuthTokenInput!) { requestOAuthToken(input: $input) { __typename } }';
  const { client_id: clientId, client_secret: clientSecret } = DEMO_CLIENT;
  const grantType = 'CLIENT_CREDENTIALS';
  await gateway.ask(query, { input: { grantType, clientId, clientSecret } });
  await gateway.ask(query, { input: { grantType, clientId, clientSecret: 'a-wrong-secret' } });
  await gateway.ask(query, { input: { grantType: 'NOPE', clientId, clientSecret } });
  await gateway.ask('query ($id: ID!) { oauthClient(clientId: $id) { name } }', { id: clientId });
  await gateway.ask('query ($id: ID!) { oauthClient(clientId: $id) { name } }', { id: 'sought' }, { key: 'KEYsecret' });
  expect(operations()).toHaveLength(5);
  const text = gateway.log.join('');
  for (const secret of [clientSecret, 'a-wrong-secret', 'KEYs', 'Acme']) expect(text).not.toContain(secret);
  for (const value of [clientId, 'sought']) expect(JSON.stringify(operations())).not.toContain(value);
});

test('there is no line where the level leaves it out, and bindings come first', () => {
  const lines: string[] = [];
  const logger = pino({ level: 'warn', base: null }, { write: (line: string) => void lines.push(line) });
  const known = { name: 'A', type: 'query', documentHash: 'b', isTrusted: false, isAccepted: false };
  const outcome = { ...known, duration: 1.26, upstreamCalls: 0, codes: [] };
  const scope = { requestId: 'r', traceId: 't' } as ObservedRequest;
  const { ended } = operationLog(logger);
  ended?.(scope, outcome);
  expect(lines).toEqual([]);
  logger.level = 'info';
  ended?.(scope, outcome);
  operationLog(logger.child({ part: 'one' })).ended?.(scope, outcome);
  const line = {
    operation: 'A',
    type: 'query',
    documentHash: 'b',
    ms: 1.3,
    upstreamCalls: 0,
    codes: [],
    requestId: 'r',
    traceId: 't',
  };
  const all = { level: 30, time: expect.any(Number), ...line, msg: 'operation' };
  expect(lines.map((each) => JSON.parse(each))).toEqual([all, { ...all, part: 'one' }]);
});
