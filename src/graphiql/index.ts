import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { send, sendAsset } from '../static/send.ts';
import { openAssets } from './assets.ts';
import { CONTENT_SECURITY_POLICY, renderPage, TITLE } from './page.ts';
import type { GraphiQLTab } from './tabs.ts';

export { findAssets } from './assets.ts';

/** A worker's policy is that of its own file. */
const ASSET_HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'",
};

/** What the gateway knows of the account behind a request. */
export interface AccountFacts {
  /** What is called upstream: a host, or the sandbox. */
  readonly place: string;
  /** Whether the gateway's own credential goes there, and not the caller's. */
  readonly lends: boolean;
  /** The sandbox's keys, and whose they are. Undefined: it is no sandbox. */
  readonly holders: Readonly<Record<string, string>> | undefined;
}

/** Options of the page. */
export interface GraphiQLOptions {
  /** Path of the GraphQL endpoint, for example `/graphql`. The assets are served below `graphiql/` beside it. */
  endpoint: string;
  /** Path of the graph's reference, to which the page and its descriptions of types and fields link. */
  reference: string;
  /** Folder with the files of `@graphql-yoga/graphiql`'s `dist`. */
  assets: string;
  /** The tabs that are open at the first visit. */
  tabs: readonly GraphiQLTab[];
  /** What the page says of whose data are shown. */
  account: AccountFacts;
  /** Preset in every tab's headers editor, for anyone who opens the page: no real credential. Default: none. */
  headers?: Record<string, string>;
  /** Sent with every request besides those, not shown by the page, but readable in its script. Default: none. */
  hiddenHeaders?: Record<string, string>;
}

/** GraphiQL, served from this process alone. */
export interface GraphiQL {
  /** Responds to a request for a path below `graphiql/`, with a 404 where there is no such file; else returns false. */
  serveAsset(req: IncomingMessage, res: ServerResponse): boolean;
  /** Responds to a GET or HEAD with the page. */
  servePage(req: IncomingMessage, res: ServerResponse): void;
}

/**
 * Opens the assets and renders the page once. The assets' paths hold a hash of their contents, so that browsers may
 * cache them for a year; the page is revalidated at each visit.
 *
 * @throws {Error} A file of the assets is missing.
 */
export function createGraphiQL(options: GraphiQLOptions): GraphiQL {
  const { endpoint, reference, assets, tabs, account, headers, hiddenHeaders = {} } = options;
  const textOf = (given: typeof headers) => given && JSON.stringify(given, null, 2);
  const preset = textOf(headers);
  const { files, version } = openAssets(assets, {
    endpoint,
    reference,
    title: TITLE,
    account,
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
      if (asset) void sendAsset(req, res, asset, version, ASSET_HEADERS);
      else res.writeHead(404).end();
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
