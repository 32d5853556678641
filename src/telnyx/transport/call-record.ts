import type { Call, Plan } from './call.ts';
import { causeOf } from './connection-cause.ts';
import type { RetryResult } from './outcome.ts';
import { type RateLimit, rateLimitOf } from './rate-limit.ts';
import { requestIdOf } from './response-errors.ts';

/** The record of a finished call. It holds no secret. */
export interface CallRecord {
  readonly method: string;
  /** The operation's path as documented. */
  readonly route: string;
  /** The path as sent, with its query; a secret in it is masked. */
  readonly path: string;
  /** Undefined: there was no response, or that of an identical read of another request. */
  readonly status: number | undefined;
  /** A stable code of why there was no response; undefined: there was one. @see causeOf */
  readonly cause: string | undefined;
  /** As `performance.now()`. */
  readonly started: number;
  /** Milliseconds, retries included. */
  readonly duration: number;
  readonly retries: number;
  /** Whether it joined an identical read of another request, so that no call was made. */
  readonly shared: boolean;
  readonly plan: Plan;
  /** The ids that it was made for. Undefined: no particular ones. */
  readonly ids: readonly string[] | undefined;
  /** Whether it may have changed the list of grants. */
  readonly changesGrants: boolean;
  /**
   * Whether it was sent with the caller's credential, or the gateway's for the caller, and Telnyx accepted that.
   */
  readonly accepted: boolean;
  /** Telnyx' own id of the request, at most 128 characters. */
  readonly requestId: string | undefined;
  readonly rateLimit: RateLimit | undefined;
}

export function recordOf(call: Call, done: RetryResult | 'shared', started: number): CallRecord {
  const response = done === 'shared' || done.outcome instanceof Error ? undefined : done.outcome;
  return {
    method: call.method,
    route: call.route,
    path: call.shownPath ?? call.path,
    status: response?.status,
    cause: done === 'shared' || response ? undefined : causeOf(done.outcome),
    started,
    duration: performance.now() - started,
    retries: done === 'shared' ? 0 : done.retries,
    shared: done === 'shared',
    plan: call.plan ?? 'single',
    ids: call.ids,
    changesGrants: call.changesGrants === true,
    accepted: response !== undefined && isAccepted(call, response.status),
    requestId: response && requestIdOf(response),
    rateLimit: response && rateLimitOf(response.headers),
  };
}

/** Whether a response accepts the caller. Protocol calls do not: they have no credential, or an OAuth client's. */
function isAccepted({ access }: Call, status: number): boolean {
  return access !== 'public' && access !== 'protocol' && ((status >= 200 && status < 300) || status === 404);
}
