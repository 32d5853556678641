import type { Span } from '@opentelemetry/api';
import type { Authenticate, Evidence } from './auth/identity.ts';
import type { EndSignal } from './lib/abort.ts';
import type { AuditEntry, AuditLog } from './observe/audit.ts';
import type { Observer } from './observe/observer.ts';
import { UpstreamTrace } from './observe/upstream-trace.ts';
import { createTelnyx } from './telnyx/client.ts';
import type { Caller } from './telnyx/transport/call-context.ts';
import type { Upstream } from './telnyx/transport/upstream.ts';
import type { Telnyx } from './telnyx/types.ts';

/** What may be told of an operation: nothing that its caller put into variables. */
export interface Operation {
  /** At most 64 characters of it. */
  readonly name: string | undefined;
  readonly type: 'query' | 'mutation' | 'subscription' | undefined;
  /** Short hash of the document, to tell operations of one name apart. */
  readonly documentHash: string | undefined;
  /** Whether its answer is the same for whoever asks. */
  readonly isPublic: boolean;
  /** Whether its document is a trusted one. */
  readonly isTrusted: boolean;
}

/** What one HTTP request says about who asks and for how long; made by the server, whatever way the request takes in. */
export interface RequestScope extends Evidence {
  /** Of the HTTP request. */
  readonly method: string;
  /** Taken from the caller's `x-request-id`, or made. */
  readonly requestId: string;
  /** The W3C trace id of the caller's `traceparent`, else the request id. */
  readonly traceId: string;
  /** Headers that go upstream with every call. */
  readonly upstreamHeaders: Readonly<Record<string, string>>;
  /** What GraphiQL sends where no one else may write documents. */
  readonly graphiqlToken: string | undefined;
  /** Aborted when the caller leaves or the deadline passes. */
  readonly signal: EndSignal;
  /** Shares no upstream call with other requests. */
  readonly isolated: boolean;
  /** Keeps book of upstream calls, for `extensions.upstream`. */
  readonly traced: boolean;
  /** When the request had arrived, as `performance.now()`. */
  readonly started: number;
  /** The span of the request, where spans are made. */
  readonly span: Span | undefined;
  /**
   * Its operation as soon as that is known, what it took so far, whether Telnyx accepted its credential, and how long
   * the kept documents that it read are still fresh, milliseconds.
   */
  readonly tally: { operation?: Operation; upstreamCalls: number; isAccepted: boolean; freshMs?: number };
  /** When the operation must be over, in milliseconds as `Date.now()`. */
  readonly deadline: number;
}

/** What resolvers get: the REST API as this caller may use it. Loaders hang off it, so it lives for one operation. */
export interface Context {
  /** By the names of types; made by the schema. */
  readonly loaders: Record<string, unknown>;
  readonly telnyx: Telnyx;
  readonly traceId: string;
  /** A mutation begins: what is answered puts on record how it ended. */
  readonly audit: (mutation: string) => (entry: AuditEntry) => Promise<void>;
  /** Where someone wants to look behind the query. */
  readonly trace: UpstreamTrace | undefined;
}

/** What contexts are made of, the same for all requests. */
export interface ContextOptions {
  readonly upstream: Upstream;
  readonly authenticate: Authenticate;
  readonly auditLog: AuditLog;
  readonly observer: Observer;
}

/** The context of one operation of one request. */
export function createContext(options: ContextOptions, scope: RequestScope): Context {
  const { observer } = options;
  const { who, authorize, account, subject, renew } = options.authenticate(scope);
  const trace = scope.traced ? new UpstreamTrace() : undefined;
  let telnyxRequestId: string | undefined;
  const caller: Caller = {
    authorize,
    account,
    subject,
    renew,
    signal: scope.signal,
    deadline: scope.deadline,
    headers: scope.upstreamHeaders,
    isolated: scope.isolated,
    onCall(record) {
      telnyxRequestId = record.requestId;
      if (!record.shared) scope.tally.upstreamCalls++;
      if (record.accepted) scope.tally.isAccepted = true;
      observer.called(scope, record);
      trace?.onCall(record);
    },
    onKept(freshMs) {
      scope.tally.freshMs = Math.min(freshMs, scope.tally.freshMs ?? freshMs);
    },
    onMiscount: (route) => observer.miscounted(scope, route),
    onBatch(batch) {
      observer.planned(scope, batch);
      trace?.onBatch(batch);
    },
  };
  return {
    loaders: {},
    telnyx: createTelnyx(options.upstream, caller),
    traceId: scope.traceId,
    audit(mutation) {
      const { requestId, traceId } = scope;
      telnyxRequestId = undefined;
      return async (entry) => {
        options.auditLog(mutation, entry, { who: await who(), requestId, traceId, telnyxRequestId });
      };
    },
    trace,
  };
}
