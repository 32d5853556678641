import { expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { exchange } from '../../support/http.ts';
import { useForTests } from '../../support/lifetime.ts';

/*
 * Messages whose end a proxy in front may see elsewhere than the gateway does, so that what is one request for the one
 * is two for the other. None is answered as a request, and what follows is never taken for one.
 */

const gateway = useForTests(() => startGateway());

const SECOND = 'GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
const post = (lines: string) =>
  `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${lines}\r\n\r\n`;
const chunked = post('Transfer-Encoding: chunked');

test.each<[string, string]>([
  ['a length and chunks', `${post('Content-Length: 5\r\nTransfer-Encoding: chunked')}0\r\n\r\n`],
  ['chunks and a length', `${post('Transfer-Encoding: chunked\r\nContent-Length: 5')}0\r\n\r\n`],
  ['two lengths', post('Content-Length: 0\r\nContent-Length: 5')],
  ['the same length twice in one', post('Content-Length: 0, 0')],
  ['a length with a sign', post('Content-Length: +0')],
  ['a length in another base', post('Content-Length: 0x0')],
  ['a negative length', post('Content-Length: -1')],
  ['chunks of another kind', post('Transfer-Encoding: xchunked')],
  ['chunks that are not the last coding', post('Transfer-Encoding: chunked, identity')],
  ['chunks twice', `${post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked')}0\r\n\r\n`],
  ['a space in front of the colon', post('Content-Length : 0')],
  ['a folded line', post('X-A: b\r\n Content-Length: 0\r\nContent-Length: 0')],
  ['a line without a colon', post('Content-Length')],
  ['a NUL in a value', post('X-A: b\0c\r\nContent-Length: 0')],
  ['a carriage return alone', post('X-A: b\rContent-Length: 0')],
  ['lines that end in line feeds alone', post('Content-Length: 0').replaceAll('\r\n', '\n')],
  ['a chunk of a size that is none', `${chunked}0x0\r\n\r\n`],
  ['a chunk of a size beyond all numbers', `${chunked}${'f'.repeat(17)}\r\n`],
  ['a chunk that is longer than its size', `${chunked}1\r\n{}\r\n0\r\n\r\n`],
  ['a chunk that ends in a line feed alone', `${chunked}2\n{}\n0\n\n`],
  ['no host', 'POST /graphql HTTP/1.1\r\nContent-Length: 0\r\n\r\n'],
  ['two spaces in the first line', post('Content-Length: 0').replace(' HTTP', '  HTTP')],
  ['another version', post('Content-Length: 0').replace('HTTP/1.1', 'HTTP/1.2')],
])('%s: refused, and the connection ends', async (name, bytes) => {
  const answers = await exchange(gateway.url, bytes + SECOND);
  // RFC 9112 section 6.1: a transfer coding that the server does not know is 501.
  const status = name === 'chunks of another kind' ? 501 : 400;
  expect(answers).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answers.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
});
