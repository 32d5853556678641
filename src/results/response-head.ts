import type { GraphQLError } from 'graphql';
import type { RequestScope } from '../request.ts';
import { RateLimitedError, UnauthenticatedError } from '../telnyx/errors.ts';

/** The status and headers that depend on the result. No status: 200. */
export interface ResponseHead {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** `Retry-After` for errors that state when Telnyx accepts requests again. @see RFC 9110 section 10.2.3 */
export function retryAfter(errors: readonly GraphQLError[]): Record<string, string> {
  const times = errors
    .map(({ originalError }) => originalError instanceof RateLimitedError && originalError.retryAt)
    .filter((time) => typeof time === 'string');
  if (times.length === 0) return {};
  const seconds = Math.max(...times.map((time) => (Date.parse(time) - Date.now()) / 1000));
  return { 'retry-after': String(Math.max(Math.ceil(seconds), 1)) };
}

/** Request headers that a publicly cacheable response depends on. */
const VARY = 'accept, authorization, origin, x-upstream-trace, x-upstream-plan, apollo-federation-include-trace';

/**
 * `Cache-Control`: any cache may store a GET of what Telnyx publishes while the gateway's own copy is fresh; nothing
 * else may be stored.
 * @see RFC 9111 section 5.2.2
 */
export function cacheHeaders(scope: RequestScope, mayFail: boolean): Record<string, string> {
  const { operation, freshMs = 0 } = scope.stats;
  if (scope.authorization.length > 0) {
    return { 'cache-control': operation?.type === 'query' ? 'private, no-store' : 'no-store' };
  }
  const maxAge = Math.floor(freshMs / 1000);
  const isForAll =
    scope.method === 'GET' && operation?.isPublic && !scope.traced && !scope.plan && !mayFail && maxAge > 0;
  return isForAll ? { 'cache-control': `public, max-age=${maxAge}`, vary: VARY } : { 'cache-control': 'no-store' };
}

/**
 * 401 where every error is a missing or refused credential and there is no data. `__typename` in the root does not
 * count as data: code generators and routers select it on their own.
 *
 * @see RFC 6750 section 3
 */
export function unauthenticated(data: unknown, errors: readonly GraphQLError[]): ResponseHead | undefined {
  const origins = errors.map((error) => error.originalError);
  if (origins.length === 0 || !origins.every((origin) => origin instanceof UnauthenticatedError)) return undefined;
  const holds = Object.entries(data ?? {}).some(([field, value]) => field !== '__typename' && holdsData(value));
  if (holds) return undefined;
  const given = origins.some((origin) => origin.status === 401);
  return { status: 401, headers: { 'www-authenticate': given ? 'Bearer error="invalid_token"' : 'Bearer' } };
}

/** Whether a value is data. `nodes` and `_entities` are lists of nulls where nothing could be read. */
function holdsData(value: unknown): boolean {
  return Array.isArray(value) ? value.some(holdsData) : value != null;
}
