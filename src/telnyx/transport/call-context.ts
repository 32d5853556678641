import { type AbortLike, AbortSource } from '../../lib/abort.ts';
import { type ForbiddenReason, TimeoutError } from '../errors.ts';
import type { Access } from './call.ts';
import type { CallRecord } from './call-record.ts';

/** Whom the calls of one operation are made for. */
export interface CallContext {
  /**
   * The `Authorization` value for operations that need `access`, undefined where they go without one.
   * Throws or rejects with a `TelnyxError`, such as `UnauthenticatedError` and `ForbiddenError`.
   */
  authorize(access: Access): string | undefined | Promise<string | undefined>;
  /**
   * Names whose data all calls see: what is shared or remembered is kept apart by it. Default: the credential's hash.
   */
  readonly account?: string | undefined;
  /**
   * The managed organization that calls with the caller's credential are about: a UUID in lower case. What is shared or
   * remembered is kept apart by it, too.
   */
  readonly managedAccount?: string | undefined;
  /**
   * Given where callers share one credential: tells them apart. Undefined before {@link authorize} has resolved, and
   * where a router speaks for them.
   */
  readonly subject?: (() => string | undefined) | undefined;
  /**
   * Given where the credential is the gateway's own: replaces the one that Telnyx refused; false: there is no other.
   * Rejects with a `TelnyxError`.
   */
  readonly renew?: ((refused: string) => Promise<boolean>) | undefined;
  /** Ends all calls, with a `TimeoutError` or `AbortedError` as its reason. */
  readonly signal: AbortLike;
  /** When the operation must be over, in milliseconds as `Date.now()`. */
  readonly deadline: number;
  /** Headers that every call carries: the request's id, the trace's context. */
  readonly headers: Readonly<Record<string, string>>;
  /** Shares no call with other callers. */
  readonly isolated?: boolean;
  /** Told of each finished call. */
  onCall?(record: CallRecord): void;
  /** Told of each document that is kept for all callers, and how long it is still fresh, milliseconds. */
  onKept?(freshMs: number): void;
  /** Told of each planned batch. */
  onBatch?(batch: PlannedBatch): void;
  /** Told why Telnyx answered 403. */
  onForbidden?(reason: ForbiddenReason): void;
  /** Told of each member of a route's response that was taken for null, or in part, without an error. */
  onMisfit?(route: string, member: string): void;
  /** Told of each list, by its route, that was found to end before the total that it tells. */
  onMiscount?(route: string): void;
}

/** Ids that were read together. */
export interface PlannedBatch {
  readonly ids: number;
  /** Calls made for them. */
  readonly calls: number;
  /** As `performance.now()`. */
  readonly started: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** How long a call may take that no one waits for, milliseconds. */
const BACKGROUND_TIMEOUT = 15_000;

/** A caller for what no request waits for. */
export function backgroundContext(): CallContext {
  const ending = new AbortSource();
  const message = 'The deadline passed.';
  setTimeout(() => ending.abort(new TimeoutError(message)), BACKGROUND_TIMEOUT).unref();
  return {
    authorize: () => undefined,
    signal: ending,
    deadline: Date.now() + BACKGROUND_TIMEOUT,
    headers: {},
  };
}
