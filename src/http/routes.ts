import type { IncomingMessage, ServerResponse } from 'node:http';
import { ENDPOINT } from '../gateway.ts';
import type { GraphiQL } from '../graphiql/index.ts';
import type { Metrics } from '../observe/metrics.ts';
import { openScope, type RequestScope } from '../request.ts';
import type { ConcurrencyLimit } from './concurrency-limit.ts';
import type { Connection } from './connections.ts';
import { respondToPreflight, withCors } from './cors.ts';
import type { GraphQLHandler } from './graphql-handler.ts';
import { type ResponseHeaders, setHeaders } from './headers.ts';
import { wantsPage } from './media-types.ts';
import type { BodyReader } from './read-body.ts';
import { type RefusalOptions, refuse, shed } from './refuse.ts';
import { hostRefusal, refusalOf } from './request-checks.ts';
import type { UnreadResponses } from './unread-responses.ts';

/** Responds to a request, at once or later, and returns true; or leaves it alone and returns false. */
export type Pages = (req: IncomingMessage, res: ServerResponse) => boolean;

export interface RouteOptions extends RefusalOptions {
  readonly handleGraphQL: GraphQLHandler;
  /** Undefined: not served. */
  readonly graphiql: GraphiQL | undefined;
  /** The reference of the graph. Undefined: not served. */
  readonly reference: Pages | undefined;
  /** Tried for every path that is not the gateway's own. */
  readonly pages: Pages | undefined;
  /** Takes a request that nothing here serves; false: the response is a 404. Default: false. */
  readonly passOn?: ((req: IncomingMessage) => boolean) | undefined;
  /** Origins whose pages may call; none: no page of another origin. */
  readonly corsOrigins: readonly string[];
  readonly concurrencyLimit: ConcurrencyLimit;
  /** Prefix of the paths of the graph and its page: empty, or with a slash at its start and none at its end. */
  readonly basePath: string;
  /** What is served besides the probes. */
  readonly serves: { readonly graph: boolean; readonly metrics: boolean };
  /** Whether the process takes new work: `/readyz`. */
  readonly isReady: () => boolean;
  /** The further lines of `/readyz?verbose`. */
  readonly states: () => readonly string[];
}

/** @param baseHeaders headers of every response */
type Route = (req: IncomingMessage, res: ServerResponse, connection: Connection, baseHeaders: ResponseHeaders) => void;

/** Routes requests by their paths. */
export function createRoutes(options: RouteOptions, bodies: BodyReader, unread: UnreadResponses): Route {
  const { graphiql, reference, pages, basePath, serves, isReady, states, metrics } = options;
  const endpoint = basePath + ENDPOINT;
  /** People and clients write the path with a slash, too. */
  const withSlash = `${endpoint}/`;
  return (req, res, connection, baseHeaders) => {
    const refusal = hostRefusal(req);
    if (refusal) {
      refuse(req, res, baseHeaders, refusal, options);
      return;
    }
    // RFC 9112 section 3.2.2: a proxy may send the whole URL.
    if (!req.url?.startsWith('/')) req.url = (req.url ?? '').replace(/^https?:\/\/[^/?]*/i, '');
    const query = req.url.indexOf('?');
    const path = query < 0 ? req.url : req.url.slice(0, query);
    if (serves.graph && (path === endpoint || path === withSlash)) {
      if (path !== ENDPOINT) req.url = ENDPOINT + req.url.slice(path.length);
      serveGraphQL(req, res, connection, baseHeaders);
      return;
    }
    setHeaders(res, baseHeaders);
    if (path === '/livez') sendText(res, 200, 'ok');
    else if (path === '/readyz') sendReadiness(res, req.url.endsWith('?verbose'));
    else if (serves.metrics && path === '/metrics') void serveMetrics(res, metrics);
    else if (!graphiql?.serveAsset(req, res) && !reference?.(req, res) && !pages?.(req, res)) {
      for (const name of Object.keys(baseHeaders)) res.removeHeader(name);
      if (!options.passOn?.(req)) notFound(res, baseHeaders);
    }
  };

  function sendReadiness(res: ServerResponse, isVerbose: boolean): void {
    const lines = [isReady() ? 'ok' : 'not ready', ...(isVerbose ? states() : [])];
    sendText(res, isReady() ? 200 : 503, lines.join('\n'));
  }

  function serveGraphQL(
    req: IncomingMessage,
    res: ServerResponse,
    connection: Connection,
    standard: ResponseHeaders,
  ): void {
    if (graphiql && wantsPage(req)) {
      setHeaders(res, standard);
      graphiql.servePage(req, res);
      return;
    }
    const baseHeaders = withCors(standard, req, options.corsOrigins);
    if (respondToPreflight(req, res, baseHeaders)) return;
    const refusal = options.concurrencyLimit.isFull() ? undefined : refusalOf(req);
    if (options.concurrencyLimit.isFull()) shed(req, res, baseHeaders, metrics);
    else if (refusal) refuse(req, res, baseHeaders, refusal, options);
    else if (req.method !== 'POST') admit(req, res, connection, baseHeaders, undefined);
    else {
      bodies.read(
        req,
        res,
        connection,
        (body) => admit(req, res, connection, baseHeaders, body),
        (refusal) => refuse(req, res, baseHeaders, refusal, options),
      );
    }
  }

  /** Handles a request that has arrived, once the concurrency limit admits it. */
  function admit(
    req: IncomingMessage,
    res: ServerResponse,
    connection: Connection,
    baseHeaders: ResponseHeaders,
    body: Buffer | undefined,
  ): void {
    if (options.concurrencyLimit.isFull()) {
      shed(req, res, baseHeaders, metrics);
      return;
    }
    const scope = openScope(req, res, options);
    options.concurrencyLimit.run(async () => {
      // If the client disconnected while queued, 'close' has already fired; handling it now would leak the slot.
      if (req.socket.destroyed) return;
      try {
        await options.handleGraphQL(req, res, scope, { ...baseHeaders, 'x-request-id': scope.requestId }, body);
        unread.watch(connection);
        if (!res.writableEnded) await lastPayload(res, scope);
      } catch (error) {
        res.destroy(error as Error);
      }
    });
  }
}

/** Incremental delivery holds its slot until the last payload, or until the deadline. */
function lastPayload(res: ServerResponse, { signal }: RequestScope): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    res.once('close', resolve);
    signal.addEventListener('abort', () => resolve());
  });
}

async function serveMetrics(res: ServerResponse, metrics: Metrics): Promise<void> {
  const text = await metrics.render().catch(() => undefined);
  if (text === undefined) return sendText(res, 503, 'not all workers reported in time');
  res.writeHead(200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' }).end(text);
}

function notFound(res: ServerResponse, headers: ResponseHeaders): void {
  setHeaders(res, headers);
  sendText(res, 404, 'Not found');
}

function sendText(res: ServerResponse, status: number, text: string): void {
  res.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(`${text}\n`);
}
