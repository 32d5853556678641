import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { closeIdle, respondToClientError } from './client-errors.ts';
import { Connections } from './connections.ts';
import { drain, type InFlight } from './drain.ts';
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
}

/**
 * Time until a request's headers are complete, milliseconds. It is long, because it also runs while a busy process has
 * not read what has already arrived. Sending headers slowly on many connections gains an attacker nothing: at the limit
 * of connections the one that has been idle longest is closed.
 */
const HEADERS_TIMEOUT = 30_000;
/** How often that is checked, milliseconds. */
const HEADERS_CHECK = 1_000;
/** Time between two requests on one connection, milliseconds: more than the 60 s of most load balancers. */
const KEEP_ALIVE_TIMEOUT = 65_000;
/** Time without the client reading a byte of the response, beyond the operation's own deadline. Milliseconds. */
const STALL_TIMEOUT = 30_000;

/**
 * Connections at once, many times what load balancers keep to one process. An idle one takes 11 KiB (measured), all
 * together 45 MiB.
 */
export const MAX_CONNECTIONS = 4_096;

/** How often unread responses are checked, milliseconds. */
const UNREAD_CHECK = 250;

const UNKNOWN_EXPECTATION: Refusal = { status: 417, message: 'The only supported expectation is 100-continue.' };

/** A server that is not listening yet. */
export interface GatewayServer {
  readonly http: Server;
  /** Closes the server when all requests that have been received have their responses. */
  drain(): Promise<void>;
}

/** Handles requests on connections that a server of the gateway, or of another program, has accepted. */
export interface Surface {
  /** Handles a request on a connection that was registered by {@link Connections.accept}. */
  handle(req: IncomingMessage, res: ServerResponse): void;
  readonly connections: Connections;
  readonly inFlight: InFlight;
  /** Ends its timer, once no request comes any more. */
  close(): void;
}

/** Routes requests and keeps count of their connections. */
export function createSurface(options: ServerOptions): Surface {
  const { metrics, hstsMaxAge, maxConnections = MAX_CONNECTIONS } = options;
  const standard = standardHeaders(hstsMaxAge);
  const closing: ResponseHeaders = { ...standard, connection: 'close' };
  const bodies = createBodyReader(options);
  const connections = new Connections({
    max: maxConnections,
    endIdle: (connection) => closeIdle(connection, standard, metrics),
    endArriving: bodies.endOne,
    onDrop: metrics.dropped,
  });
  const unread = new UnreadResponses(metrics.unread);
  const route = createRoutes(options, bodies, unread);
  // Yoga's responses and incremental ones are written in parts, and can wait for their clients long before they end.
  const timer = setInterval(() => {
    for (const connection of connections.atWork()) unread.watch(connection);
  }, UNREAD_CHECK).unref();
  return {
    connections,
    inFlight: { settled: () => connections.settled(), endArriving: bodies.endAll },
    handle(req, res) {
      const connection = connections.begin(req, res);
      if (connection) route(req, res, connection, options.isReady() ? standard : closing);
    },
    close: () => clearInterval(timer),
  };
}

/** The HTTP surface with a server of its own: GraphQL, GraphiQL, probes; 404 elsewhere. */
export function createServer(options: ServerOptions): GatewayServer {
  const { metrics, bodyTimeout } = options;
  const http = createHttpServer({
    maxHeaderSize: 16_384,
    headersTimeout: HEADERS_TIMEOUT,
    // For bodies that are not read, since their requests have got their responses already.
    requestTimeout: HEADERS_TIMEOUT + bodyTimeout,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT,
    connectionsCheckingInterval: HEADERS_CHECK,
    // Node's own refusals lack the standard headers.
    requireHostHeader: false,
  });
  http.timeout = options.operationTimeout + STALL_TIMEOUT;
  const standard = standardHeaders(options.hstsMaxAge);
  const { connections, handle, inFlight, close } = createSurface(options);
  http
    .on('connection', (socket) => connections.accept(socket))
    .on('close', close)
    .on('request', handle)
    // A client that expects 100-continue gets it where its body is read.
    .on('checkContinue', handle)
    .on('checkExpectation', (req, res) => {
      connections.begin(req, res);
      refuse(req, res, standard, UNKNOWN_EXPECTATION, options);
    })
    .on('clientError', (error, socket) => {
      respondToClientError(error, connections.of(socket as Socket), socket, standard, metrics);
    });
  return { http, drain: () => drain(http, inFlight) };
}
