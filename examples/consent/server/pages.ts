import type { IncomingMessage, ServerResponse } from 'node:http';
import { createAssets } from './assets.ts';
import { createRelyingParty, type RelyingPartyOptions } from './relying-party/index.ts';

/**
 * All that stands below `/demo`, behind the base path: the app, its assets, and the relying party. Other host names of the same address are
 * led to `origin`, since cookies and the session belong to one.
 */
export async function createPages(options: RelyingPartyOptions) {
  const { host } = new URL(options.origin);
  const prefix = `${options.basePath}/demo`;
  const { serveAsset, servePage } = createAssets(options.basePath);
  const relyingParty = await createRelyingParty(options);

  /** Answers what is below `/demo`; false, and nothing done, for any other path. */
  return (req: IncomingMessage, res: ServerResponse): boolean => {
    const url = URL.parse(req.url ?? '', options.origin);
    if (url?.origin !== options.origin || !`${url.pathname}/`.startsWith(`${prefix}/`)) return false;
    const { pathname, search } = url;
    const path = pathname.slice(prefix.length);
    if (req.method !== 'GET' && req.method !== 'HEAD') res.writeHead(405, { allow: 'GET, HEAD' }).end();
    else if (req.headers.host !== host) redirect(res, options.origin + pathname + search);
    else if (path.startsWith('/rp/')) void relyingParty(req, res, path.slice('/rp'.length), search);
    else if (path.startsWith('/assets/')) serveAsset(req, res, path);
    else servePage(req, res);
    return true;
  };
}

function redirect(res: ServerResponse, location: string): void {
  res.writeHead(302, { location, 'cache-control': 'no-store' }).end();
}
