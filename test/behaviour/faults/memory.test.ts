import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { post } from '../../support/http.ts';
import { metricAt } from '../../support/metrics.ts';
import { startProcess } from '../../support/process.ts';
import { head, message, type Reply, startRawServer } from '../../support/raw-server.ts';
import { MARGIN } from './damage.ts';

/*
 * A gateway of its own process, and answers that are far larger than any that Telnyx gives, to many operations at once.
 * Its resident memory, as it tells of it itself all the while, grows by a bounded amount.
 */

const KEY = { authorization: 'Bearer KEYsandboxAlice' };
const MIB = 1024 * 1024;
/** Operations at once. */
const AT_ONCE = 8;
/** An answer is given up at 16 MiB; the rest is what a collector may leave lying about. MiB. */
const BOUND = 2 * AT_ONCE * 16 + 128;
const DEADLINE = 1_500;

/** Sends `bytes` as fast as they are taken, until the caller is gone. */
function pour(start: string, bytes: string | Uint8Array): Reply {
  return (socket: Socket) => {
    socket.write(start);
    const more = () => {
      while (!socket.destroyed && socket.write(bytes));
      if (!socket.destroyed) socket.once('drain', more);
    };
    more();
  };
}

const chunked = head(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
const chunk = `10000\r\n${'y'.repeat(0x10000)}\r\n`;
const bomb = (encoding: string, body: Uint8Array): Reply =>
  Buffer.concat([
    Buffer.from(head(200, { 'content-length': String(body.length), 'content-encoding': encoding })),
    body,
  ]);

const FLOODS: Record<string, () => Reply> = {
  'a body without end': () => pour(chunked, chunk),
  'a body said to be as long as numbers go': () => {
    return pour(head(200, { 'content-length': String(Number.MAX_SAFE_INTEGER) }), 'y'.repeat(0x10000));
  },
  'a body without end in chunks of a byte': () => pour(chunked, '1\r\ny\r\n'.repeat(10_000)),
  'a header without end': () => pour('HTTP/1.1 200 OK\r\nx-much: ', 'y'.repeat(0x10000)),
  'headers without end': () => pour('HTTP/1.1 200 OK\r\n', 'a: b\r\n'.repeat(10_000)),
  'trailers without end': () => pour(`${chunked}2\r\n{}\r\n0\r\n`, 'a: b\r\n'.repeat(10_000)),
  'a reason without end': () => pour('HTTP/1.1 200 ', 'y'.repeat(0x10000)),
  'a chunk extension without end': () => pour(`${chunked}2;x=`, 'y'.repeat(0x10000)),
  'early hints without end': () => pour('', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(1_000)),
  'a quarter of a gigabyte in gzip': () => bomb('gzip', gzipSync(Buffer.alloc(256 * MIB))),
  'a quarter of a gigabyte in brotli': () => {
    const fast = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
    return bomb('br', brotliCompressSync(Buffer.alloc(256 * MIB), fast));
  },
};

/** Resident memory of the process, in bytes. */
const memory = async (url: string) => (await metricAt(url, 'process_resident_memory_bytes'))!;

test('floods end in an error soon, and cost a bounded amount of memory', { timeout: 180_000 }, async () => {
  let reply: Reply = '';
  const upstream = await startRawServer((socket, request) => {
    if (typeof reply === 'function') reply(socket, request);
    else socket.write(reply);
  });
  const env = { PORT: '0', OPERATION_TIMEOUT_MS: String(DEADLINE), TELNYX_API_URL: upstream.origin };
  const url = await startProcess(env).listening();
  const ask = (n: number) => post(url, { query: `{ oauthClient(clientId: "client-${n}") { name } }` }, KEY);
  reply = message(404, '{}');
  for (let n = 0; n < 200; n++) await ask(n);
  const before = await memory(url);
  const grown: Record<string, number> = {};
  for (const [name, flood] of Object.entries(FLOODS)) {
    reply = flood();
    const started = performance.now();
    let most = 0;
    const asked = Promise.all(Array.from({ length: AT_ONCE }, (_, n) => ask(n))).finally(() => {
      reply = '';
    });
    while (reply !== '') {
      most = Math.max(most, await memory(url));
      await sleep(50);
    }
    // Too much to be read, or nothing that is kept, so that the deadline ends it.
    for (const { json } of await asked) {
      expect(json.errors[0].extensions.code, name).toMatch(/^UPSTREAM_(CONTRACT|TIMEOUT)$/);
    }
    expect(performance.now() - started, name).toBeLessThan(DEADLINE + MARGIN);
    grown[name] = Math.round((most - before) / MIB);
  }
  for (const [name, mib] of Object.entries(grown))
    expect(mib, `${name}, MiB above ${Math.round(before / MIB)}`).toBeLessThan(BOUND);
});
