import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers' headers that a page needs to see besides the safelisted ones. */
const EXPOSED = 'retry-after, www-authenticate, x-request-id';
/** How long browsers may remember a preflight, seconds. */
const MAX_AGE = '7200';

/**
 * Lets pages of the named `origins`, and of no others, read the answer; never with cookies. True where the request was
 * a preflight of such a page, which is then answered.
 * @see Fetch standard, section 3.3 (CORS protocol)
 */
export function answerCors(req: IncomingMessage, res: ServerResponse, origins: readonly string[]): boolean {
  if (origins.length > 0) res.setHeader('vary', 'origin');
  const { origin } = req.headers;
  if (origin === undefined || !origins.includes(origin)) return false;
  res.setHeader('access-control-allow-origin', origin);
  res.setHeader('access-control-expose-headers', EXPOSED);
  if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) return false;
  res.writeHead(204, {
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': req.headers['access-control-request-headers'] ?? '',
    'access-control-max-age': MAX_AGE,
  });
  res.end();
  return true;
}
