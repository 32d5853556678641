import { once } from 'node:events';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { exchange, get, type HttpAnswer, type HttpRequest, open, post, readAll, send } from '../../support/http.ts';
import { useForTests } from '../../support/lifetime.ts';
import { metricAt } from '../../support/metrics.ts';

/** Bytes that a body may have here. */
const LIMIT = 2_000;

const gateway = useForTests(() => startGateway({ env: { BODY_LIMIT_BYTES: String(LIMIT) } }));
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

  test.each([
    'application/json;charset=utf-8',
    'application/json ; charset=UTF-8',
    'Application/JSON',
    'application/json; charset="utf-8"',
    'application/json; profile="a;charset=x,y"; charset=utf8',
    'application/json;',
  ])('%s is JSON', async (type) => {
    const answer = await post(gateway.url, { query: '{ __typename }' }, { 'content-type': type });
    expect(answer).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
  });

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

  test.each([
    'application/json; charset=iso-8859-1',
    'application/json;charset=UTF-16',
    'application/json; charset="utf-16"',
    'application/json; Charset=latin1',
    'application/json; charset=',
  ])('%s: 415, and nothing runs', async (type) => {
    const answer = await post(gateway.url, { query: REGISTER }, { 'content-type': type });
    expectError(answer, { status: 415 });
    expect(answer.headers.accept).toBe('application/json');
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test.each(['application/json, text/plain', 'text/plain; a="b", application/json', ''])(
    '%j is no type that is read: 415',
    async (type) => {
      expectError(await post(gateway.url, { query: '{ __typename }' }, { 'content-type': type }), { status: 415 });
    },
  );

  test.each([
    ['Latin-1', Buffer.from('{"query":"{ __typename } # \xe9"}', 'latin1')],
    ['UTF-16', Buffer.from('\ufeff{"query":"{ __typename }"}', 'utf16le')],
  ])('%s is not read as if it were UTF-8: 400', async (_name, body) => {
    expectError(await send(gateway.url, { headers: JSON_TYPE, body }), { status: 400 });
  });

  test('a body announced above the limit is refused before it comes', async () => {
    const head = 'POST /graphql HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\n';
    const answer = await exchange(gateway.url, `${head}Content-Length: 100000000\r\n\r\n{`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});

/** Leaves a request to Yoga. */
const BY_YOGA = { 'apollo-federation-include-trace': 'x' };

describe.each([
  ['the fast path', {}],
  ['Yoga', BY_YOGA],
])('content codings, by %s', (_way, way) => {
  const asked = Buffer.from(JSON.stringify({ query: '{ __typename }' }));
  const ask = (coding: string, body: Uint8Array, chunked = false) =>
    send(gateway.url, { headers: { ...JSON_TYPE, ...way, 'content-encoding': coding }, body, chunked });

  test.each<[string, Uint8Array]>([
    ['gzip', gzipSync(asked)],
    ['GZip', gzipSync(asked)],
    ['x-gzip', gzipSync(asked)],
    ['deflate', deflateSync(asked)],
    ['br', brotliCompressSync(asked)],
    ['identity', asked],
    ['', asked],
    ['gzip', gzipSync(Buffer.concat([Buffer.from('\ufeff'), asked]))],
  ])('%j is taken', async (coding, body) => {
    for (const chunked of [false, true]) {
      const answer = await ask(coding, body, chunked);
      expect(answer).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
    }
  });

  test.each(['zstd', 'compress', 'gzip, gzip', 'gzip, br', 'identity, gzip', 'utf-8', '*', 'constructor'])(
    '%s: 415, told what is taken',
    async (coding) => {
      const answer = await ask(coding, gzipSync(asked));
      expectError(answer, { status: 415 });
      expect(answer.headers['accept-encoding']).toBe('gzip, deflate, br');
    },
  );

  test.each<[string, Uint8Array]>([
    ['gzip', asked],
    ['gzip', gzipSync(asked).subarray(0, -9)],
    ['gzip', new Uint8Array()],
    ['deflate', gzipSync(asked)],
    ['br', asked],
    ['gzip', gzipSync(gzipSync(asked))],
  ])('what is not in %s: 400', async (coding, body) => {
    expectError(await ask(coding, body), { status: 400 });
  });

  test('both sizes are bounded', async () => {
    const fits = gzipSync(asked.toString().padEnd(LIMIT));
    expect(await ask('gzip', fits)).toMatchObject({ status: 200 });
    const tooLarge = { status: 413, code: 'REQUEST_ENTITY_TOO_LARGE' };
    expectError(await ask('gzip', gzipSync(asked.toString().padEnd(LIMIT + 1))), tooLarge);
    expectError(await ask('gzip', gzipSync(asked, { level: 0 }).subarray(0, 1), true), { status: 400 });
    // As it is sent it is above the limit, as it would be decoded, not.
    const stored = Buffer.concat(Array.from({ length: 100 }, () => gzipSync(' ')));
    expectError(await ask('gzip', Buffer.concat([stored, gzipSync(asked)]), true), tooLarge);
  });

  test('bombs are given up as soon as they are too large', async () => {
    // 64 MiB of blanks each, in a body that fits: 50 of them would be 3.2 GB.
    const bomb = brotliCompressSync(Buffer.alloc(64 * 1024 * 1024, 32));
    expect(bomb.length).toBeLessThan(LIMIT);
    const before = process.memoryUsage().rss;
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('br', bomb)));
    for (const answer of answers) expectError(answer, { status: 413, code: 'REQUEST_ENTITY_TOO_LARGE' });
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024);
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
    ['application/json;q=0.5, application/graphql-response+json', 'application/graphql-response+json'],
    ['application/json; q=0.1, application/*;q=0.2', 'application/graphql-response+json'],
    ['application/json;q=0, */*', 'application/graphql-response+json'],
    ['*/*, application/graphql-response+json;q=0', 'application/json'],
    ['application/json, */*', 'application/json'],
    ['application/graphql-response+json;Q=0.3, application/json;q=0.30', 'application/graphql-response+json'],
    ['a/b;c="application/json;q=1,", application/graphql-response+json', 'application/graphql-response+json'],
    ['', 'application/json'],
  ];
  test.each(types)('Accept: %s', async (accept, type) => {
    const answer = await post(gateway.url, { query: '{ __typename }' }, accept === undefined ? {} : { accept });
    expect(answer).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
    expect(answer.headers['content-type']).toBe(`${type}; charset=utf-8`);
  });

  test.each([
    'text/plain',
    'text/event-stream',
    'application/xml, image/*',
    'multipart/mixed; incrementalSpec=v0.2',
    'application/json;q=0',
    'application/json;q=0, application/graphql-response+json; q=0.000',
    '*/*;q=0',
    'multipart/mixed;q=0',
    'application/json;q=many',
  ])('Accept: %s: 406, and nothing runs', async (accept) => {
    expectError(await post(gateway.url, { query: REGISTER }, { accept }), { status: 406 });
    expect(gateway.sandbox.calls).toEqual([]);
  });

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

const POST = 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
const CHUNKED = `${POST}Transfer-Encoding: chunked\r\n\r\n`;

test.each<[string, string, number, string]>([
  ['a request line that is none', 'GET\r\n\r\n', 400, 'BAD_REQUEST'],
  [
    'a head that is too large',
    `GET /livez HTTP/1.1\r\nHost: a\r\nX-A: ${'x'.repeat(17_000)}\r\n\r\n`,
    431,
    'BAD_REQUEST',
  ],
  ['a chunk that is none', `${CHUNKED}xx\r\n`, 400, 'BAD_REQUEST'],
  [
    'extensions of a chunk that are too large',
    `${CHUNKED}1;${'x'.repeat(17_000)}\r\n`,
    413,
    'REQUEST_ENTITY_TOO_LARGE',
  ],
  ['no Host', 'GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'BAD_REQUEST'],
  [
    'an expectation that nobody knows',
    'POST /graphql HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: wonders\r\n\r\n',
    417,
    'BAD_REQUEST',
  ],
  [
    'a transfer coding that is not known',
    'POST /graphql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    501,
    'BAD_REQUEST',
  ],
])('%s is refused like the others, and counted', async (_name, bytes, status, code) => {
  const before = await refused(status);
  const answer = await exchange(gateway.url, bytes);
  const [head = '', text = ''] = answer.split('\r\n\r\n');
  const [line, ...lines] = head.split('\r\n');
  expect(line).toMatch(`HTTP/1.1 ${status} `);
  const headers = Object.fromEntries(lines.map((each) => each.toLowerCase().split(': ')));
  const json = JSON.parse(text);
  expect(headers['content-length']).toBe(String(text.length));
  expect(Date.parse(headers.date)).toBeGreaterThan(Date.now() - 60_000);
  expectError({ status, headers, text, json }, { status, code });
  expect(await refused(status)).toBe(before + 1);
});

async function refused(status: number): Promise<number> {
  return (await metricAt(gateway.url, `gateway_requests_refused_total{status="${status}"}`)) ?? 0;
}

describe('Expect: 100-continue', () => {
  const head = (length: number) =>
    `${POST}Connection: close\r\nExpect: 100-continue\r\nContent-Length: ${length}\r\n\r\n`;

  test('a body that may come is asked for', async () => {
    const socket = await open(gateway.url);
    const body = JSON.stringify({ query: '{ __typename }' });
    socket.write(head(body.length));
    expect(String((await once(socket, 'data'))[0])).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    socket.write(body);
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('one that is too large is not', async () => {
    expect(await exchange(gateway.url, head(LIMIT + 1))).toMatch(/^HTTP\/1\.1 413 /);
  });
});

test('refusals and answers share their headers', async () => {
  const names = async (request: HttpRequest) => Object.keys((await send(gateway.url, request)).headers).sort();
  const answered = await names({ headers: JSON_TYPE, body: '{"query": 5}' });
  const refused = await names({ headers: { 'content-type': 'text/plain' }, body: 'x' });
  const own = ['allow', 'accept', 'content-length', 'transfer-encoding'];
  expect(refused.filter((name) => !own.includes(name))).toEqual(answered.filter((name) => !own.includes(name)));
});
