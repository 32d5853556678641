import { describe, expect, test } from 'vitest';
import { ContractError, UnavailableError } from '../../../../src/telnyx/errors.ts';
import { breakAfter, head, json, message, type Reply, startRawServer } from '../../../support/raw-server.ts';
import { wireClient } from '../../../support/resources.ts';
import { connect, errorOf } from '../../../support/telnyx.ts';

describe('odd answers', () => {
  const ask = async (reply: Reply) => {
    const server = await startRawServer(reply);
    const { telnyx } = connect(server.origin);
    return telnyx.oauthClients.update('client-1', {});
  };
  const whole = json(200, { data: wireClient() });
  const shown = wireClient({ client_secret: undefined });

  test.for<[string, Reply]>([
    ['early hints before it', `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${whole}`],
    ['several informational ones', `${'HTTP/1.1 102 Processing\r\n\r\n'.repeat(3)}${whole}`],
    ['HTTP/1.0 that ends with the connection', breakAfter(`HTTP/1.0 200 OK\r\n\r\n${whole.split('\r\n\r\n')[1]}`)],
    ['chunks, byte by byte', chunked(whole.split('\r\n\r\n')[1]!)],
    ['thousands of chunks', chunked(JSON.stringify({ padding: numbers(1_000), data: wireClient() }))],
    ['Connection: close', breakAfter(json(200, { data: wireClient() }, { connection: 'close' }))],
    ['many headers', json(200, { data: wireClient() }, { 'x-much': 'y'.repeat(12_000) })],
    ['a large body', json(200, { data: wireClient(), padding: 'y'.repeat(4_000_000) })],
    ['a byte order mark', message(200, `\ufeff${JSON.stringify({ data: wireClient() })}`)],
    ['another content type', message(200, JSON.stringify({ data: wireClient() }), { 'content-type': 'text/plain' })],
    ['more bytes than its length', `${whole}${json(200, { data: wireClient({ name: 'stray' }) })}`],
  ])('%s: read', async ([, reply]) => {
    expect(await ask(reply)).toEqual(shown);
  });

  test.for<[string, Reply, type: unknown]>([
    ['huge headers', message(200, '{}', { 'x-much': 'y'.repeat(20_000) }), ContractError],
    ['a huge body', json(200, { data: wireClient(), padding: 'y'.repeat(17 * 1024 * 1024) }), ContractError],
    ['a length that is too short', `${head(200, { 'content-length': '9' })}{"data":{"client_id":"a"}}`, ContractError],
    ['a length that is too long', breakAfter(`${head(200, { 'content-length': '99' })}{"data":{}}`), UnavailableError],
    ['two lengths', `${head(200, { 'content-length': '2', 'Content-Length': '3' })}{}`, UnavailableError],
    ['broken chunks', `${head(200, { 'transfer-encoding': 'chunked' })}{"data":{}}`, UnavailableError],
    [
      'chunks without an end',
      breakAfter(`${head(200, { 'transfer-encoding': 'chunked' })}1\r\n{\r\n`),
      UnavailableError,
    ],
    ['leave to go on, though nobody asked', `HTTP/1.1 100 Continue\r\n\r\n${whole}`, UnavailableError],
    ['another protocol on request', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n', UnavailableError],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.9\r\n', UnavailableError],
    ['half a head', breakAfter('HTTP/1.1 200 OK\r\ncontent-le'), UnavailableError],
  ])('%s: an error', async ([, reply, type]) => {
    const error = await errorOf(ask(reply));
    expect(error).toBeInstanceOf(type as typeof ContractError);
    expect(error).toMatchObject({ outcome: 'UNKNOWN' });
  });
});

/** Text of which no part is like another. */
function numbers(count: number): string {
  return Array.from({ length: count }, (_, n) => n).join();
}

function chunked(body: string): Reply {
  const chunks = [...Buffer.from(body)].map((byte) => `1\r\n${String.fromCharCode(byte)}\r\n`);
  return `${head(200, { 'transfer-encoding': 'chunked' })}${chunks.join('')}0\r\n\r\n`;
}
