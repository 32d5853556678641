import type { ServerResponse } from 'node:http';

/** Response headers, by their names in lower case. */
export type ResponseHeaders = Readonly<Record<string, string>>;

/** For every response but GraphiQL's page, which has its own: a browser must not run anything in it. */
const CONTENT_SECURITY_POLICY = "default-src 'none'; frame-ancestors 'none'";

/**
 * The headers of every response.
 *
 * @param hstsMaxAge `max-age` of `Strict-Transport-Security`, seconds; 0: no such header
 */
export function standardHeaders(hstsMaxAge: number): ResponseHeaders {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    ...(hstsMaxAge > 0 && { 'strict-transport-security': `max-age=${hstsMaxAge}` }),
  };
}

/**
 * Sets headers on a response that other code writes, which may override them. Code that writes the response itself
 * passes them to `writeHead`.
 *
 * @see docs/performance.md
 */
export function setHeaders(res: ServerResponse, baseHeaders: ResponseHeaders): void {
  for (const name in baseHeaders) res.setHeader(name, baseHeaders[name]!);
}
