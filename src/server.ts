import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { ENDPOINT, type Gateway } from './gateway.ts';
import type { GraphiQL } from './graphiql/index.ts';
import { openScope, type ScopeOptions } from './request-scope.ts';

export interface ServerOptions extends ScopeOptions {
  readonly gateway: Gateway;
  /** Undefined: not served. */
  readonly graphiql: GraphiQL | undefined;
  /** Whether the process takes new work: `/readyz`. */
  readonly isReady: () => boolean;
}

/** The HTTP surface: GraphQL, GraphiQL, probes; 404 elsewhere. */
export function createServer(options: ServerOptions): Server {
  return createHttpServer(
    { maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 },
    (req, res) => {
      res.setHeader('x-content-type-options', 'nosniff');
      res.setHeader('referrer-policy', 'no-referrer');
      if (!options.isReady()) res.setHeader('connection', 'close');
      route(req, res, options);
    },
  );
}

function route(req: IncomingMessage, res: ServerResponse, options: ServerOptions): void {
  const path = (req.url ?? '').split('?', 1)[0];
  if (path === ENDPOINT) serveGraphQL(req, res, options);
  else if (path === '/livez') sendText(res, 200, 'ok');
  else if (path === '/readyz') sendText(res, options.isReady() ? 200 : 503, options.isReady() ? 'ok' : 'not ready');
  else if (!options.graphiql?.serveAsset(req, res)) sendText(res, 404, 'Not found');
}

function serveGraphQL(req: IncomingMessage, res: ServerResponse, options: ServerOptions): void {
  const { gateway, graphiql } = options;
  if (graphiql && wantsPage(req)) {
    graphiql.servePage(req, res);
    return;
  }
  const scope = openScope(req, res, options);
  if (req.method === 'POST' && !/^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? '')) {
    const message = 'A POST must carry application/json: anything else a page of another site could send.';
    const errors = [{ message, extensions: { code: 'BAD_REQUEST', traceId: scope.traceId } }];
    res.writeHead(415, { 'content-type': 'application/json', accept: 'application/json' });
    res.end(JSON.stringify({ errors }));
    return;
  }
  gateway.handle(req, res, scope).catch((error) => res.destroy(error));
}

function wantsPage(req: IncomingMessage): boolean {
  const reads = req.method === 'GET' || req.method === 'HEAD';
  return reads && (req.headers.accept ?? '').includes('text/html') && !(req.url ?? '').includes('query=');
}

function sendText(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(`${text}\n`);
}
