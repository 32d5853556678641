import { request } from 'node:http';
import { beforeEach, describe, expect, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { latch, startGatedGateway, until } from '../../support/gate.ts';
import { startGateway } from '../../support/gateway.ts';
import { post } from '../../support/http.ts';
import { useForTests } from '../../support/lifetime.ts';

const gateway = useForTests(() => startGateway());
beforeEach(() => {
  gateway.sandbox.faults.length = 0;
});

const CLIENT = `query Client($id: ID!, $later: Boolean = true) {
  oauthClient(clientId: $id) { name ...Grants @defer(label: "grants", if: $later) }
}
fragment Grants on OAuthClient { grants(first: 2) { totalCount nodes { grantId } } }`;
const variables = { id: DEMO_CLIENT.client_id };
const MULTIPART = 'multipart/mixed;deferSpec=20220824, application/json';

interface Parts {
  readonly type: string | undefined;
  readonly cacheControl: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: what is in them is what tests are about
  readonly parts: any[];
}

/** Reads parts as they come; `onPart` is told of each. */
function ask(
  url: string,
  body: object,
  accept = MULTIPART,
  onPart: (count: number) => void = () => {},
  more: Record<string, string> = {},
): Promise<Parts> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${ALICE_KEY}`, accept, ...more };
    const req = request(url, { method: 'POST', headers }, (res) => {
      let text = '';
      const parts = () => [...text.matchAll(/\r\n\r\n(\{[\s\S]*?\})\r\n---/g)].map(([, json]) => JSON.parse(json!));
      res.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
        onPart(parts().length);
      });
      res.on('error', reject).on('end', () => {
        const { 'content-type': type, 'cache-control': cacheControl } = res.headers;
        resolve({ type, cacheControl, parts: parts() });
      });
    });
    req.on('error', reject).end(JSON.stringify(body));
  });
}

test('the grants follow the client, which does not wait for them', async () => {
  const { gateway: gated, gate } = await startGatedGateway();
  const { opened, open } = latch();
  gate.pass = async (call, answer) => {
    if (call.line.includes('/oauth_grants')) await opened;
    return answer;
  };
  // The grants are held back until the first part is here.
  const { type, cacheControl, parts } = await ask(gated.url, { query: CLIENT, variables }, MULTIPART, (count) => {
    if (count > 0) open();
  });
  expect({ type, cacheControl }).toEqual({
    type: 'multipart/mixed; boundary="-"',
    cacheControl: 'private, no-store',
  });
  // The list of grants is scanned, and nothing is known of its length.
  const cost = { requested: 22 + 570, maximum: 5_000 };
  const data = { oauthClient: { name: 'Acme Contact Center' } };
  expect(parts[0]).toEqual({ data, extensions: { cost }, hasNext: true });
  expect(parts[1].incremental).toMatchObject([
    { label: 'grants', path: ['oauthClient'], data: { grants: { nodes: [{}, {}] } } },
  ]);
  expect(parts.at(-1).hasNext).toBe(false);
});

test('the grants follow also once the query has come often enough to be compiled', async () => {
  for (const _ of [1, 2, 3]) {
    const { parts } = await ask(gateway.url, { query: CLIENT, variables });
    expect(parts[0]).toMatchObject({ data: { oauthClient: { name: 'Acme Contact Center' } }, hasNext: true });
  }
});

describe('the answer comes whole', () => {
  const whole = { name: 'Acme Contact Center', grants: { totalCount: expect.any(Number), nodes: [{}, {}] } };

  test.each([
    'application/json',
    'application/graphql-response+json',
    '*/*',
    'multipart/mixed;incrementalSpec=v0.2, application/json', // parts of a later draft
  ])('for clients that accept %s', async (accept) => {
    const { json } = await post(
      gateway.url,
      { query: CLIENT, variables },
      {
        authorization: `Bearer ${ALICE_KEY}`,
        accept,
      },
    );
    expect(json.data.oauthClient).toMatchObject(whole);
    expect(json.hasNext).toBeUndefined();
  });

  test('where nothing is deferred', async () => {
    const headers = { authorization: `Bearer ${ALICE_KEY}`, accept: MULTIPART };
    const answer = await post(gateway.url, { query: CLIENT, variables: { ...variables, later: false } }, headers);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.json.data.oauthClient).toMatchObject(whole);
  });

  test('in one payload, for clients that accept nothing but payloads', async () => {
    const { parts } = await ask(gateway.url, { query: '{ __typename }' }, 'multipart/mixed');
    expect(parts).toMatchObject([{ data: { __typename: 'Query' } }]);
  });
});

describe('errors', () => {
  test('of a later part have a code and a place, and Telnyx’ words stay away', async () => {
    gateway.sandbox.faults.push('403@GET /oauth_grants');
    const lines = gateway.log.length;
    const { parts } = await ask(gateway.url, { query: CLIENT, variables });
    expect(parts[0]).toMatchObject({ data: { oauthClient: { name: 'Acme Contact Center' } }, hasNext: true });
    const [{ errors }] = parts.flatMap(({ incremental = [] }) => incremental);
    expect(errors).toMatchObject([
      { path: ['oauthClient', 'grants'], extensions: { code: 'FORBIDDEN', traceId: expect.any(String) } },
    ]);
    const ended = gateway.log.slice(lines).map((line) => JSON.parse(line));
    expect(ended.filter(({ msg }) => msg === 'operation')).toMatchObject([
      { operation: 'Client', codes: ['FORBIDDEN'], upstreamCalls: 2 },
    ]);
  });

  test.each([
    [
      'two of one label',
      '{ a: oauthClients { ... @defer(label: "x") { totalCount } } b: oauthClients { ... @defer(label: "x") { totalCount } } }',
    ],
    ['a mutation’s root', 'mutation { ... @defer { deleteOAuthClient(clientId: "x") { __typename } } }'],
    ['a field', '{ oauthClients @defer { totalCount } }'],
  ])('deferring %s is not valid', async (_name, query) => {
    const { json } = await post(gateway.url, { query }, { accept: MULTIPART });
    expect(json.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(json.data).toBeUndefined();
  });

  test('a caller that disconnects between two payloads ends the call for the rest', async () => {
    const { gateway: gated, gate } = await startGatedGateway();
    const { opened: left, open: leave } = latch();
    gate.pass = async (call, answer) => {
      if (call.line.includes('/oauth_grants')) await left;
      return answer;
    };
    const req = request(gated.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ALICE_KEY}`, accept: MULTIPART },
    });
    req.on('error', () => {}).on('response', (res) => res.on('error', () => {}).once('data', () => req.destroy()));
    req.end(JSON.stringify({ query: CLIENT, variables }));
    // The sandbox has answered already; what ends is the gateway's wait, long before its deadline of 15 s.
    const operations = () => gated.log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'operation');
    await until(() => operations().length > 0);
    leave();
    expect(operations()).toMatchObject([{ operation: 'Client', upstreamCalls: 2 }]);
  });
});

describe('an answer in parts obeys the bounds of a whole one', () => {
  const wrong = (prefix: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${prefix}${at}: oauthClient(clientId: "..") { name }`).join(' ');

  test.each([
    ['in the first part and in later ones', 6, [6, 5]],
    ['in later ones only', 0, [9, 9]],
    ['in the first part only', 14, [0]],
    ['10 and no more', 4, [3, 3]],
  ])('at most 10 errors in all, and the last part counts the rest: %s', async (_where, first, later) => {
    const deferred = later.map((count, at) => `... @defer(label: "${at}") { ${wrong(`d${at}_`, count)} __typename }`);
    const { parts } = await ask(gateway.url, { query: `{ ${wrong('f', first)} ${deferred.join(' ')} }` });
    const results = parts.flatMap((part) => [part, ...(part.incremental ?? [])]);
    const errors = results.flatMap((result) => result.errors ?? []);
    const all = first + later.reduce((sum, count) => sum + count, 0);
    expect(errors).toHaveLength(10);
    expect(parts[0].errors ?? []).toHaveLength(Math.min(first, 10));
    for (const { extensions } of errors) expect(extensions.code).toBe('BAD_USER_INPUT');
    for (const result of results) expect(result.errors).not.toEqual([]);
    expect(parts.at(-1).extensions?.omittedErrors).toBe(all > 10 ? all - 10 : undefined);
    expect(parts.slice(0, -1).some((part) => part.extensions?.omittedErrors)).toBe(false);
  });

  test('its cost is told first, and its calls upstream last', async () => {
    const traced = { 'x-upstream-trace': 'true' };
    await gateway.ask('{ oauthGrants { totalCount } }');
    const { parts } = await ask(gateway.url, { query: CLIENT, variables }, MULTIPART, () => {}, traced);
    expect(parts[0].extensions.cost).toEqual({ requested: 22 + 40, maximum: 5_000 });
    expect(parts.at(-1).extensions.upstream.calls.length).toBeGreaterThan(1);
    const told = parts.flatMap(({ extensions = {} }) => Object.keys(extensions));
    expect(told).toEqual(['cost', 'upstream']);
  });

  test('a cost that is too high is refused before any call', async () => {
    const query = '{ ... @defer { oauthClients(first: 100) { nodes { grants(first: 100) { nodes { id } } } } } }';
    const calls = gateway.sandbox.calls.length;
    const { text } = await post(gateway.url, { query }, { authorization: `Bearer ${ALICE_KEY}`, accept: MULTIPART });
    expect(text).toContain('QUERY_TOO_COMPLEX');
    expect(gateway.sandbox.calls).toHaveLength(calls);
  });
});
