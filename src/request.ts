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
  /** Whether callers may ask the sandbox for faults, and see its calls unless they say otherwise. */
  readonly sandbox: boolean;
  /** Undefined: no spans are made. */
  readonly tracing: Tracing | undefined;
}

/** What is found out while a request is served. */
export interface RequestStats {
  /** Undefined until it is parsed and chosen. */
  operation?: Operation;
  upstreamCalls: number;
  /** Whether Telnyx accepted the caller's credential. */
  isAccepted: boolean;
  /** How long the cached documents that it read stay fresh, milliseconds. */
  freshMs?: number;
}

/**
 * What one HTTP request says about who asks and for how long; made by the server, whatever way the request takes in.
 */
export interface RequestScope extends Evidence, ObservedRequest {
  /** Of the HTTP request. */
  readonly method: string;
  /** Headers that go upstream with every call. */
  readonly upstreamHeaders: Readonly<Record<string, string>>;
  /** What GraphiQL sends where no one else may write documents. */
  readonly graphiqlToken: string | undefined;
  /** Aborted when the caller leaves or the deadline passes. */
  readonly signal: AbortLike;
  /** Shares no upstream call with other requests. */
  readonly isolated: boolean;
  /** Keeps book of upstream calls, for `extensions.upstream`. */
  readonly traced: boolean;
  /** `x-upstream-plan` as sent; absent: the request does not ask for its plan. */
  readonly plan?: string;
  readonly stats: RequestStats;
  /** When the operation must be over, in milliseconds as `Date.now()`. */
  readonly deadline: number;
}

/** The ids of a request of which nothing else is of interest. */
export function idsOf(req: IncomingMessage): RequestIds {
  const given = header(req, 'x-request-id');
  const requestId = given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
  return { requestId, traceId: traceIdOf(header(req, 'traceparent')) ?? requestId };
}

function traceIdOf(traceparent: string | undefined): string | undefined {
  return traceparent === undefined ? undefined : TRACEPARENT.exec(traceparent)?.[1];
}

/**
 * Reads who asks from an HTTP request that has arrived. It ends with its caller, or at the deadline, which begins now.
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
  // Few ask for it: the others carry no member for it.
  return plan === undefined ? scope : { ...scope, plan };
}

/** A caller may ask for less time, never for more. */
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
