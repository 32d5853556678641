import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { exchange, get, type HttpAnswer, type HttpRequest, post, send } from './support/http.ts';

/** Bytes that a body may have here. */
const LIMIT = 2_000;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ env: { BODY_LIMIT_BYTES: String(LIMIT) } });
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.sandbox.calls.length = 0;
});

const JSON_TYPE = { 'content-type': 'application/json' };
const KEY = { authorization: 'Bearer KEYsandboxAlice' };
const DELETE = 'mutation M { deleteOAuthClient(clientId: "client-1") { __typename } }';
const REGISTER = 'mutation { registerOAuthClient(input: { redirectUris: ["https://a.example"] }) { __typename } }';

/** The answer is an error as GraphQL clients expect it, with all that one needs to report it. */
function expectError({ status, headers, json }: HttpAnswer, expected: { status: number; code?: string }): void {
  expect({ status, json }).toEqual({
    status: expected.status,
    json: {
      errors: [
        {
          message: expect.stringMatching(/\w/),
          extensions: { code: expected.code ?? 'BAD_REQUEST', traceId: headers['x-request-id'] },
        },
      ],
    },
  });
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
  });
}

const query = (text: string) => `${gateway.url}?query=${encodeURIComponent(text)}`;

describe('bodies', () => {
  const multipart =
    '--b\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":"{__typename}"}\r\n--b--\r\n';
  const form = new URLSearchParams({ query: REGISTER }).toString();
  test.each<[string, Record<string, string>, string]>([
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, form],
    ['a multipart form', { 'content-type': 'multipart/form-data; boundary=b' }, multipart],
    ['plain text', { 'content-type': 'text/plain' }, JSON.stringify({ query: REGISTER })],
    [
      'plain text that names JSON',
      { 'content-type': 'text/plain; application/json' },
      JSON.stringify({ query: REGISTER }),
    ],
    ['a GraphQL document', { 'content-type': 'application/graphql' }, REGISTER],
    ['a type that begins like JSON', { 'content-type': 'application/jsonp' }, JSON.stringify({ query: REGISTER })],
    ['no type', {}, JSON.stringify({ query: REGISTER })],
  ])('%s: 415, and nothing runs', async (_name, headers, body) => {
    const answer = await send(gateway.url, { headers, body });
    expectError(answer, { status: 415 });
    expect(answer.headers.accept).toBe('application/json');
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test.each(['application/json;charset=utf-8', 'application/json ; charset=UTF-8', 'Application/JSON'])(
    '%s is JSON',
    async (type) => {
      const answer = await post(gateway.url, { query: '{ __typename }' }, { 'content-type': type });
      expect(answer).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
    },
  );

  test.each<[string, unknown]>([
    ['broken JSON', '{"query": "{ __typename }"'],
    ['an empty body', ''],
    ['null', 'null'],
    ['a number', '5'],
    ['a batch', [{ query: '{ __typename }' }, { query: '{ __typename }' }]],
    ['an empty batch', []],
    ['no query', {}],
    ['a query that is a number', { query: 5 }],
    ['variables that are a number', { query: '{ __typename }', variables: 5 }],
    ['variables that are a list', { query: '{ __typename }', variables: [] }],
    ['extensions that are a string', { query: '{ __typename }', extensions: 'x' }],
    ['a parameter that nobody knows', { query: '{ __typename }', mutation: 'x' }],
  ])('%s: 400', async (_name, body) => {
    const answer = await post(gateway.url, body);
    expectError(answer, { status: 400 });
  });

  test('broken JSON is not quoted, neither to the caller nor in the log', async () => {
    const answer = await post(gateway.url, '{"variables": {"clientSecret": "hunter2" "x": 1}}');
    expectError(answer, { status: 400 });
    expect(answer.text).not.toContain('hunter2');
    expect(gateway.log.join()).not.toContain('hunter2');
  });

  test.each([{ chunked: false }, { chunked: true }])('one byte above the limit: 413 (%o)', async ({ chunked }) => {
    const body = (length: number) => JSON.stringify({ query: '{ __typename }' }).padEnd(length);
    const fits = await send(gateway.url, { headers: JSON_TYPE, body: body(LIMIT), chunked });
    expect(fits).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
    const answer = await send(gateway.url, { headers: JSON_TYPE, body: body(LIMIT + 1), chunked });
    expectError(answer, { status: 413, code: 'REQUEST_ENTITY_TOO_LARGE' });
  });

  test('a body announced above the limit is refused before it comes', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n';
    const answer = await exchange(gateway.url, `${head}Content-Length: 100000000\r\n\r\n{`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('methods', () => {
  test.each(['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'OPTIONS'])('%s: 405', async (method) => {
    const answer = await send(query('{ __typename }'), { method });
    expectError(answer, { status: 405 });
    expect(answer.headers.allow).toBe('GET, POST');
  });

  test('HEAD: 405 without a body', async () => {
    const { status, headers, text } = await send(query('{ __typename }'), { method: 'HEAD' });
    expect({ status, allow: headers.allow, text }).toEqual({ status: 405, allow: 'GET, POST', text: '' });
  });

  test('one that HTTP does not know: 400', async () => {
    expect(await exchange(gateway.url, 'FOO /graphql HTTP/1.1\r\nHost: a\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  test('a query by GET is answered', async () => {
    const url = `${query('query Q($n: Int!) { oauthClients(first: $n) { totalCount } } query R { __typename }')}`;
    const answer = await get(`${url}&operationName=Q&variables=${encodeURIComponent('{"n": 1}')}`, KEY);
    expect(answer).toMatchObject({ status: 200, json: { data: { oauthClients: { totalCount: expect.any(Number) } } } });
  });

  test.each(['', '&operationName=M'])('a mutation by GET: 405, and nothing runs (%s)', async (name) => {
    const answer = await get(query(DELETE) + name, KEY);
    expectError(answer, { status: 405 });
    expect(answer.headers.allow).toBe('POST');
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test('a query by GET beside a mutation: the query alone', async () => {
    const answer = await get(`${query(`${DELETE} query Q { __typename }`)}&operationName=Q`, KEY);
    expect(answer).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test.each(['variables', 'extensions'])('%s in a URL that are no JSON: 400, not quoted', async (name) => {
    const answer = await get(`${query('{ __typename }')}&${name}=${encodeURIComponent('{"token": "hunter2" x')}`);
    expectError(answer, { status: 400 });
    expect(answer.text + gateway.log.join()).not.toContain('hunter2');
  });

  test('a GET without a query: 400', async () => {
    expectError(await get(gateway.url), { status: 400 });
  });
});

describe('the media type of the answer', () => {
  const types: [string | undefined, string][] = [
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['application/*', 'application/json'],
    ['application/json', 'application/json'],
    ['Application/JSON; charset=utf-8', 'application/json'],
    ['application/json;charset=latin1', 'application/json'],
    ['application/graphql-response+json', 'application/graphql-response+json'],
    ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json'],
    ['text/event-stream, application/json', 'application/json'],
    ['text/html, image/webp, */*;q=0.1', 'application/json'],
  ];
  test.each(types)('Accept: %s', async (accept, type) => {
    // A query in the URL asks for an answer, not for GraphiQL, whatever a browser accepts.
    const answer = await get(query('{ __typename }'), accept === undefined ? {} : { accept });
    expect(answer).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
    expect(answer.headers['content-type']).toBe(`${type}; charset=utf-8`);
  });

  test.each(['text/plain', 'text/event-stream', 'application/xml, image/*', 'multipart/mixed; incrementalSpec=v0.2'])(
    'Accept: %s: 406, and nothing runs',
    async (accept) => {
      expectError(await post(gateway.url, { query: REGISTER }, { accept }), { status: 406 });
      expect(gateway.sandbox.calls).toEqual([]);
    },
  );

  test('says by its status what is wrong with a document, where the type may', async () => {
    const ask = (accept: string) => post(gateway.url, { query: '{ nonsense }' }, { accept });
    expect((await ask('application/graphql-response+json')).status).toBe(400);
    expect((await ask('application/json')).status).toBe(200);
  });
});

describe('documents', () => {
  test.each<[string, unknown, string]>([
    ['no GraphQL', { query: '{ __typename' }, 'GRAPHQL_PARSE_FAILED'],
    ['a field that is not there', { query: '{ nonsense }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['an operation that is not there', { query: '{ __typename }', operationName: 'X' }, 'OPERATION_RESOLUTION_FAILURE'],
    [
      'no way to choose an operation',
      { query: 'query A { __typename } query B { __typename }' },
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['a second operation without a name', { query: 'query A { a } { a }' }, 'OPERATION_RESOLUTION_FAILURE'],
  ])('%s', async (_name, body, code) => {
    const { headers, json } = await post(gateway.url, body);
    expect(json.data).toBeUndefined();
    expect(json.errors[0].extensions).toMatchObject({ code, traceId: headers['x-request-id'] });
  });
});

describe('Host', () => {
  const ask = (lines: string, version = '1.1') =>
    exchange(
      gateway.url,
      `GET /graphql?query={__typename} HTTP/${version}\r\nConnection: close\r\nX-GraphQL-CSRF: 1\r\n${lines}\r\n`,
    );

  test.each(['Host: [', 'Host: a b', 'Host: user@a', 'Host: a/b', 'Host: a#b', 'Host: a:99999', 'Host: a\r\nHost: b'])(
    '%j: 400',
    async (lines) => {
      const answer = await ask(`${lines}\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toMatch(
        /\{"errors":\[\{"message":"[^"]+","extensions":\{"code":"BAD_REQUEST","traceId":"[^"]+"\}\}\]\}/,
      );
    },
  );

  test.each(['Host: a', 'Host: a:1', 'Host: [::1]:1', 'Host:'])('%j is well formed', async (lines) => {
    expect(await ask(`${lines}\r\n`)).toMatch(/^HTTP\/1\.1 200 .*\{"data":\{"__typename":"Query"\}/s);
  });

  test('none: 400, but fine in HTTP/1.0, which has no such header', async () => {
    expect(await ask('')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await ask('', '1.0')).toMatch(/^HTTP\/1\.1 200 /);
  });
});

test.each<[string, string]>([
  ['a folded header', 'GET /livez HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\n\r\n'],
  ['two lengths', 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}'],
  [
    'a length and chunks',
    'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
])('%s: 400, and the connection ends', async (_name, bytes) => {
  expect(await exchange(gateway.url, bytes)).toMatch(/^HTTP\/1\.1 400 /);
});

test('refusals and answers share their headers', async () => {
  const names = async (request: HttpRequest) => Object.keys((await send(gateway.url, request)).headers).sort();
  const answered = await names({ headers: JSON_TYPE, body: '{"query": 5}' });
  const refused = await names({ headers: { 'content-type': 'text/plain' }, body: 'x' });
  const own = ['allow', 'accept', 'content-length', 'transfer-encoding'];
  expect(refused.filter((name) => !own.includes(name))).toEqual(answered.filter((name) => !own.includes(name)));
});
