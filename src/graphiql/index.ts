import { createHash } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { type Asset, openAssets } from './assets.ts';
import { chooseCoding } from './coding.ts';
import { CONTENT_SECURITY_POLICY, renderPage, TITLE } from './page.ts';
import type { GraphiQLTab } from './tabs.ts';

export { findAssets } from './assets.ts';

/** What the page is made of. */
export interface GraphiQLOptions {
  /** Path of the GraphQL endpoint, for example `/graphql`. The assets are served below `graphiql/` beside it. */
  endpoint: string;
  /** Folder with the files of `@graphql-yoga/graphiql`'s `dist`. */
  assets: string;
  /** The tabs that are open at the first visit. */
  tabs: readonly GraphiQLTab[];
  /** Preset in every tab's headers editor. Whoever opens the page can read them: no real credential. Default: none. */
  headers?: Record<string, string>;
  /** Sent with every request beside those. The page's own script holds them. Default: none. */
  hiddenHeaders?: Record<string, string>;
}

/** GraphiQL, served from this process alone. */
export interface GraphiQL {
  /** Answers what lies below `graphiql/`; false, and nothing done, for any other path. */
  serveAsset(req: IncomingMessage, res: ServerResponse): boolean;
  /** Answers a GET or HEAD with the page. */
  servePage(req: IncomingMessage, res: ServerResponse): void;
}

/**
 * Opens the assets and renders the page once. The assets' paths hold a hash of their contents, so that browsers keep
 * them for a year; the page is revalidated at each visit.
 *
 * @throws Error where a file of the assets is missing
 */
export function createGraphiQL(options: GraphiQLOptions): GraphiQL {
  const { endpoint, assets, tabs, headers, hiddenHeaders = {} } = options;
  const textOf = (given: typeof headers) => given && JSON.stringify(given, null, 2);
  const preset = textOf(headers);
  const { files, version } = openAssets(assets, {
    endpoint,
    title: TITLE,
    headers: preset,
    additionalHeaders: hiddenHeaders,
    defaultTabs: tabs.map((tab) => ({ ...tab, headers: textOf(tab.headers) ?? preset })),
  });
  const prefix = `${endpoint.slice(0, endpoint.lastIndexOf('/'))}/graphiql/`;
  const base = `${prefix}${version}/`;
  const page = Buffer.from(renderPage(base));
  const pageTag = `"${createHash('sha256').update(page).digest('hex').slice(0, 16)}"`;

  return {
    serveAsset(req, res) {
      const path = req.url?.split('?', 1)[0] ?? '';
      if (!path.startsWith(prefix)) return false;
      const asset = path.startsWith(base) ? files.get(path.slice(base.length)) : undefined;
      if (req.method !== 'GET' && req.method !== 'HEAD') res.writeHead(405, { allow: 'GET, HEAD' }).end();
      else if (!asset) res.writeHead(404).end();
      else void sendAsset(req, res, asset, version);
      return true;
    },
    servePage(req, res) {
      send(req, res, page, {
        etag: pageTag,
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'content-security-policy': CONTENT_SECURITY_POLICY,
        vary: 'accept',
      });
    },
  };
}

async function sendAsset(req: IncomingMessage, res: ServerResponse, asset: Asset, version: string): Promise<void> {
  const coding = chooseCoding(req.headers['accept-encoding']);
  try {
    send(req, res, await asset.body(coding), {
      etag: `"${version}-${coding}"`,
      'content-type': asset.type,
      ...(coding !== 'identity' && { 'content-encoding': coding }),
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': "default-src 'none'", // a worker takes its policy from its own file
      vary: 'accept-encoding',
    });
  } catch {
    res.writeHead(500).end(); // the file has gone since the start
  }
}

function send(
  req: IncomingMessage,
  res: ServerResponse,
  body: Buffer,
  headers: OutgoingHttpHeaders & { etag: string },
): void {
  const { etag, 'content-type': type, 'content-encoding': coding, ...others } = headers;
  const always = { ...others, etag, 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' };
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = req.headers;
  if (ifMatch !== undefined && !matches(ifMatch, etag, false)) res.writeHead(412, always).end();
  else if (ifNoneMatch !== undefined && matches(ifNoneMatch, etag, true)) res.writeHead(304, always).end();
  else {
    const own = { 'content-type': type, ...(coding !== undefined && { 'content-encoding': coding }) };
    res.writeHead(200, { ...always, ...own, 'content-length': body.length }).end(body);
  }
}

/** @see RFC 9110 sections 13.1.1 (by strong comparison), 13.1.2 (by weak) */
function matches(condition: string, etag: string, weakly: boolean): boolean {
  const tags = condition.split(',').map((tag) => tag.trim());
  return tags.some((tag) => tag === '*' || (weakly ? tag.replace(/^W\//, '') : tag) === etag);
}
