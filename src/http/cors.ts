import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Head } from './headers.ts';

/** Answers' headers that a page needs to see besides the safelisted ones. */
const EXPOSED = 'retry-after, www-authenticate, x-request-id';
/** How long browsers may remember a preflight, seconds. */
const MAX_AGE = '7200';

/**
 * The head with what lets pages of the named `origins`, and of no others, read the answer; never with cookies.
 * @see Fetch standard, section 3.3 (CORS protocol)
 */
export function withCors(head: Head, { headers: { origin } }: IncomingMessage, origins: readonly string[]): Head {
  if (origins.length === 0) return head;
  if (origin === undefined || !origins.includes(origin)) return { ...head, vary: 'origin' };
  return {
    ...head,
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': EXPOSED,
  };
}

/**
 * Answers the preflight of a page that the head gives leave, and is true; leaves all else alone, and is false.
 * @see Fetch standard, section 3.3.2
 */
export function answerPreflight(req: IncomingMessage, res: ServerResponse, head: Head): boolean {
  if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) return false;
  if (head['access-control-allow-origin'] === undefined) return false;
  res
    .writeHead(204, {
      ...head,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': req.headers['access-control-request-headers'] ?? '',
      'access-control-max-age': MAX_AGE,
    })
    .end();
  return true;
}
