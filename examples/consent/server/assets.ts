import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

/** What `vite build` made. */
const DIST = fileURLToPath(new URL('../dist/', import.meta.url));

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

/** What stands for the base path in built pages. */
const BASE = '/__base__';

/** A built page, as it is now. */
export function readPage(name: string, basePath: string): string {
  return readFileSync(join(DIST, name), 'utf8').replaceAll(BASE, basePath);
}

/** Serves the built files: assets in the best coding that the client takes, with a hash in their names; and the app. */
export function createAssets(basePath: string) {
  // `dev`: looks at the disk for each request, so that a build meanwhile is served and breaks nothing.
  const serve = sirv(DIST, { dev: true, etag: true, brotli: true, gzip: true });

  return {
    /** Answers with the file of that path below `dist`; 404 where there is none. */
    serveAsset(req: IncomingMessage, res: ServerResponse, path: string): void {
      res.setHeader('cache-control', 'public, max-age=31536000, immutable');
      res.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
      req.url = path;
      serve(req, res, () => {
        res.writeHead(404, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
        res.end('Not found\n');
      });
    },
    /** Answers with the page of the app, whichever screen it is to show. */
    servePage(req: IncomingMessage, res: ServerResponse): void {
      const page = readPage('index.html', basePath);
      const etag = `"${hash('sha256', page).slice(0, 16)}"`;
      const head = { etag, 'cache-control': 'no-cache', 'content-security-policy': CONTENT_SECURITY_POLICY };
      if (req.headers['if-none-match'] === etag) res.writeHead(304, head).end();
      else res.writeHead(200, { ...head, 'content-type': 'text/html; charset=utf-8' }).end(page);
    },
  };
}
