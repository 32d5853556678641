import type { Socket } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { breakAfter, head, message, openRawServer, type Reply, reset, stall } from '../../support/raw-server.ts';
import { DATA, type Damage, type Fault, FIELDS, MARGIN, meet, type Outcome } from './damage.ts';

/*
 * Whole operations, by HTTP, of gateways whose upstream does to every request what no upstream should. Each time: the
 * code that is due, an answer that comes soon after the deadline at the latest, and a POST that goes out once.
 */

const KEY = 'KEYsandboxAlice';
const JSON_TYPE = { 'content-type': 'application/json' };

const whole = (body: string, headers: Record<string, string> = {}) => message(200, body, { ...JSON_TYPE, ...headers });
const half = (body: string) => body.slice(0, body.length / 2);
const withLength = (length: number, body: string) => `${head(200, { 'content-length': String(length) })}${body}`;
const inChunks = (chunks: string) => `${head(200, { ...JSON_TYPE, 'transfer-encoding': 'chunked' })}${chunks}`;
const chunkOf = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const encoded = (encoding: string, body: Uint8Array) =>
  Buffer.concat([
    Buffer.from(head(200, { 'content-length': String(body.length), 'content-encoding': encoding })),
    body,
  ]);
const bytes = (text: string) => Buffer.from(text, 'latin1');
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

/** Breaks the connection off behind a part of an answer, in the way that loses what is under way. */
const resetAfter =
  (part: string): Reply =>
  (socket) =>
    void socket.write(part, () => socket.resetAndDestroy());

/** Sends bytes from `next` again and again, as fast as they are taken or with pauses, until the caller is gone. */
function pour(start: string, next: () => string | Uint8Array, pause = 0): Reply {
  return (socket: Socket) => {
    socket.write(start);
    const more = () => {
      if (socket.destroyed) return;
      const wait = socket.write(next());
      if (pause > 0) setTimeout(more, pause);
      else if (wait) setImmediate(more);
      else socket.once('drain', more);
    };
    more();
  };
}

function drip(text: string): Reply {
  let sent = 0;
  return pour('', () => text.charAt(sent++ % text.length), 100);
}

const REFUSED = 'UPSTREAM_CONTRACT';
const GONE = 'UPSTREAM_UNAVAILABLE';
const LATE = 'UPSTREAM_TIMEOUT';

/** What each read and the write end in. */
const FAULTS: Record<string, Record<string, Fault>> = {
  [GONE]: {
    'a reset before the head': () => reset,
    'a reset inside the head': (body) => resetAfter(whole(body).slice(0, 20)),
    'a reset behind the head': (body) => resetAfter(withLength(body.length, '')),
    'a reset inside the body': (body) => resetAfter(withLength(body.length, half(body))),
    'an end before the head': () => breakAfter(''),
    'an end inside the head': (body) => breakAfter(whole(body).slice(0, 20)),
    'an end inside the body': (body) => breakAfter(withLength(body.length, half(body))),
    'a length that is too long, and an end': (body) => breakAfter(withLength(body.length + 1, body)),
    'a length and chunks': (body) =>
      `${head(200, { 'content-length': String(body.length), 'transfer-encoding': 'chunked' })}${chunkOf(body)}0\r\n\r\n`,
    'chunks and a length': (body) =>
      `${head(200, { 'transfer-encoding': 'chunked', 'content-length': '3' })}${chunkOf(body)}0\r\n\r\n`,
    'lengths that differ': (body) => `${head(200, { 'content-length': '2', 'Content-Length': '3' })}${body}`,
    'a length that is none': (body) => `${head(200, { 'content-length': '-1' })}${body}`,
    'a length beyond all numbers': (body) => `${head(200, { 'content-length': '9'.repeat(40) })}${body}`,
    'a chunk of a size that is none': (body) => inChunks(`zz\r\n${body}\r\n0\r\n\r\n`),
    'a chunk of a negative size': (body) => inChunks(`-5\r\n${body}\r\n0\r\n\r\n`),
    'a chunk of a size beyond all numbers': (body) => inChunks(`${'f'.repeat(40)}\r\n${body}`),
    'a chunk that is longer than its size': (body) => inChunks(`1\r\n${body}\r\n0\r\n\r\n`),
    'chunks that end too soon': (body) => breakAfter(inChunks(chunkOf(half(body)))),
    'bytes at random': () => bytes('\x16\x03\x01\x02\x00\x01\x00\xfc\x00\xff\xfe\x80'),
    'words of another protocol': () => 'SSH-2.0-OpenSSH_9.9\r\n',
    'HTTP/2': () => bytes('\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64'),
    'a version of HTTP that there is not': (body) => whole(body).replace('HTTP/1.1', 'HTTP/9.9'),
    'a status that is no number': (body) => whole(body).replace('200', '2x0'),
    'a header with a folded line': (body) => whole(body).replace('\r\n', '\r\nx-a: b\r\n c\r\n'),
    'a header without a name': (body) => whole(body).replace('\r\n', '\r\n: b\r\n'),
    'a NUL in a header': (body) => whole(body).replace('\r\n', '\r\nx-a: b\0c\r\n'),
    'leave to go on that nobody asked for': (body) => `HTTP/1.1 100 Continue\r\n\r\n${whole(body)}`,
    'another protocol that nobody asked for': () =>
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
    'a page of its edge': () => message(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' }),
    'a 503 without a body': () => message(503),
  },
  [LATE]: {
    'a stall before the head': () => stall,
    'a stall inside the head': (body) => whole(body).slice(0, 20),
    'a stall behind the head': (body) => withLength(body.length, ''),
    'a stall inside the body': (body) => withLength(body.length, half(body)),
    'a length that is too long, and nothing more': (body) => withLength(body.length + 1, body),
    'a last chunk that does not come': (body) => inChunks(chunkOf(body)),
    'a head, byte by byte': () => drip(head(200, { 'x-long': 'y'.repeat(500) })),
    'a body, byte by byte': (body) => (socket, request) => {
      socket.write(inChunks(''));
      (drip(chunkOf(body[0]!).repeat(500)) as (socket: Socket, request: unknown) => void)(socket, request);
    },
    'early hints without end': () => pour('', () => 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n', 5),
    'a chunk size without end': () => pour(inChunks(''), () => '0', 5),
  },
  [REFUSED]: {
    'a length that is too short': (body) => withLength(body.length - 1, body),
    'no body': () => whole(''),
    'no content': () => message(204),
    'no change': () => message(304),
    'an array': () => whole('[]'),
    null: () => whole('null'),
    'half of the JSON': (body) => whole(half(body)),
    'JSON with more behind it': (body) => whole(`${body}{}`),
    'a page': () => message(200, '<html>We will be back soon</html>', { 'content-type': 'text/html' }),
    'gzip that nobody asked for': (body) => encoded('gzip', gzipSync(body)),
    'brotli that nobody asked for': (body) => encoded('br', brotliCompressSync(body)),
    'deflate that nobody asked for': (body) => encoded('deflate', deflateSync(body)),
    'headers of ten megabytes': (body) => whole(body, { 'x-much': 'y'.repeat(10 * 1024 * 1024) }),
    'ten thousand headers': (body) => whole(body).replace('\r\n', `\r\n${'x-much: y\r\n'.repeat(10_000)}`),
    'a body without end': () => pour(inChunks(''), () => chunkOf('y'.repeat(256 * 1024))),
    'a body that is said to have no end': () =>
      pour(withLength(Number.MAX_SAFE_INTEGER, ''), () => Buffer.alloc(256 * 1024, 'y')),
  },
};

/** What is no list and no resource, but may be metadata, of which Telnyx promises no member. */
const HOLLOW: Record<string, Fault> = {
  'an empty object': () => whole('{}'),
  'data that is a hundred thousand arrays deep': () => whole(`{"data":${nested(100_000)}}`),
  'members with other types than all': (body) => whole(body.replaceAll(/"(\w+)":"[^"]*"/g, '"$1":1e400')),
};

/** What is odd, and still can be read. */
const ODD: Record<string, Fault> = {
  'early hints': (body) => `${'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(50)}${whole(body)}`,
  'a thousand headers': (body) => whole(body).replace('\r\n', `\r\n${'a: b\r\n'.repeat(1_000)}`),
  'another type': (body) => message(200, body, { 'content-type': 'image/png' }),
  'two types': (body) => whole(body).replace('\r\n', '\r\ncontent-type: text/html\r\n'),
  'no type': (body) => message(200, body),
  'an encoding that it does not have': (body) => whole(body, { 'content-encoding': 'gzip' }),
  'a mark of its byte order': (body) => whole(`\ufeff${body}`),
  'a chunk for each byte': (body) => inChunks(`${[...body].map(chunkOf).join('')}0\r\n\r\n`),
  'a body as long as the connection': (body) => breakAfter(`${head(200, JSON_TYPE)}${body}`),
  'members twice': (body) => whole(`{"data":null,"meta":5,"token_endpoint":7,${body.slice(1)}`),
  'members named as what all objects have': (body) =>
    whole(`{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1,${body.slice(1)}`),
  'a member that is a hundred thousand arrays deep': (body) =>
    whole(
      `{"more":${nested(100_000)},${body.replaceAll('{"record_type"', `{"more":${nested(100_000)},"record_type"`).slice(1)}`,
    ),
  'numbers beyond all numbers': (body) => whole(`{"more":[1e400,-1e400,${'9'.repeat(10_000)}],${body.slice(1)}`),
  'bytes that are no UTF-8': (body) =>
    Buffer.concat([
      bytes(`${withLength(body.length + 12, '')}{"more":"`),
      bytes('\xff\xc0'),
      bytes(`",${body.slice(1)}`),
    ]),
};

/** Short where it is what ends the operation; elsewhere nothing hangs on it. Milliseconds. */
const deadlineOf = (name: string) => (name in FAULTS[LATE]! ? 1_500 : 20_000);
/** Faults that are met at once. */
const AT_ONCE = 8;
const all = { ...FAULTS[LATE], ...FAULTS[GONE], ...FAULTS[REFUSED], ...HOLLOW, ...ODD };
const damages = new Map<string, Promise<Damage>>();
beforeAll(() => {
  const waiting = Object.entries(all).map(([name, fault]) => ({
    name,
    fault,
    damage: Promise.withResolvers<Damage>(),
  }));
  for (const { name, damage } of waiting) damages.set(name, damage.promise);
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await meet(next.fault, deadlineOf(next.name)).then(next.damage.resolve, next.damage.reject);
    }
  };
  for (let n = 0; n < AT_ONCE; n++) void work();
});

function expectOrder({ read, write, deadline, requests, log }: Damage): void {
  for (const { took } of [read, write]) expect(took).toBeLessThan(deadline + MARGIN);
  expect(requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  expect(log.join('')).not.toContain(KEY);
  expect(log.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
}

const TEST_LIMIT = 120_000;

describe.each(Object.entries(FAULTS))('%s of all reads, and of a write that may have happened:', (code, faults) => {
  test.each(Object.keys(faults))('%s', { timeout: TEST_LIMIT }, async (name) => {
    const damage = await damages.get(name)!;
    expect(damage.read.data).toEqual(Object.fromEntries(FIELDS.map((field) => [field, null])));
    const expected = FIELDS.map((path) => ({ path, code, outcome: undefined }));
    expect(damage.read.errors.toSorted(byPath)).toEqual(expected.toSorted(byPath));
    expect(damage.write.errors).toEqual([{ path: 'createOAuthClient', code, outcome: 'UNKNOWN' }]);
    expectOrder(damage);
  });
});

describe('data that is none:', () => {
  test.each(Object.keys(HOLLOW))('%s', { timeout: TEST_LIMIT }, async (name) => {
    const damage = await damages.get(name)!;
    const [metadata, ...others] = FIELDS.toReversed();
    expect(damage.read.data).toEqual({
      ...Object.fromEntries(others.map((field) => [field, null])),
      [metadata!]: { tokenEndpoint: null },
    });
    // A member of the metadata that does not fit its field may be an error of its own.
    expect(new Set(codes(damage.read))).toEqual(new Set([REFUSED]));
    expect(damage.write.errors).toEqual([{ path: 'createOAuthClient', code: REFUSED, outcome: 'UNKNOWN' }]);
    expectOrder(damage);
  });
});

describe('can be read though it is odd:', () => {
  test.each(Object.keys(ODD))('%s', { timeout: TEST_LIMIT }, async (name) => {
    const damage = await damages.get(name)!;
    expect(damage.read).toMatchObject({ data: DATA, errors: [] });
    expect(damage.write).toMatchObject({ data: { createOAuthClient: { client: { name: 'Client 1' } } }, errors: [] });
    expect({}).not.toHaveProperty('polluted');
    expectOrder(damage);
  });
});

describe('a redirect to another host is an answer that the API does not give, and is not followed:', () => {
  test.each([300, 301, 302, 303, 305, 307, 308])('%i', { timeout: TEST_LIMIT }, async (status) => {
    const other = await openRawServer((socket, request) => void socket.write(whole(request.path)));
    const location = `${other.origin}/v2/oauth_clients`;
    const damage = await meet(() => message(status, '', { location, refresh: `0; url=${location}` }), 20_000);
    other.close();
    expect(other.connections()).toBe(0);
    expect(codes(damage.read)).toEqual(FIELDS.map(() => REFUSED));
    expect(damage.write.errors).toEqual([{ path: 'createOAuthClient', code: REFUSED, outcome: 'UNKNOWN' }]);
    expectOrder(damage);
  });
});

const codes = ({ errors }: Outcome) => errors.map(({ code }) => code);
const byPath = (a: { path: string }, b: { path: string }) => a.path.localeCompare(b.path);
