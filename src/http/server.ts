import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { closeIdle, respondToClientError } from './client-errors.ts';
import { Connections } from './connections.ts';
import { drain } from './drain.ts';
import { type ResponseHeaders, standardHeaders } from './headers.ts';
import { type BodyLimits, createBodyReader } from './read-body.ts';
import { refuse } from './refuse.ts';
import type { Refusal } from './request-checks.ts';
import { createRoutes, type RouteOptions } from './routes.ts';
import { UnreadResponses } from './unread-responses.ts';

export interface ServerOptions extends RouteOptions, BodyLimits {
  /** `max-age` of `Strict-Transport-Security`, seconds; 0: no such header. */
  readonly hstsMaxAge: number;
  /** Default: {@link MAX_CONNECTIONS}. */
  readonly maxConnections?: number;
  /** Defaults: {@link TIMEOUTS}. */
  readonly timeouts?: Partial<Timeouts>;
}

/** How long clients may take, milliseconds. */
export interface Timeouts {
  /** Until a request's headers are complete. */
  readonly headers: number;
  /** Between two requests on one connection: more than the 60 s of most load balancers. */
  readonly keepAlive: number;
  /** Without the client reading a byte of the response, beyond the operation's own deadline. */
  readonly stall: number;
  /** How often `headers` is checked. */
  readonly check: number;
}

/**
 * The timeout of headers is long, because it also runs while a busy process has not read what has already arrived.
 * Sending headers slowly on many connections gains an attacker nothing: at the limit of connections the one that has
 * been idle longest is closed.
 */
const TIMEOUTS: Timeouts = { headers: 30_000, keepAlive: 65_000, stall: 30_000, check: 1_000 };

/**
 * Connections at once, many times what load balancers keep to one process. An idle one takes 11 KiB (measured), all
 * together 45 MiB.
 */
const MAX_CONNECTIONS = 4_096;

/** How often unread responses are checked, milliseconds. */
const UNREAD_CHECK = 250;

const UNKNOWN_EXPECTATION: Refusal = { status: 417, message: 'The only expectation that is known is 100-continue.' };

/** A server that is not listening yet. */
export interface GatewayServer {
  readonly http: Server;
  /** Closes the server when all requests that have been received have their responses. */
  drain(): Promise<void>;
}

/** The HTTP surface: GraphQL, GraphiQL, probes; 404 elsewhere. */
export function createServer(options: ServerOptions): GatewayServer {
  const { metrics, bodyTimeout } = options;
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const http = createHttpServer({
    maxHeaderSize: 16_384,
    headersTimeout: timeouts.headers,
    // Applies to bodies that nobody reads, because their requests already have a response.
    requestTimeout: timeouts.headers + bodyTimeout,
    keepAliveTimeout: timeouts.keepAlive,
    connectionsCheckingInterval: timeouts.check,
    // Node's own refusal lacks the standard headers.
    requireHostHeader: false,
  });
  http.timeout = options.operationTimeout + timeouts.stall;
  const standing = standardHeaders(options.hstsMaxAge);
  const closing: ResponseHeaders = { ...standing, connection: 'close' };
  const bodies = createBodyReader(options);
  const connections = new Connections(http, {
    max: options.maxConnections ?? MAX_CONNECTIONS,
    endIdle: (connection) => closeIdle(connection, standing, metrics),
    endArriving: bodies.endOne,
    onDrop: metrics.dropped,
  });
  const unread = new UnreadResponses(metrics.unread);
  const route = createRoutes(options, bodies, unread);
  // Yoga's responses and incremental ones are written bit by bit, and can wait for their clients long before they end.
  const look = setInterval(() => {
    for (const connection of connections.atWork()) unread.watch(connection);
  }, UNREAD_CHECK).unref();
  const onRequest = (req: IncomingMessage, res: ServerResponse) => {
    const connection = connections.begin(req, res);
    if (connection) route(req, res, connection, options.isReady() ? standing : closing);
  };
  http
    .on('close', () => clearInterval(look))
    .on('request', onRequest)
    // A client that expects 100-continue gets it where its body is read.
    .on('checkContinue', onRequest)
    .on('checkExpectation', (req, res) => {
      connections.begin(req, res);
      refuse(req, res, standing, UNKNOWN_EXPECTATION, options);
    })
    .on('clientError', (error, socket) => {
      respondToClientError(error, connections.of(socket as Socket), socket, standing, metrics);
    });
  return { http, drain: () => drain(http, { settled: () => connections.settled(), endArriving: bodies.endAll }) };
}
