import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ResponseHeaders } from './headers.ts';

/** Response headers that pages may read besides the CORS-safelisted ones. */
const EXPOSED = 'retry-after, www-authenticate, x-request-id';
/** How long browsers may cache a preflight, seconds. */
const MAX_AGE = '7200';

/**
 * Adds the headers that let pages of these `origins`, and no others, read the response. Never allows credentials.
 *
 * @see Fetch standard, section 3.3 (CORS protocol)
 */
export function withCors(
  baseHeaders: ResponseHeaders,
  { headers: { origin } }: IncomingMessage,
  origins: readonly string[],
): ResponseHeaders {
  if (origins.length === 0) return baseHeaders;
  if (origin === undefined || !origins.includes(origin)) return { ...baseHeaders, vary: 'origin' };
  return {
    ...baseHeaders,
    vary: 'origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': EXPOSED,
  };
}

/**
 * Responds to the preflight of an allowed origin and returns true. Returns false for every other request.
 *
 * @see Fetch standard, section 3.3.2
 */
export function respondToPreflight(req: IncomingMessage, res: ServerResponse, baseHeaders: ResponseHeaders): boolean {
  if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) return false;
  if (baseHeaders['access-control-allow-origin'] === undefined) return false;
  res
    .writeHead(204, {
      ...baseHeaders,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': req.headers['access-control-request-headers'] ?? '',
      'access-control-max-age': MAX_AGE,
    })
    .end();
  return true;
}
