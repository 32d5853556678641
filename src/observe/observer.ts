import type { RequestScope } from '../context.ts';
import type { PlannedBatch } from '../telnyx/transport/call-context.ts';
import type { CallRecord } from '../telnyx/transport/call-record.ts';

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
  called(scope: RequestScope, record: CallRecord): void;
  /** A planned batch was read. */
  planned(scope: RequestScope, batch: PlannedBatch): void;
  /** A list ended before the total that it tells. */
  miscounted(scope: RequestScope, route: string): void;
  /** The answer is ready. */
  ended(scope: RequestScope, outcome: OperationOutcome): void;
}

/** Several as one; each sees what it wants to see. */
export function all(observers: readonly Partial<Observer>[]): Observer {
  return {
    called(scope, record) {
      for (const observer of observers) observer.called?.(scope, record);
    },
    planned(scope, batch) {
      for (const observer of observers) observer.planned?.(scope, batch);
    },
    miscounted(scope, route) {
      for (const observer of observers) observer.miscounted?.(scope, route);
    },
    ended(scope, outcome) {
      for (const observer of observers) observer.ended?.(scope, outcome);
    },
  };
}
