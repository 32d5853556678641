import type { Authenticate } from './auth/identity.ts';
import type { FindingSettings } from './findings/rules.ts';
import type { AuditEntry, AuditLog } from './observe/audit.ts';
import type { Observer } from './observe/observer.ts';
import { requestersOf, UpstreamTrace } from './observe/upstream-trace.ts';
import type { RequestScope } from './request.ts';
import { createTelnyx } from './telnyx/client.ts';
import { createPlanningTelnyx, type PlanningTelnyx } from './telnyx/planning-client.ts';
import type { CallContext } from './telnyx/transport/call-context.ts';
import type { Upstream } from './telnyx/transport/upstream.ts';
import type { Telnyx } from './telnyx/types.ts';

export type { PlanReport } from './telnyx/plan-report.ts';

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
  /** What the operator decides of the rules for clients. */
  readonly findings: FindingSettings;
}

/** The same where calls are only planned: none is made, and nothing is put on record. */
export interface PlanningContext extends Context {
  readonly telnyx: PlanningTelnyx;
}

/** What contexts are made of, the same for all requests. */
export interface ContextOptions {
  readonly upstream: Upstream;
  readonly authenticate: Authenticate;
  /** The same, lending no credential: it says who may do what. */
  readonly authenticateOnly: Authenticate;
  readonly auditLog: AuditLog;
  readonly observer: Observer;
  readonly findings: FindingSettings;
}

/** The context of one operation of one request. */
export function createContext(options: ContextOptions, scope: RequestScope): Context {
  const { observer } = options;
  const { who, authorize, account, subject, renew, managedAccount } = options.authenticate(scope);
  const trace = scope.traced || scope.plan !== undefined ? new UpstreamTrace() : undefined;
  // A property, and no variable that closures share: see docs/performance.md.
  const last: { requestId?: string | undefined } = {};
  const caller: CallContext = {
    authorize,
    account,
    subject,
    renew,
    managedAccount,
    signal: scope.signal,
    deadline: scope.deadline,
    headers: scope.upstreamHeaders,
    isolated: scope.isolated,
    onCall(record) {
      last.requestId = record.requestId;
      if (!record.shared) scope.stats.upstreamCalls++;
      if (record.accepted) scope.stats.isAccepted = true;
      observer.called(scope, record);
      trace?.onCall(record);
    },
    onKept(freshMs) {
      scope.stats.freshMs = Math.min(freshMs, scope.stats.freshMs ?? freshMs);
    },
    onForbidden: (reason) => observer.forbidden(scope, reason),
    onMisfit: (route, member) => observer.misfit(scope, route, member),
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
      last.requestId = undefined;
      return async (entry) => {
        const telnyxRequestId = 'telnyxRequestId' in entry ? entry.telnyxRequestId : last.requestId;
        options.auditLog(mutation, entry, { who: await who(), managedAccount, requestId, traceId, telnyxRequestId });
      };
    },
    trace,
    findings: options.findings,
  };
}

/** The context in which the calls of an operation are planned. */
export function createPlanningContext(options: ContextOptions, scope: RequestScope): PlanningContext {
  const { authorize, account, subject, managedAccount } = options.authenticateOnly(scope);
  const trace = new UpstreamTrace();
  const { signal, deadline, isolated } = scope;
  const caller: CallContext = { authorize, account, subject, managedAccount, signal, deadline, isolated, headers: {} };
  const watch = { requestersOf, grantsChange: () => trace.grantsChange() };
  return {
    loaders: {},
    telnyx: createPlanningTelnyx(options.upstream, caller, watch),
    findings: { ...options.findings, isSupposed: true },
    traceId: scope.traceId,
    audit: () => async () => {},
    trace,
  };
}
