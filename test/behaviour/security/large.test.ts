import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import { startGatewayOnFake } from '../../support/fake-upstream.ts';
import { startGateway } from '../../support/gateway.ts';
import { open, post } from '../../support/http.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';
import { metricAt } from '../../support/metrics.ts';

const gateway = useForTests(() => startGateway());

const aliased = (count: number, field: string) =>
  Array.from({ length: count }, (_, at) => `a${at}: ${field}`).join(' ');

const CLIENT = {
  client_id: 'c',
  record_type: 'oauth_client',
  name: 'n',
  org_id: 'o',
  user_id: 'u',
  client_type: 'public',
  allowed_scopes: [],
  allowed_grant_types: [],
  redirect_uris: [],
  require_pkce: true,
  created_at: '2026-01-31T08:00:00Z',
  updated_at: '2026-01-31T08:00:00Z',
};

test('a long text by many aliases makes no long answer', async () => {
  const query = `query ($s: String!) {
    ${aliased(60, 'oauthAuthorizationRequest(input: { clientId: "c", redirectUri: "app:/cb", state: $s }) { url }')}
  }`;
  for (const state of ['中'.repeat(78_000), '中'.repeat(4_096), 's'.repeat(4_096)]) {
    const { text } = await post(gateway.url, { query, variables: { s: state } });
    expect(text.length).toBeLessThan(1_000_000);
  }
});

test.each([20, 36])('a long name over %i lists makes no long answer', async (lists) => {
  gateway.sandbox.calls.length = 0;
  const alias = (length: number) => `{ ${aliased(lists, 'oauthClients(first: 100) { nodes { ...F } }')} }
    fragment F on OAuthClient { ${'x'.repeat(length)}: name }`;
  const long = await gateway.ask(alias(240_000));
  expect(long.status).toBe(400);
  expect(long.body.errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX' } }]);
  expect(gateway.sandbox.calls).toEqual([]);
  const { body } = await gateway.ask(alias(128));
  expect(body.errors).toBeUndefined();
  expect(JSON.stringify(body).length).toBeLessThan(16_777_216);
});

test('many long filters send little to Telnyx, and little comes back of them', async () => {
  const query = `query ($part: String!) {
    ${aliased(60, 'oauthClients(first: 1, filter: { nameContains: $part }) { nodes { name } }')}
  }`;
  const ask = (part: string) => gateway.ask(query, { part }, { headers: { 'x-upstream-trace': 'true' } });
  gateway.sandbox.calls.length = 0;
  const long = await ask('x'.repeat(210_000));
  expect(gateway.sandbox.calls).toEqual([]);
  expect(new Set(long.body.errors!.map(({ extensions }) => extensions.code))).toEqual(new Set(['BAD_USER_INPUT']));
  expect(JSON.stringify(long.body).length).toBeLessThan(50_000);
  const { body } = await ask('中'.repeat(256));
  expect(body.errors).toBeUndefined();
  expect(gateway.sandbox.calls.length).toBeGreaterThan(0);
  for (const { path } of gateway.sandbox.calls) expect(path.length).toBeLessThan(4_000);
  const calls: { path: string }[] = body.extensions.upstream.calls;
  expect(calls[0]!.path).toMatch(/^\/oauth_clients\?.{200,}…$/);
  expect(Math.max(...calls.map(({ path }) => path.length))).toBeLessThan(300);
});

describe('what Telnyx says of an error is cut', () => {
  const long = (length: number) => 'x'.repeat(length);
  const error = { code: long(100_000), title: 't', detail: long(100_000), source: { pointer: `/${long(100_000)}` } };
  test.each<[string, number, unknown]>([
    ['long texts', 422, { errors: [error] }],
    ['a long path', 422, { errors: [{ ...error, source: { pointer: '/a'.repeat(100_000) } }] }],
    ['many issues', 422, { errors: Array(20_000).fill({ code: 'c', detail: 'd', source: { pointer: '/name' } }) }],
    ['long names', 422, { invalid_fields: { [long(100_000)]: [long(100_000)] } }],
    ['many reasons', 422, { invalid_fields: { name: Array(20_000).fill('no') } }],
    ['an error of OAuth', 400, { error: long(100_000), error_description: long(100_000) }],
  ])('%s', async (_what, status, json) => {
    const { ask, upstream } = await useInTest(startGatewayOnFake());
    upstream.answers = { 'GET /oauth_clients/c': { status, json }, 'PUT /oauth_clients/c': { status, json } };
    const read = await ask('{ oauthClient(clientId: "c") { name } }');
    expect(read.body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(JSON.stringify(read.body).length).toBeLessThan(50_000);
    const change = await ask(`mutation {
      updateOAuthClient(clientId: "c", input: { name: "n" }) {
        ... on OAuthValidationError { issues { path code message } }
        ... on OAuthProtocolError { error errorDescription }
      }
    }`);
    expect(change.body.errors).toBeUndefined();
    expect(change.body.data.updateOAuthClient).not.toEqual({});
    expect(JSON.stringify(change.body).length).toBeLessThan(50_000);
  });
});

describe('clients that do not read hold a bounded number of bytes together, and delay no one', () => {
  const many = aliased(100, 'name');
  const ONCE = `{ oauthClient(clientId: "c") { ${many} } }`;
  const IN_PARTS = `{ __typename ... @defer { oauthClient(clientId: "c") { ${many} } } }`;
  const PARTS = 'application/json, multipart/mixed';
  // Of 16 MB each no more than four wait, of 4 MB sixteen; what the kernel takes of each is not the gateway's.
  test.each([
    ['of one answer each', { length: 160_000, query: ONCE, accept: '*/*', clients: 12, each: 1, atLeast: 5 }],
    ['that would take parts', { length: 160_000, query: ONCE, accept: PARTS, clients: 12, each: 1, atLeast: 5 }],
    ['of answers in parts', { length: 160_000, query: IN_PARTS, accept: PARTS, clients: 12, each: 1, atLeast: 5 }],
    ['that ask ahead', { length: 40_000, query: ONCE, accept: '*/*', clients: 4, each: 12, atLeast: 2 }],
  ])(
    '%s',
    async (_who, { length, query, accept, clients, each, atLeast }) => {
      const { ask, upstream, url } = await useInTest(startGatewayOnFake());
      upstream.answers = { 'GET /oauth_clients/c': { json: { data: { ...CLIENT, name: 'n'.repeat(length) } } } };
      const body = JSON.stringify({ query });
      const request = [
        `POST /graphql HTTP/1.1\r\nhost: ${new URL(url).host}\r\ncontent-type: application/json\r\n`,
        `accept: ${accept}\r\nauthorization: Bearer ${ALICE_KEY}\r\n`,
        `content-length: ${body.length}\r\n\r\n${body}`,
      ].join('');
      const sockets: Socket[] = [];
      const closed = () => metricAt(url, 'gateway_unread_connections_closed_total');
      try {
        expect(await closed()).toBe(0);
        for (let client = 0; client < clients; client++) {
          const socket = await open(url);
          socket.on('error', () => {}).pause();
          sockets.push(socket);
          socket.write(request.repeat(each));
        }
        await expect.poll(closed, { timeout: 60_000, interval: 200 }).toBeGreaterThanOrEqual(atLeast);
        expect((await ask('{ __typename }')).body).toMatchObject({ data: { __typename: 'Query' } });
      } finally {
        for (const socket of sockets) socket.destroy();
      }
    },
    90_000,
  );
});
