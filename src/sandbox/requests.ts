import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { oauthError, platformError, Refusal } from './errors.ts';

/** One request, read whole. */
export interface Exchange {
  method: string;
  /** Path as sent, still percent-encoded, without the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  /** The path segments that the route leaves open, decoded, in order. */
  params: string[];
  /** What IAM calls the operation; undefined: it knows none. */
  action?: string | undefined;
}

/** Bodies above this many bytes are answered 413. */
const BODY_LIMIT = 1024 * 1024;

/**
 * Reads the body whole. What goes beyond the limit is drained and dropped, so that the client gets its answer.
 * @throws Refusal 413 above 1 MiB
 */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
  }
  if (size > BODY_LIMIT) {
    throw new Refusal(platformError(413, { code: '10015', title: 'Bad request', detail: 'The body is too large.' }));
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * The JSON object in a request body.
 * @throws Refusal 415 for another media type, 400 for what is no JSON object
 */
export function jsonBody({ headers, body }: Exchange): Record<string, unknown> {
  if (mediaType(headers) !== 'application/json') {
    const problem = { code: '10014', title: 'Unsupported media type', detail: 'Send application/json.' };
    throw new Refusal(platformError(415, problem));
  }
  const value = parseObject(body);
  if (value) return value;
  const problem = { code: '10023', title: 'Invalid JSON', detail: 'The body is not a JSON object.' };
  throw new Refusal(platformError(400, problem));
}

/**
 * The parameters of the token and introspection endpoints, form-encoded or JSON. An empty one counts as omitted and a
 * repeated one is an error (RFC 6749 3.2).
 * @throws Refusal 400 `invalid_request`
 */
export function oauthParameters({ headers, body }: Exchange): Map<string, string> {
  const invalid = (why: string) => new Refusal(oauthError(400, 'invalid_request', why));
  let entries: [string, unknown][];
  switch (mediaType(headers)) {
    case 'application/x-www-form-urlencoded':
      entries = [...new URLSearchParams(body)];
      break;
    case 'application/json': {
      const value = parseObject(body);
      if (!value) throw invalid('The body is not a JSON object.');
      entries = Object.entries(value);
      break;
    }
    default:
      throw invalid('Send application/x-www-form-urlencoded or application/json.');
  }
  const parameters = new Map<string, string>();
  for (const [name, value] of entries) {
    if (typeof value !== 'string') throw invalid(`The parameter ${name} is not a string.`);
    if (parameters.has(name)) throw invalid(`The parameter ${name} is repeated.`);
    parameters.set(name, value);
  }
  for (const [name, value] of parameters) if (value === '') parameters.delete(name);
  return parameters;
}

function mediaType(headers: IncomingHttpHeaders): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {}
  return undefined;
}
