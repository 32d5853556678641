import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answerClientError, closeIdle } from './client-errors.ts';
import { Connections } from './connections.ts';
import { drain } from './drain.ts';
import { type Head, standingHead } from './headers.ts';
import { type BodyLimits, createBodyReader } from './read-body.ts';
import { refuse } from './refuse.ts';
import type { Refusal } from './request-checks.ts';
import { createRoutes, type RouteOptions } from './routes.ts';
import { UnreadAnswers } from './unread-answers.ts';

export interface ServerOptions extends RouteOptions, BodyLimits {
  /** How long browsers may come by TLS only, seconds; 0: they are not told. */
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
  /** Between two requests on one connection: more than the 60 s that balancers keep theirs. */
  readonly keepAlive: number;
  /** For which no byte of the answer is taken, beyond the operation's own deadline. */
  readonly stall: number;
  /** How often the first is looked after. */
  readonly check: number;
}

/**
 * Headers have much time, since the clock also runs while a busy process has not read yet what has long arrived. Who
 * sends them slowly on many connections gains nothing by it: at their cap the one that has been idle longest is closed.
 */
const TIMEOUTS: Timeouts = { headers: 30_000, keepAlive: 65_000, stall: 30_000, check: 1_000 };

/**
 * Connections at once, many times what balancers keep to one process. An idle one holds 11 KiB (measured), so that all
 * together hold 45 MiB.
 */
const MAX_CONNECTIONS = 4_096;

/** How often it is looked at what waits for clients that do not read, milliseconds. */
const UNREAD_CHECK = 250;

const UNKNOWN_EXPECTATION: Refusal = { status: 417, message: 'The only expectation that is known is 100-continue.' };

/** A server that does not listen yet. */
export interface GatewayServer {
  readonly http: Server;
  /** Closes it when the requests that have arrived are answered. */
  drain(): Promise<void>;
}

/** The HTTP surface: GraphQL, GraphiQL, probes; 404 elsewhere. */
export function createServer(options: ServerOptions): GatewayServer {
  const { metrics, bodyTimeout } = options;
  const timeouts = { ...TIMEOUTS, ...options.timeouts };
  const http = createHttpServer({
    maxHeaderSize: 16_384,
    headersTimeout: timeouts.headers,
    // Of bodies that nobody reads, since their requests are answered already.
    requestTimeout: timeouts.headers + bodyTimeout,
    keepAliveTimeout: timeouts.keepAlive,
    connectionsCheckingInterval: timeouts.check,
    // Node's own refusals lack the standing headers.
    requireHostHeader: false,
  });
  http.timeout = options.operationTimeout + timeouts.stall;
  const standing = standingHead(options.hstsMaxAge);
  const closing: Head = { ...standing, connection: 'close' };
  const bodies = createBodyReader(options);
  const connections = new Connections(http, {
    max: options.maxConnections ?? MAX_CONNECTIONS,
    endIdle: (connection) => closeIdle(connection, standing, metrics),
    endArriving: bodies.endOne,
    onDrop: metrics.dropped,
  });
  const unread = new UnreadAnswers(metrics.unread);
  const route = createRoutes(options, bodies, unread);
  // Answers that are not written at once, Yoga's and those in parts, wait for their clients before it is said that they
  // are.
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
    // A client that asks before it sends its body is told to go on where the body is read.
    .on('checkContinue', onRequest)
    .on('checkExpectation', (req, res) => {
      connections.begin(req, res);
      refuse(req, res, standing, UNKNOWN_EXPECTATION, options);
    })
    .on('clientError', (error, socket) => {
      answerClientError(error, connections.of(socket as Socket), socket, standing, metrics);
    });
  return { http, drain: () => drain(http, { answered: () => connections.answered(), endArriving: bodies.endAll }) };
}
