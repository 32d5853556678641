import type { IncomingHttpHeaders } from 'node:http';
import type { Call, Why } from './call.ts';
import type { Attempts } from './retry.ts';

/** What a finished call looked like; holds no secret. */
export interface CallRecord {
  readonly method: string;
  /** The operation's path as documented. */
  readonly route: string;
  /** The path as sent, with its query; a secret in it is masked. */
  readonly path: string;
  /** Undefined: no answer, or that of another request that was asking the same. */
  readonly status: number | undefined;
  /** As `performance.now()`. */
  readonly started: number;
  /** Milliseconds, retries included. */
  readonly duration: number;
  readonly retries: number;
  /** Another request was asking the same: no call was made for this one. */
  readonly shared: boolean;
  readonly why: Why | undefined;
  /** Telnyx' own id of the request. */
  readonly requestId: string | undefined;
  readonly rateLimit: RateLimit | undefined;
}

/** The state of the quota, as Telnyx reported it with an answer. */
export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the quota is whole again. */
  readonly reset: number;
}

export function recordOf(call: Call, done: Attempts | 'shared', started: number): CallRecord {
  const answer = done === 'shared' || done.outcome instanceof Error ? undefined : done.outcome;
  const requestId = answer?.headers['x-request-id'];
  return {
    method: call.method,
    route: call.route,
    path: call.shownPath ?? call.path,
    status: answer?.status,
    started,
    duration: performance.now() - started,
    retries: done === 'shared' ? 0 : done.retries,
    shared: done === 'shared',
    why: call.why,
    requestId: typeof requestId === 'string' ? requestId : undefined,
    rateLimit: answer && rateLimitOf(answer.headers),
  };
}

/** What an answer tells of the quota; undefined where it tells nothing. */
export function rateLimitOf(headers: IncomingHttpHeaders): RateLimit | undefined {
  if (headers['x-ratelimit-limit'] === undefined) return undefined;
  const limit = numberOf(headers['x-ratelimit-limit']);
  const remaining = numberOf(headers['x-ratelimit-remaining']);
  const reset = numberOf(headers['x-ratelimit-reset']);
  return Number.isFinite(limit + remaining + reset) ? { limit, remaining, reset } : undefined;
}

function numberOf(header: string | string[] | undefined): number {
  return Number.parseFloat(String(header));
}
