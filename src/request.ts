import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Evidence } from './auth/identity.ts';
import { type AbortLike, AbortSource } from './lib/abort.ts';
import { valuesOf } from './lib/raw-headers.ts';
import type { ObservedRequest, RequestIds } from './observe/observer.ts';
import type { Operation } from './observe/operation.ts';
import type { Tracing } from './observe/tracing.ts';
import { AbortedError, CallerTimeoutError, TimeoutError } from './telnyx/errors.ts';

const REQUEST_ID = /^[\w.:/+=-]{1,128}$/;
/** Version 00, with ids that are not all zero. @see W3C Trace Context, section 3.2.2 */
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

export interface ScopeOptions {
  /** Milliseconds from now to the deadline. */
  readonly operationTimeout: number;
  /** Whether callers may request faults of the sandbox, and see its calls by default. */
  readonly sandbox: boolean;
  /** Undefined: no spans are recorded. */
  readonly tracing: Tracing | undefined;
}

/** Facts that are collected while a request is served. */
export interface RequestStats {
  /** Undefined until the document is parsed and the operation chosen. */
  operation?: Operation;
  upstreamCalls: number;
  /** Whether Telnyx accepted the caller's credential. */
  isAccepted: boolean;
  /** How long the cached documents that it read stay fresh, milliseconds. */
  freshMs?: number;
}

/**
 * The scope of one HTTP request: its caller, deadline and headers. The server opens it, for the fast path and Yoga's.
 */
export interface RequestScope extends Evidence, ObservedRequest {
  /** Method of the HTTP request. */
  readonly method: string;
  /** Headers that go upstream with every call. */
  readonly upstreamHeaders: Readonly<Record<string, string>>;
  /** `x-graphiql-token`, by which GraphiQL may run any document where others run only trusted ones. */
  readonly graphiqlToken: string | undefined;
  /** Aborted when the caller disconnects or the deadline passes. */
  readonly signal: AbortLike;
  /** Whether it shares no upstream call with other requests. */
  readonly isolated: boolean;
  /** Whether upstream calls are recorded for `extensions.upstream`. */
  readonly traced: boolean;
  /** `x-upstream-plan` as sent; absent: the request does not ask for its plan. */
  readonly plan?: string;
  readonly stats: RequestStats;
  /** When the operation must be over, in milliseconds as `Date.now()`. */
  readonly deadline: number;
}

/** Reads only the ids of a request. */
export function idsOf(req: IncomingMessage): RequestIds {
  const given = header(req, 'x-request-id');
  const requestId = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
  return { requestId, traceId: traceIdOf(header(req, 'traceparent')) ?? requestId };
}

function traceIdOf(traceparent: string | undefined): string | undefined {
  return traceparent === undefined ? undefined : TRACEPARENT.exec(traceparent)?.[1];
}

/**
 * Opens the scope of an HTTP request that has arrived. Its deadline starts now; its signal is aborted then, or when the
 * caller disconnects.
 */
export function openScope(req: IncomingMessage, res: ServerResponse, options: ScopeOptions): RequestScope {
  const { requestId } = idsOf(req);
  const given = header(req, 'traceparent');
  const callers = traceIdOf(given) === undefined ? undefined : given;
  const upstreamHeaders: Record<string, string> = { 'x-request-id': requestId };
  if (callers !== undefined) copy(req, upstreamHeaders, ['traceparent', 'tracestate']);
  const traced = options.tracing?.begin(callers);
  if (traced) upstreamHeaders.traceparent = traced.traceparent;
  if (options.sandbox) copy(req, upstreamHeaders, ['x-sandbox-fault']);

  const timeout = timeoutOf(header(req, 'x-timeout-ms'), options.operationTimeout);
  const ending = new AbortSource();
  const timer = setTimeout(() => {
    const Reason = timeout < options.operationTimeout ? CallerTimeoutError : TimeoutError;
    ending.abort(new Reason('The deadline passed.'));
  }, timeout);
  res.on('close', () => {
    clearTimeout(timer);
    if (!res.writableFinished) ending.abort(new AbortedError('The caller left.'));
  });
  const plan = header(req, 'x-upstream-plan');
  const scope: RequestScope = {
    method: req.method ?? '',
    authorization: valuesOf(req, 'authorization'),
    routerSecret: header(req, 'x-router-secret'),
    managedAccount: header(req, 'x-managed-account-id'),
    graphiqlToken: header(req, 'x-graphiql-token'),
    requestId,
    traceId: traceIdOf(upstreamHeaders.traceparent) ?? requestId,
    upstreamHeaders,
    isolated: 'x-sandbox-fault' in upstreamHeaders,
    traced: (header(req, 'x-upstream-trace') ?? String(options.sandbox)) === 'true',
    signal: ending,
    started: performance.now(),
    span: traced?.span,
    stats: { upstreamCalls: 0, isAccepted: false },
    deadline: Date.now() + timeout,
  };
  // Few requests ask for a plan: the others have no member for it.
  return plan === undefined ? scope : { ...scope, plan };
}

/** The time that a request has. A caller may shorten it, not extend it. */
function timeoutOf(asked: string | undefined, most: number): number {
  return asked !== undefined && /^[1-9]\d{0,8}$/.test(asked) ? Math.min(Number(asked), most) : most;
}

function copy(req: IncomingMessage, to: Record<string, string>, names: readonly string[]): void {
  for (const name of names) {
    const value = header(req, name);
    if (value !== undefined) to[name] = value;
  }
}

function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return typeof value === 'string' ? value : undefined;
}
