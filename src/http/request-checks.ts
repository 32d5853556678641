import type { IncomingMessage } from 'node:http';
import type { ErrorCode } from '../lib/error-codes.ts';
import { valuesOf } from '../lib/raw-headers.ts';
import { CODINGS, codingOf, isKnownCoding } from './content-coding.ts';
import { bodyType, JSON_TYPE, RESPONSE_TYPE, responseType } from './media-types.ts';

/** The response to a request that is refused before its operation is parsed. */
export interface Refusal {
  readonly status: number;
  /** Default: `BAD_REQUEST`. */
  readonly code?: ErrorCode;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Headers that a page of another site can send only after a preflight, as `content-type: application/json` is. */
const PREFLIGHTED = [
  'x-graphql-csrf',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'graphql-require-preflight',
];

/** For requests whose body has no end that can be found. */
const CLOSE = { connection: 'close' };

const NO_HOST: Refusal = { status: 400, message: 'A request must have one Host header, which names a host.' };

/** Refuses a request, whatever its path, unless it names one valid host. @see RFC 9112 section 3.2 */
export function hostRefusal(req: IncomingMessage): Refusal | undefined {
  return hasOneHost(req) ? undefined : NO_HOST;
}

/**
 * Checks the method and headers of a request to the GraphQL endpoint. In a request that passes, it replaces
 * `content-type` and `accept` by the media types that they resolve to, since Yoga compares them literally.
 */
export function refusalOf(req: IncomingMessage): Refusal | undefined {
  if (req.method !== 'GET' && req.method !== 'POST') {
    return { status: 405, message: 'GraphQL is served by GET and POST.', headers: { allow: 'GET, POST' } };
  }
  const transfer = req.headers['transfer-encoding'];
  if (transfer !== undefined && transfer.toLowerCase() !== 'chunked') {
    return { status: 501, message: 'The only supported transfer coding is chunked.', headers: CLOSE };
  }
  const accept = responseType(req.headers.accept);
  if (accept === undefined) {
    return { status: 406, message: `The response can be ${JSON_TYPE} or ${RESPONSE_TYPE}, and Accept allows neither.` };
  }
  if (req.method === 'POST') {
    const refusal = bodyRefusal(req);
    if (refusal) return refusal;
    req.headers['content-type'] = JSON_TYPE;
  }
  if (req.method === 'GET' && !isPreflighted(req)) {
    const message = `A GET must carry a bearer token, content-type: ${JSON_TYPE}, or one of the headers \
${PREFLIGHTED.join(', ')}, since a page of another site could send any other GET.`;
    return { status: 403, message };
  }
  req.headers.accept = accept;
  return undefined;
}

/** Checks the headers that describe the body. @see RFC 9110 section 15.5.16 */
function bodyRefusal(req: IncomingMessage): Refusal | undefined {
  const type = bodyType(req.headers['content-type']);
  if (type === 'other type') {
    const message = `A POST must carry ${JSON_TYPE}, since a page of another site could send any other type.`;
    return { status: 415, message, headers: { accept: JSON_TYPE } };
  }
  if (type === 'other charset') {
    return { status: 415, message: 'The only supported charset is UTF-8.', headers: { accept: JSON_TYPE } };
  }
  if (!isKnownCoding(codingOf(req))) {
    const message = `A body may be encoded in one of ${CODINGS}.`;
    return { status: 415, message, headers: { 'accept-encoding': CODINGS } };
  }
  return undefined;
}

/**
 * Whether a browser would have sent a preflight before this request, if it came from a page of another site. Only a
 * script sends a bearer token, while browsers add passwords (Basic, Digest, Negotiate) by themselves.
 *
 * @see Fetch standard, section 2.2.2
 */
function isPreflighted({ headers }: IncomingMessage): boolean {
  return (
    PREFLIGHTED.some((name) => name in headers) ||
    bodyType(headers['content-type']) === 'json' ||
    /^bearer /i.test(headers.authorization ?? '')
  );
}

/** @see RFC 9112 section 3.2 */
function hasOneHost(req: IncomingMessage): boolean {
  const [host, ...others] = valuesOf(req, 'host');
  if (host === undefined) return req.httpVersion === '1.0';
  return others.length === 0 && (host === lastHost || isHost(host));
}

/** The last valid host: nearly all requests name the same. */
let lastHost: string | undefined;

function isHost(host: string): boolean {
  if (/[/?#\\@]/.test(host) || !(host === '' || URL.canParse(`http://${host}`))) return false;
  lastHost = host;
  return true;
}
