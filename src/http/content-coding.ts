import type { IncomingMessage } from 'node:http';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

type Decoder = (
  bytes: Buffer,
  options: { maxOutputLength: number },
  done: (error: Error | null, decoded: Buffer) => void,
) => void;

/** By the names of content codings. `deflate` is zlib's format. @see RFC 9110 section 8.4.1 */
const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
  ['br', brotliDecompress],
]);

/** Content codings that requests may have, for `Accept-Encoding`. */
export const CODINGS = 'gzip, deflate, br';

/** The content coding of a request's body, in lower case. Undefined: none. */
export function codingOf({ headers }: IncomingMessage): string | undefined {
  const given = headers['content-encoding'];
  if (given === undefined) return undefined;
  const coding = given.trim().toLowerCase();
  return coding === '' || coding === 'identity' ? undefined : coding;
}

/** Whether bodies in that coding can be decoded. Several codings at once cannot. */
export function isKnownCoding(coding: string | undefined): boolean {
  return coding === undefined || DECODERS.has(coding);
}

/** Decodes on zlib's threads, and stops above `limit` bytes. */
export function decode(
  bytes: Buffer,
  coding: string,
  limit: number,
  done: (decoded: Buffer | 'malformed' | 'too large') => void,
): void {
  DECODERS.get(coding)!(bytes, { maxOutputLength: limit }, (error, decoded) => {
    if (!error) done(decoded);
    else done((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : 'malformed');
  });
}
