import { type AbortLike, AbortSource } from '../../lib/abort.ts';
import { type ForbiddenReason, TimeoutError } from '../errors.ts';
import type { Access } from './call.ts';
import type { CallRecord } from './call-record.ts';

/** The caller of one operation, and what its calls have in common. */
export interface CallContext {
  /**
   * The `Authorization` value for operations that need `access`, undefined where they go without one.
   * Throws or rejects with a `TelnyxError`, such as `UnauthenticatedError` and `ForbiddenError`.
   */
  authorize(access: Access): string | undefined | Promise<string | undefined>;
  /**
   * Identifies the account whose data all calls see, and separates what is shared or cached. Default: the credential's
   * hash.
   */
  readonly account?: string | undefined;
  /**
   * The managed organization that calls with the caller's credential act for: a UUID in lower case. It also separates
   * what is shared or cached.
   */
  readonly managedAccount?: string | undefined;
  /**
   * Distinguishes callers who share one credential. Undefined before {@link authorize} has resolved, and where a router
   * calls for them.
   */
  readonly subject?: (() => string | undefined) | undefined;
  /**
   * Replaces a credential of the gateway's own that Telnyx refused; false: there is no other. Undefined: the credential
   * is the caller's. Rejects with a `TelnyxError`.
   */
  readonly renew?: ((refused: string) => Promise<boolean>) | undefined;
  /** Ends all calls, with a `TimeoutError` or `AbortedError` as its reason. */
  readonly signal: AbortLike;
  /** When the operation must be over, in milliseconds as `Date.now()`. */
  readonly deadline: number;
  /** Headers that every call carries: the request's id, the trace's context. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it shares no call with other callers. */
  readonly isolated?: boolean;
  /** Called with each finished call. */
  onCall?(record: CallRecord): void;
  /** Called for each cached document that was read, with the time that it is still fresh, milliseconds. */
  onKept?(freshMs: number): void;
  /** Called with each planned batch. */
  onBatch?(batch: PlannedBatch): void;
  /** Called with the reason of each 403. */
  onForbidden?(reason: ForbiddenReason): void;
  /** Called for each member of a route's response that was read as null, or in part, without an error. */
  onMisfit?(route: string, member: string): void;
  /** Called with the route of each list that ended before the total that it reported. */
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

/** How long a call that no request waits for may take, milliseconds. */
const BACKGROUND_TIMEOUT = 15_000;

/** The context of calls that no request waits for. */
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
