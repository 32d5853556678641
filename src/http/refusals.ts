import type { IncomingMessage } from 'node:http';
import { valuesOf } from '../raw-headers.ts';
import { CODINGS, codingOf, isKnownCoding } from './content-coding.ts';

/** Why a request is turned away before its operation is looked at. */
export interface Refusal {
  readonly status: number;
  /** Default: `BAD_REQUEST`. */
  readonly code?: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const JSON_TYPE = 'application/json';
/** @see GraphQL over HTTP, section 4 (media types) */
const RESPONSE_TYPE = 'application/graphql-response+json';

/** Of answers that come in parts. @see GraphQL over HTTP, incremental delivery */
const PARTS_TYPE = 'multipart/mixed';
/** Parts of another form than they have here, that of `deferSpec=20220824`. */
const OTHER_PARTS = /^\s*multipart\/mixed\s*;.*incrementalSpec=/i;

/** Headers that a page of another site can send only where CORS lets it. `content-type: application/json` is one too. */
const SCRIPTED = ['x-graphql-csrf', 'apollo-require-preflight', 'x-apollo-operation-name', 'graphql-require-preflight'];

const NO_HOST: Refusal = { status: 400, message: 'A request must have one Host header, which names a host.' };
/** The first refusal of what any path may be asked. */
export function hostRefusal(req: IncomingMessage): Refusal | undefined {
  return hasOneHost(req) ? undefined : NO_HOST;
}

/**
 * Looks at all of a request to the GraphQL endpoint that comes before its body. A request that is let through has its
 * `content-type` and `accept` reduced to the media types that they come down to, which Yoga compares to the letter.
 */
export function refusalOf(req: IncomingMessage): Refusal | undefined {
  if (req.method !== 'GET' && req.method !== 'POST') {
    return { status: 405, message: 'GraphQL is served by GET and POST.', headers: { allow: 'GET, POST' } };
  }
  const accept = answerType(req.headers.accept);
  if (accept === undefined) {
    return { status: 406, message: `The answer can be ${JSON_TYPE} or ${RESPONSE_TYPE}, and Accept allows neither.` };
  }
  if (req.method === 'POST' && !isJson(req.headers['content-type'])) {
    const message = `A POST must carry ${JSON_TYPE}: a page of any other site could send the rest.`;
    return { status: 415, message, headers: { accept: JSON_TYPE } };
  }
  if (req.method === 'POST' && !isKnownCoding(codingOf(req))) {
    const message = `A body may be encoded in one of ${CODINGS}.`;
    return { status: 415, message, headers: { 'accept-encoding': CODINGS } };
  }
  if (req.method === 'GET' && !isScripted(req)) {
    const message = `A GET must carry a bearer token, content-type: ${JSON_TYPE}, or one of the headers \
${SCRIPTED.join(', ')}: a page of any other site could send the rest.`;
    return { status: 403, message };
  }
  req.headers.accept = accept;
  if (req.method === 'POST') req.headers['content-type'] = JSON_TYPE;
  return undefined;
}

/**
 * Whether a browser would ask for leave by a preflight before it sent this. A bearer token comes from a script, while
 * browsers add passwords (Basic, Digest, Negotiate) of their own accord. @see Fetch standard, section 2.2.2
 */
function isScripted({ headers }: IncomingMessage): boolean {
  return (
    SCRIPTED.some((name) => name in headers) ||
    isJson(headers['content-type']) ||
    /^bearer /i.test(headers.authorization ?? '')
  );
}

/** @see RFC 9112 section 3.2 */
function hasOneHost(req: IncomingMessage): boolean {
  const [host, ...others] = valuesOf(req, 'host');
  if (host === undefined) return req.httpVersion === '1.0';
  return others.length === 0 && (host === lastHost || isHost(host));
}

/** The host that was found to be one last: nearly all requests name the same. */
let lastHost: string | undefined;

function isHost(host: string): boolean {
  if (/[/?#\\@]/.test(host) || !(host === '' || URL.canParse(`http://${host}`))) return false;
  lastHost = host;
  return true;
}

/** The first type in `accept` that can be had, behind that of parts where these are accepted too. */
function answerType(accept: string | undefined): string | undefined {
  if (accept === JSON_TYPE || accept === RESPONSE_TYPE) return accept;
  const plain = WHOLE.get(accept ?? '*/*');
  if (plain !== undefined) return plain;
  const understood = (accept || '*/*').split(',').filter((type) => !OTHER_PARTS.test(type));
  const types = mediaTypes(understood.join(','));
  const parts = types.includes(PARTS_TYPE) ? [PARTS_TYPE] : [];
  const whole = types.flatMap((type) => WHOLE.get(type) ?? []).slice(0, 1);
  return [...parts, ...whole].join(', ') || undefined;
}

/** What an answer in one piece is called, by what is asked for. */
const WHOLE: ReadonlyMap<string, string> = new Map([
  [RESPONSE_TYPE, RESPONSE_TYPE],
  [JSON_TYPE, JSON_TYPE],
  ['application/*', JSON_TYPE],
  ['*/*', JSON_TYPE],
]);

function isJson(contentType: string | undefined): boolean {
  return contentType === JSON_TYPE || mediaTypes(contentType)[0] === JSON_TYPE;
}

/** The types of a list of media types, without their parameters. */
function mediaTypes(list = ''): string[] {
  return list.split(',').map((type) => type.split(';', 1)[0]!.trim().toLowerCase());
}
