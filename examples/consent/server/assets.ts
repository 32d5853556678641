import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

/** What `vite build` made. */
export const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

/**
 * What a page of the demo may do: run, style, show and fetch what this origin serves, and no string may become script.
 *
 * @see https://www.w3.org/TR/CSP3/
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Serves the built files in the best coding that the client takes; what is below `assets/` has a hash in its name. */
export function createAssets() {
  // `dev`: looks at the disk for each request, so that a build meanwhile is served and breaks nothing.
  const serve = sirv(DIST, { dev: true, etag: true, brotli: true, gzip: true });

  /** Answers with the file of that path below `dist`; 404 where there is none. */
  return (req: IncomingMessage, res: ServerResponse, path: string): void => {
    const hashed = path.startsWith('/assets/');
    res.setHeader('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    res.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    req.url = path;
    serve(req, res, () => {
      res.writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
      res.end('Not found\n');
    });
  };
}
