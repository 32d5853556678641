import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { chooseCoding, encode } from '../../../src/static/coding.ts';

test.each([
  [undefined, 'identity'],
  ['', 'identity'],
  ['gzip, deflate, br, zstd', 'br'],
  ['GZIP', 'gzip'],
  ['gzip, deflate', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['br; q=0.0 ,gzip;q=0', 'identity'],
  ['*', 'br'],
  ['*;q=0', 'identity'],
  ['br;q=0, *', 'gzip'],
  ['identity', 'identity'],
  ['br;q=nonsense', 'identity'],
])('for Accept-Encoding %j it is %s', (header, coding) => {
  expect(chooseCoding(header)).toBe(coding);
});

test('what is encoded decodes to the same bytes and is smaller', async () => {
  const body = Buffer.from('a style sheet, again and again; '.repeat(1000));
  const br = await encode(body, 'br');
  const gzip = await encode(body, 'gzip');
  expect(brotliDecompressSync(br)).toEqual(body);
  expect(gunzipSync(gzip)).toEqual(body);
  expect(br.length).toBeLessThan(body.length / 10);
  expect(gzip.length).toBeLessThan(body.length / 10);
  expect(await encode(body, 'identity')).toBe(body);
});
