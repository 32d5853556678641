import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Asset, readPlain } from '../static/asset.ts';
import { sendAsset } from '../static/send.ts';

/** The reference's files by the name they are served under, from this folder. `npm run codegen` writes the page. */
export const FILES: Readonly<Record<string, string>> = {
  'index.html': 'generated/index.html',
  'base.css': 'browser/base.css',
  'frame.css': 'browser/frame.css',
  'content.css': 'browser/content.css',
  'reference.js': 'browser/reference.js',
  'search.js': 'browser/search.js',
  'icon.svg': '../graphiql/browser/icon.svg',
};

/**
 * The page runs and styles by its own files alone, sends nothing anywhere, and its script can make no markup of text.
 *
 * @see https://www.w3.org/TR/CSP3/
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** The reference, served from this process alone. */
export interface Reference {
  /** Path of the page. */
  readonly path: string;
  /** Answers the page and its files; false, and nothing done, for any other path. */
  serve(req: IncomingMessage, res: ServerResponse): boolean;
}

/**
 * Opens the reference. All its links are relative, so that the same files are a static site.
 *
 * @param basePath what stands in front of its path
 * @throws Error where a file of it is missing
 */
export function openReference(basePath: string): Reference {
  const path = `${basePath}/docs/`;
  const hash = createHash('sha256');
  const assets = new Map<string, Asset>();
  for (const [name, file] of Object.entries(FILES)) {
    const source = join(import.meta.dirname, file);
    hash.update(readFileSync(source));
    assets.set(name, new Asset(name, readPlain(source)));
  }
  const version = hash.digest('hex').slice(0, 16);
  const headers = { 'cache-control': 'no-cache', 'content-security-policy': CONTENT_SECURITY_POLICY };
  return {
    path,
    serve(req, res) {
      const asked = req.url?.split('?', 1)[0] ?? '';
      if (asked !== path.slice(0, -1) && !asked.startsWith(path)) return false;
      const asset = assets.get(asked.slice(path.length) || 'index.html');
      // A browser takes the fragment along.
      if (asked.length < path.length) res.writeHead(307, { location: path }).end();
      else if (asset) void sendAsset(req, res, asset, version, headers);
      else res.writeHead(404).end();
      return true;
    },
  };
}
