import { initContextCache } from '@pothos/core';
import type { CallRecord } from './telnyx/call-record.ts';
import { createTelnyx } from './telnyx/client.ts';
import { UnauthenticatedError } from './telnyx/errors.ts';
import type { Caller } from './telnyx/http.ts';
import type { Access, Telnyx } from './telnyx/types.ts';
import type { Upstream } from './telnyx/upstream.ts';
import { UpstreamTrace } from './upstream-trace.ts';

/** What one HTTP request says about who asks and for how long; made by the server, whatever way the request takes in. */
export interface RequestScope {
  /** The values of all `Authorization` headers. */
  readonly authorization: readonly string[];
  /** Taken from the caller's `x-request-id`, or made. */
  readonly requestId: string;
  /** The W3C trace id of the caller's `traceparent`, else the request id. */
  readonly traceId: string;
  /** Headers that go upstream with every call. */
  readonly upstreamHeaders: Readonly<Record<string, string>>;
  /** Aborted when the caller leaves or the deadline passes. */
  readonly signal: AbortSignal;
  /** Shares no upstream call with other requests. */
  readonly isolated: boolean;
  /** Keeps book of upstream calls, for `extensions.upstream`. */
  readonly traced: boolean;
  /** When the operation must be over, in milliseconds as `Date.now()`. */
  readonly deadline: number;
}

/** What resolvers get: the REST API as this caller may use it. Loaders hang off it, so it lives for one operation. */
export interface Context extends ReturnType<typeof initContextCache> {
  readonly telnyx: Telnyx;
  readonly traceId: string;
  /** Where someone wants to look behind the query. */
  readonly trace: UpstreamTrace | undefined;
}

/** The context of one operation of one request. */
export function createContext(upstream: Upstream, scope: RequestScope): Context {
  const trace = scope.traced ? new UpstreamTrace() : undefined;
  const caller: Caller = {
    authorize: passthrough(scope.authorization),
    signal: scope.signal,
    deadline: scope.deadline,
    headers: scope.upstreamHeaders,
    isolated: scope.isolated,
    ...(trace && {
      onCall: (record: CallRecord) => trace.onCall(record),
      onSaving: (calls: number) => trace.onSaving(calls),
    }),
  };
  return { ...initContextCache(), telnyx: createTelnyx(upstream, caller), traceId: scope.traceId, trace };
}

/** RFC 6750 section 2.1: one header, scheme Bearer, a token of the token68 alphabet. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/** The caller's own bearer goes upstream wherever the REST API wants one. */
function passthrough(authorization: readonly string[]): (access: Access) => string | undefined {
  return (access) => {
    if (access === 'public' || access === 'protocol') return undefined;
    const token = authorization.length === 1 ? BEARER.exec(authorization[0] ?? '')?.[1] : undefined;
    if (token !== undefined) return `Bearer ${token}`;
    const message =
      authorization.length === 0
        ? 'This needs a Telnyx API key, sent as Authorization: Bearer <key>.'
        : 'The Authorization header must be one, of the form Bearer <key>.';
    throw new UnauthenticatedError(message);
  };
}
