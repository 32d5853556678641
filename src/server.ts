import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { RequestScope } from './context.ts';
import { answerPreflight, withCors } from './cors.ts';
import { ENDPOINT, type Gateway } from './gateway.ts';
import type { GraphiQL } from './graphiql/index.ts';
import { type Head, setHead, standingHead } from './head.ts';
import type { Load } from './load.ts';
import type { Metrics } from './observe/metrics.ts';
import type { Observer } from './observe/observer.ts';
import { NO_OPERATION } from './plugins/describe-operation.ts';
import { type Refusal, refusalOf } from './refusals.ts';
import { idsOf, openScope, type ScopeOptions } from './request-scope.ts';

/** Answers a request at once or later and says true, or leaves it alone and says false. */
export type Pages = (req: IncomingMessage, res: ServerResponse) => boolean;

export interface ServerOptions extends ScopeOptions {
  readonly gateway: Gateway;
  /** Undefined: not served. */
  readonly graphiql: GraphiQL | undefined;
  /** Asked for every path that is not the gateway's own. */
  readonly pages: Pages | undefined;
  /** Origins whose pages may call; none: no page of another origin. */
  readonly corsOrigins: readonly string[];
  readonly metrics: Metrics;
  readonly load: Load;
  readonly observer: Observer;
  /** How long browsers may come by TLS only, seconds; 0: they are not told. */
  readonly hstsMaxAge: number;
  /** Whether the process takes new work: `/readyz`. */
  readonly isReady: () => boolean;
  /** Default: {@link MAX_CONNECTIONS}. */
  readonly maxConnections?: number;
  /** Defaults: {@link TIMEOUTS}. */
  readonly timeouts?: Partial<Timeouts>;
}

/** How long clients may take, milliseconds. */
export interface Timeouts {
  /** Until a request's headers are complete. */
  readonly headers: number;
  /** Until its body is. */
  readonly request: number;
  /** Between two requests on one connection: more than the 60 s that balancers keep theirs. */
  readonly keepAlive: number;
  /** For which no byte of the answer is taken, beyond the operation's own deadline. */
  readonly stall: number;
  /** How often the first two are looked after. */
  readonly check: number;
}

const TIMEOUTS: Timeouts = { headers: 10_000, request: 30_000, keepAlive: 65_000, stall: 30_000, check: 1_000 };

/**
 * Connections at once, many times what balancers keep to one process; those beyond are closed unheard. An idle one holds
 * 11 KiB (measured), so that all together hold 45 MiB.
 */
const MAX_CONNECTIONS = 4_096;

/** The HTTP surface: GraphQL, GraphiQL, probes; 404 elsewhere. */
export function createServer(options: ServerOptions): Server {
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const limits = {
    maxHeaderSize: 16_384,
    headersTimeout: timeouts.headers,
    requestTimeout: timeouts.request,
    keepAliveTimeout: timeouts.keepAlive,
    connectionsCheckingInterval: timeouts.check,
  };
  const standing = standingHead(options.hstsMaxAge);
  const closing: Head = { ...standing, connection: 'close' };
  const server = createHttpServer(limits, (req, res) => {
    route(req, res, options.isReady() ? standing : closing, options);
  });
  server.on('drop', () => options.metrics.dropped());
  server.maxConnections = options.maxConnections ?? MAX_CONNECTIONS;
  server.timeout = options.operationTimeout + timeouts.stall;
  return server;
}

/** @param head of whatever is answered */
function route(req: IncomingMessage, res: ServerResponse, head: Head, options: ServerOptions): void {
  // RFC 9112 section 3.2.2: a proxy may send the whole URL.
  if (!req.url?.startsWith('/')) req.url = (req.url ?? '').replace(/^https?:\/\/[^/?]*/i, '');
  const query = req.url.indexOf('?');
  const path = query < 0 ? req.url : req.url.slice(0, query);
  if (path === ENDPOINT) {
    serveGraphQL(req, res, head, options);
    return;
  }
  setHead(res, head);
  if (path === '/livez') sendText(res, 200, 'ok');
  else if (path === '/readyz') sendText(res, options.isReady() ? 200 : 503, options.isReady() ? 'ok' : 'not ready');
  else if (path === '/metrics') void serveMetrics(res, options.metrics);
  else if (!options.graphiql?.serveAsset(req, res) && !options.pages?.(req, res)) sendText(res, 404, 'Not found');
}

function serveGraphQL(req: IncomingMessage, res: ServerResponse, standing: Head, options: ServerOptions): void {
  const { gateway, graphiql } = options;
  if (graphiql && wantsPage(req)) {
    setHead(res, standing);
    graphiql.servePage(req, res);
    return;
  }
  const withLeave = withCors(standing, req, options.corsOrigins);
  if (answerPreflight(req, res, withLeave)) return;
  if (options.load.isFull()) {
    shed(req, res, withLeave, options.metrics);
    return;
  }
  const scope = openScope(req, res, options);
  const head = { ...withLeave, 'x-request-id': scope.requestId };
  const refusal = refusalOf(req);
  if (refusal) {
    refuse(res, scope, head, refusal, options);
    return;
  }
  options.load.run(async () => {
    // Of who left while he waited for his turn nothing more would be heard, and his place would never be free again.
    if (req.destroyed) return;
    try {
      await gateway.handle(req, res, scope, head);
      if (!res.writableEnded) await lastPart(res, scope);
    } catch (error) {
      res.destroy(error as Error);
    }
  });
}

/** An answer in parts is work until its last one, or until its time is up and nothing more is done for it. */
function lastPart(res: ServerResponse, { signal }: RequestScope): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    res.once('close', resolve);
    signal.addEventListener('abort', () => resolve());
  });
}

/** Of those who are too many each costs next to nothing: a head that is read, a count, and these few words. */
function shed(req: IncomingMessage, res: ServerResponse, head: Head, metrics: Metrics): void {
  const { requestId, traceId } = idsOf(req);
  metrics.shed();
  const errors = [
    { message: 'Too much is asked of this gateway just now.', extensions: { code: 'OVERLOADED', traceId } },
  ];
  const headers = { ...head, ...PLAIN, 'x-request-id': requestId, 'retry-after': '1' };
  res.writeHead(503, headers).end(JSON.stringify({ errors }));
}

const PLAIN = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' };

/** Answers without GraphQL, but in its form. */
function refuse(
  res: ServerResponse,
  scope: RequestScope,
  head: Head,
  refusal: Refusal,
  { observer }: ServerOptions,
): void {
  const { status, code = 'BAD_REQUEST', message, headers } = refusal;
  observer.ended(scope, {
    ...NO_OPERATION,
    duration: performance.now() - scope.started,
    upstreamCalls: 0,
    codes: [code],
  });
  const errors = [{ message, extensions: { code, traceId: scope.traceId } }];
  res.writeHead(status, { ...head, ...PLAIN, ...headers }).end(JSON.stringify({ errors }));
}

async function serveMetrics(res: ServerResponse, metrics: Metrics): Promise<void> {
  const text = await metrics.render().catch(() => undefined);
  if (text === undefined) return sendText(res, 503, 'not all workers told in time');
  res.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text);
}

function wantsPage(req: IncomingMessage): boolean {
  const reads = req.method === 'GET' || req.method === 'HEAD';
  return reads && (req.headers.accept ?? '').includes('text/html') && !(req.url ?? '').includes('query=');
}

function sendText(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(`${text}\n`);
}
