import type { Span } from '@opentelemetry/api';
import type { PlannedBatch } from '../telnyx/transport/call-context.ts';
import type { CallRecord } from '../telnyx/transport/call-record.ts';

/** By what a request is found again. */
export interface RequestIds {
  /** Taken from the caller's `x-request-id`, or made. */
  readonly requestId: string;
  /** The W3C trace id of the caller's `traceparent`, else the request id. */
  readonly traceId: string;
}

/** What observers know of a request. */
export interface ObservedRequest extends RequestIds {
  /** When it had arrived, as `performance.now()`. */
  readonly started: number;
  /** Its span, where spans are made. */
  readonly span: Span | undefined;
}

/** How an operation ended. Holds no variable, no credential and no value. */
export interface OperationOutcome {
  /** The operation's name in its document, at most 64 characters of it; undefined: none, or no operation ran. */
  readonly name: string | undefined;
  readonly type: string | undefined;
  /** Whether its document is a trusted one. */
  readonly isTrusted: boolean;
  /** Whether it came with a credential that Telnyx accepted. */
  readonly isAccepted: boolean;
  /** Short hash of the document, to tell operations of one name apart. */
  readonly documentHash: string | undefined;
  /** Milliseconds. */
  readonly duration: number;
  readonly upstreamCalls: number;
  /** The codes of its errors, each once. */
  readonly codes: readonly string[];
}

/** Someone who watches operations from outside. */
export interface Observer {
  /** A call upstream ended. */
  called(request: ObservedRequest, record: CallRecord): void;
  /** A planned batch was read. */
  planned(request: ObservedRequest, batch: PlannedBatch): void;
  /** A list ended before the total that it tells. */
  miscounted(request: ObservedRequest, route: string): void;
  /** The answer is ready. */
  ended(request: ObservedRequest, outcome: OperationOutcome): void;
}

/** Several as one; each sees what it wants to see. */
export function all(observers: readonly Partial<Observer>[]): Observer {
  return {
    called(request, record) {
      for (const observer of observers) observer.called?.(request, record);
    },
    planned(request, batch) {
      for (const observer of observers) observer.planned?.(request, batch);
    },
    miscounted(request, route) {
      for (const observer of observers) observer.miscounted?.(request, route);
    },
    ended(request, outcome) {
      for (const observer of observers) observer.ended?.(request, outcome);
    },
  };
}
