import type { AuditEntry, AuditLog } from './audit/log.ts';
import type { Authenticate } from './auth/identity.ts';
import type { FindingSettings } from './findings/rules.ts';
import type { Observer } from './observe/observer.ts';
import { isSupposed, requestersOf, UpstreamTrace } from './observe/upstream-trace.ts';
import type { RequestScope } from './request.ts';
import { createTelnyx } from './telnyx/client.ts';
import { createPlanningTelnyx, type PlanningTelnyx } from './telnyx/planning-client.ts';
import type { CallContext } from './telnyx/transport/call-context.ts';
import type { Upstream } from './telnyx/transport/upstream.ts';
import type { Telnyx } from './telnyx/types.ts';

export type { PlanReport } from './telnyx/plan-report.ts';

/** The context of resolvers: the REST API as this caller may use it, and loaders. It lives for one operation. */
export interface Context {
  /** By the names of types; created by the schema. */
  readonly loaders: Record<string, unknown>;
  readonly telnyx: Telnyx;
  readonly traceId: string;
  /** Called when a mutation begins. Returns a function that writes the audit line when it has ended. */
  readonly audit: (mutation: string) => (entry: AuditEntry) => Promise<void>;
  /** Records upstream calls; undefined: the request is not traced. */
  readonly trace: UpstreamTrace | undefined;
  /** The operator's settings for findings. */
  readonly findings: FindingSettings;
}

/** The context in which calls are only planned: none is made, and nothing is written to the audit log. */
export interface PlanningContext extends Context {
  readonly telnyx: PlanningTelnyx;
}

/** The parts of contexts that are the same for all requests. */
export interface ContextOptions {
  readonly upstream: Upstream;
  readonly authenticate: Authenticate;
  /** Identifies the caller and checks its rights, without lending the gateway's credential. */
  readonly authenticateOnly: Authenticate;
  readonly auditLog: AuditLog;
  readonly observer: Observer;
  readonly findings: FindingSettings;
}

/** Creates the context of one operation of one request. */
export function createContext(options: ContextOptions, scope: RequestScope): Context {
  const { observer } = options;
  const { who, authorize, account, subject, renew, managedAccount } = options.authenticate(scope);
  const trace = scope.traced || scope.plan !== undefined ? new UpstreamTrace() : undefined;
  // A property, not a variable that closures share: see docs/performance.md.
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

/** Creates the context in which the calls of an operation are planned. */
export function createPlanningContext(options: ContextOptions, scope: RequestScope): PlanningContext {
  const { authorize, account, subject, managedAccount } = options.authenticateOnly(scope);
  const trace = new UpstreamTrace();
  const { signal, deadline, isolated } = scope;
  const caller: CallContext = { authorize, account, subject, managedAccount, signal, deadline, isolated, headers: {} };
  const watch = { requestersOf, isSupposed, grantsChange: () => trace.grantsChange() };
  return {
    loaders: {},
    telnyx: createPlanningTelnyx(options.upstream, caller, watch),
    findings: { ...options.findings, isSupposed: true },
    traceId: scope.traceId,
    audit: () => async () => {},
    trace,
  };
}
