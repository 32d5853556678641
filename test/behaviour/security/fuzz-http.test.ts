import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { open, send } from '../../support/http.ts';
import { useForTests } from '../../support/lifetime.ts';
import { readAnswers, type WireAnswer } from './http-messages.ts';

/*
 * Bytes that resemble HTTP more or less, over a connection of their own each. Whatever they are, the gateway answers
 * with HTTP or hangs up, soon; what it answers at the GraphQL endpoint is GraphQL; and it goes on serving.
 */

const TIME_LIMIT = 10_000;
/** Longest that an answer may take, milliseconds: far beyond what a busy machine needs. */
const PATIENCE = 20_000;

const gateway = useForTests(() => startGateway({ env: { BODY_LIMIT_BYTES: '4096' } }));

/** Sends the bytes, says that no more will come, and reads until the connection ends. */
async function talk(bytes: Buffer): Promise<Buffer> {
  const socket = await open(gateway.url);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', () => {});
  socket.end(bytes);
  const hung = new AbortController();
  const end = await Promise.race([
    once(socket, 'close').then(() => 'closed'),
    delay(PATIENCE, 'hung', { signal: hung.signal }).catch(() => 'closed'),
  ]);
  hung.abort();
  socket.destroy();
  expect(end).toBe('closed');
  return Buffer.concat(chunks);
}

/** What an answer must be that is no page, probe or asset. */
function expectGraphQL({ status, headers, body }: WireAnswer): void {
  expect(headers['content-type']).toMatch(/^application\/(graphql-response\+)?json; charset=utf-8$/);
  expect(headers['x-content-type-options']).toBe('nosniff');
  const { data, errors, ...others } = JSON.parse(body.toString());
  expect(Object.keys(others).filter((name) => name !== 'extensions')).toEqual([]);
  expect(data !== undefined || errors?.length > 0).toBe(true);
  for (const { message, extensions } of errors ?? []) {
    expect(message).toMatch(/\w/);
    expect(extensions.code).toMatch(/^[A-Z_]+$/);
    expect(extensions.code).not.toBe('INTERNAL_SERVER_ERROR');
    expect(extensions.traceId).toMatch(/^[\w.:/+=-]+$/);
  }
  // 501: a transfer coding that is not known.
  if (status !== 501) expect(status).toBeLessThan(500);
}

function expectWellFormed(bytes: Buffer): WireAnswer[] {
  const answers = readAnswers(bytes);
  for (const answer of answers) {
    const isNodes = answer.headers['x-content-type-options'] === undefined;
    // Node's own is that a body may come, and nothing else.
    if (isNodes) expect(answer.status).toBe(100);
    // An answer to HEAD has the type alone.
    else if (/json/.test(answer.headers['content-type'] ?? '')) {
      if (answer.body.length > 0) expectGraphQL(answer);
    } else expect([200, 204, 304, 404, 405, 503]).toContain(answer.status);
  }
  return answers;
}

const word = fc.string({ maxLength: 20 });
const weird = fc.constantFrom(
  '',
  ' ',
  '\t',
  '\0',
  '\r',
  '\n',
  '\r\n',
  '\u00e4',
  '\x7f',
  '\x80',
  ':',
  ',',
  ';',
  '"',
  '%',
  '%zz',
  '../',
  '\\',
  '<script>',
  '{{7*7}}',
);
const method = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom('GET', 'POST') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'HEAD',
      'OPTIONS',
      'PUT',
      'DELETE',
      'PATCH',
      'TRACE',
      'CONNECT',
      'PROPFIND',
      'get',
      'M-SEARCH',
    ),
  },
  { weight: 1, arbitrary: word },
);
const queries = fc.constantFrom(
  '{ __typename }',
  '{ oauthClients(first: 1) { totalCount } }',
  'query A { __typename } query B { __typename }',
  'mutation { revokeOAuthGrant(grantId: "x") { __typename } }',
  'subscription { x }',
  '{ nope }',
  '{',
  '',
  '# nothing',
  'fragment F on Query { __typename }',
  '{ ...F } fragment F on Query { ...F }',
  `{ a${' { a'.repeat(50)}`,
);
const json = fc
  .oneof(
    fc.record(
      {
        query: fc.oneof(queries, fc.jsonValue() as fc.Arbitrary<unknown>),
        variables: fc.oneof(
          fc.constant({}),
          fc.constant({ __proto__: { a: 1 } }),
          fc.jsonValue() as fc.Arbitrary<unknown>,
        ),
        operationName: fc.oneof(fc.constantFrom('A', 'B', 'C', null, ''), fc.jsonValue() as fc.Arbitrary<unknown>),
        extensions: fc.oneof(
          fc.constant({ persistedQuery: { version: 1, sha256Hash: 'x' } }),
          fc.jsonValue() as fc.Arbitrary<unknown>,
        ),
      },
      { requiredKeys: [] },
    ),
    fc.jsonValue() as fc.Arbitrary<unknown>,
  )
  .map((value) => JSON.stringify(value));
const body = fc.oneof(
  { weight: 5, arbitrary: json.map((text) => Buffer.from(text)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(json, fc.nat(200), fc.uint8Array({ maxLength: 5 }))
      .map(([text, at, noise]) =>
        Buffer.concat([Buffer.from(text.slice(0, at)), noise, Buffer.from(text.slice(at + noise.length))]),
      ),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(
        '',
        '[]',
        '{}',
        'null',
        '{"query":',
        '{"query":"{__typename}"}'.padEnd(9_000),
        '['.repeat(4_000),
        `{"a":${'{"a":'.repeat(700)}1`,
        '{"__proto__":{"query":"{__typename}"}}',
      )
      .map((text) => Buffer.from(text)),
  },
);
const search = fc.oneof(
  fc.constantFrom(
    '',
    '?',
    '?query',
    '?query=%',
    '?query={__typename}&query={nope}',
    '?query[]=x',
    '?variables={',
    '?extensions=[]',
  ),
  fc
    .record({ query: queries, variables: fc.constantFrom('{}', '{', '[]', 'null', '1', '""') }, { requiredKeys: [] })
    .map((pairs) => `?${new URLSearchParams(pairs)}`),
  word.map((text) => `?${text}`),
);
const path = fc.oneof(
  { weight: 8, arbitrary: fc.constant('/graphql') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '/',
      '*',
      '',
      '/livez',
      '/readyz',
      '/metrics',
      '/graphiql/',
      '/graphiql/x/config.js',
      '/graphql/',
      '//graphql',
      '/%67raphql',
      'http://a/graphql',
      'https://user@a:1/graphql?x',
      '/../graphql',
      '/graphql;a',
      '/graphiql/../../package.json',
      '/graphiql/%2e%2e/%2e%2e/package.json',
    ),
  },
  { weight: 1, arbitrary: word },
);
const header = fc
  .oneof(
    {
      weight: 30,
      arbitrary: fc.tuple(
        fc.constantFrom(
          'Content-Type',
          'Accept',
          'Authorization',
          'X-Request-Id',
          'Traceparent',
          'Tracestate',
          'Origin',
          'Cookie',
          'Expect',
          'Upgrade',
          'Connection',
          'Accept-Encoding',
          'Content-Encoding',
          'If-None-Match',
          'Range',
          'X-Upstream-Trace',
          'X-Timeout-Ms',
          'X-Router-Secret',
          'X-Forwarded-For',
          'Transfer-Encoding',
          'Content-Length',
          'Host',
          'X-HTTP-Method-Override',
          'Apollo-Federation-Include-Trace',
          'Access-Control-Request-Method',
          'X-GraphQL-CSRF',
        ),
        fc.oneof(
          {
            weight: 20,
            arbitrary: fc.constantFrom(
              'application/json',
              'application/json; charset=utf-8',
              'application/json;charset=utf-16',
              'text/plain',
              'text/html',
              'multipart/form-data; boundary=b',
              'application/graphql-response+json',
              '*/*',
              'Bearer KEYsandboxAlice',
              'Bearer',
              'Basic YTpi',
              '100-continue',
              'websocket',
              'h2c',
              'keep-alive',
              'close',
              'gzip',
              'br',
              'bytes=0-',
              '*',
              'true',
              '0',
              '1',
              '-1',
              '1e9',
              '99999999999999999999',
              'chunked',
              'gzip, chunked',
              'ftv1',
              '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
              'null',
              'https://evil.example',
              'a=b,c=\u00e4',
            ),
          },
          { weight: 1, arbitrary: word },
          { weight: 1, arbitrary: weird },
        ),
      ),
    },
    fc.tuple(word, word),
    fc.tuple(weird, weird),
  )
  .map(([name, value]) => `${name}: ${value}`);

/** A request, mostly right; bytes beyond Latin-1 are left to `body`. */
const request = fc
  .record({
    method,
    path,
    search,
    version: fc.oneof(
      { weight: 40, arbitrary: fc.constant('HTTP/1.1') },
      fc.constantFrom('HTTP/1.0', 'HTTP/2', 'HTTP/0.9', 'http/1.1', ''),
    ),
    usual: fc.integer({ min: 0, max: 19 }),
    headers: fc.array(header, { maxLength: 3 }),
    body,
    length: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, fc.integer({ min: -5, max: 5 })),
    newline: fc.oneof({ weight: 40, arbitrary: fc.constant('\r\n') }, fc.constantFrom('\n', '\r')),
  })
  .map((made) => {
    const { newline } = made;
    const usual =
      made.usual === 0 ? [] : ['Host: a', 'Content-Type: application/json', 'X-GraphQL-CSRF: 1'].slice(0, made.usual);
    const length = made.method === 'POST' ? [`Content-Length: ${made.body.length + made.length}`] : [];
    const lines = [`${made.method} ${made.path}${made.search} ${made.version}`, ...usual, ...made.headers, ...length];
    const head = Buffer.from(`${lines.join(newline)}${newline}${newline}`, 'latin1');
    return made.method === 'POST' ? Buffer.concat([head, made.body]) : head;
  });

const bounded = { interruptAfterTimeLimit: TIME_LIMIT, markInterruptAsFailure: false, numRuns: 3_000 };

describe('whatever comes over a connection', () => {
  test('requests, one or several in a row: HTTP comes back, and GraphQL where it should', {
    timeout: 60_000,
  }, async () => {
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 3 }), async (requests) => {
        for (const { status } of expectWellFormed(await talk(Buffer.concat(requests)))) {
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      }),
      bounded,
    );
    expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 400, 404]));
  });

  test('any bytes at all: HTTP comes back or nothing', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
        expectWellFormed(await talk(Buffer.from(bytes)));
      }),
      { ...bounded, interruptAfterTimeLimit: TIME_LIMIT / 4 },
    );
  });

  test('many at once, cut off anywhere: it goes on serving', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(request, fc.nat(300)), { minLength: 10, maxLength: 30 }), async (requests) => {
        await Promise.all(
          requests.map(async ([bytes, at]) => {
            const socket = await open(gateway.url);
            socket.on('error', () => {}).write(bytes.subarray(0, at));
            await delay(1);
            socket.resetAndDestroy();
          }),
        );
        expect((await send(new URL('/livez', gateway.url))).status).toBe(200);
      }),
      { ...bounded, interruptAfterTimeLimit: TIME_LIMIT / 4 },
    );
  });
});

test('the gateway serves as before, and its log has one line of JSON each, none of them an error', async () => {
  const { body: answer } = await gateway.ask('{ oauthClients(first: 1) { nodes { name } } }');
  expect(answer.errors).toBeUndefined();
  expect(gateway.log.length).toBeGreaterThan(100);
  for (const line of gateway.log) {
    const { level } = JSON.parse(line) as { level: number };
    expect(level, line).toBeLessThan(50);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(line.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
  }
});
