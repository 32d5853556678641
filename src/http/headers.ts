import type { ServerResponse } from 'node:http';

/** Headers of an answer, by their names in lower case. */
export type Head = Readonly<Record<string, string>>;

/**
 * For all but the page of GraphiQL, which has its own: nothing that a browser might take for a page may do anything.
 */
const CONTENT_SECURITY_POLICY = "default-src 'none'; frame-ancestors 'none'";

/**
 * What the head of every answer holds, whatever else it does.
 *
 * @param hstsMaxAge how long browsers may come by TLS only, seconds; 0: they are not told
 */
export function standingHead(hstsMaxAge: number): Head {
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
export function setHead(res: ServerResponse, head: Head): void {
  for (const name in head) res.setHeader(name, head[name]!);
}
