import type { Span } from '@opentelemetry/api';
import type { ForbiddenReason } from '../telnyx/errors.ts';
import type { PlannedBatch } from '../telnyx/transport/call-context.ts';
import type { CallRecord } from '../telnyx/transport/call-record.ts';

/** The ids of a request, in logs, traces and responses. */
export interface RequestIds {
  /** The client's `x-request-id`, or generated. */
  readonly requestId: string;
  /** The W3C trace ID of the client's `traceparent`, else the request id. */
  readonly traceId: string;
}

/** The request of an observed operation. */
export interface ObservedRequest extends RequestIds {
  /** When it was received, as `performance.now()`. */
  readonly started: number;
  /** Its span, if tracing is on. */
  readonly span: Span | undefined;
}

/** How an operation ended. Contains no variable, credential or value. */
export interface OperationOutcome {
  /** The operation's name in its document, at most 64 characters of it; undefined: none, or no operation ran. */
  readonly name: string | undefined;
  readonly type: string | undefined;
  /** Whether its document is trusted. */
  readonly isTrusted: boolean;
  /** Whether Telnyx accepted its credential. */
  readonly isAccepted: boolean;
  /** Short hash of the document, to distinguish operations of one name. */
  readonly documentHash: string | undefined;
  /** Milliseconds. */
  readonly duration: number;
  readonly upstreamCalls: number;
  /** The codes of its errors, each once. */
  readonly codes: readonly string[];
}

/** Observes operations: logs, metrics, traces. */
export interface Observer {
  /** A call upstream ended. */
  called(request: ObservedRequest, record: CallRecord): void;
  /** A planned batch was read. */
  planned(request: ObservedRequest, batch: PlannedBatch): void;
  /** Telnyx answered 403, for this reason. */
  forbidden(request: ObservedRequest, reason: ForbiddenReason): void;
  /** A member of a route's response was read as null, or in part, without an error. */
  misfit(request: ObservedRequest, route: string, member: string): void;
  /** A list ended before its reported total. */
  miscounted(request: ObservedRequest, route: string): void;
  /** The response is ready. */
  ended(request: ObservedRequest, outcome: OperationOutcome): void;
}

/** Combines several observers, each of which may implement a part. */
export function all(observers: readonly Partial<Observer>[]): Observer {
  return {
    called(request, record) {
      for (const observer of observers) observer.called?.(request, record);
    },
    planned(request, batch) {
      for (const observer of observers) observer.planned?.(request, batch);
    },
    forbidden(request, reason) {
      for (const observer of observers) observer.forbidden?.(request, reason);
    },
    misfit(request, route, member) {
      for (const observer of observers) observer.misfit?.(request, route, member);
    },
    miscounted(request, route) {
      for (const observer of observers) observer.miscounted?.(request, route);
    },
    ended(request, outcome) {
      for (const observer of observers) observer.ended?.(request, outcome);
    },
  };
}
