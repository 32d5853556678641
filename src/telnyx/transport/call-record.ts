import type { Call, Plan } from './call.ts';
import { causeOf } from './connection-cause.ts';
import type { RetryResult } from './outcome.ts';
import { type RateLimit, rateLimitOf } from './rate-limit.ts';
import { requestIdOf } from './response-errors.ts';

/** What a finished call looked like; holds no secret. */
export interface CallRecord {
  readonly method: string;
  /** The operation's path as documented. */
  readonly route: string;
  /** The path as sent, with its query; a secret in it is masked. */
  readonly path: string;
  /** Undefined: no response, or that of another request that was asking the same. */
  readonly status: number | undefined;
  /** Why there was no response, a stable code; undefined: there was one. @see causeOf */
  readonly cause: string | undefined;
  /** As `performance.now()`. */
  readonly started: number;
  /** Milliseconds, retries included. */
  readonly duration: number;
  readonly retries: number;
  /** Another request was asking the same: no call was made for this one. */
  readonly shared: boolean;
  readonly plan: Plan;
  /** The ids that it was made for. Undefined: none in particular. */
  readonly ids: readonly string[] | undefined;
  /** Afterwards the list of grants may be another. */
  readonly changesGrants: boolean;
  /**
   * It went with the caller's credential, or the gateway's for them, and Telnyx' response says that this is a good one.
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

/** Calls of the protocol prove no caller: they go without a credential, or with one of an OAuth client. */
function isAccepted({ access }: Call, status: number): boolean {
  return access !== 'public' && access !== 'protocol' && ((status >= 200 && status < 300) || status === 404);
}
