import type { IncomingHttpHeaders } from 'node:http';

/** Bound on the window that a response may name, and on how long one closes a bucket. Milliseconds. */
export const LONGEST_WAIT = 3_600_000;

/** A number at the beginning: some servers append others, or the policy: `100, 100;w=60`. */
const NUMBER = /^\d+(\.\d+)?(?=\s*(?:[,;]|$))/;
/** Every form of a date in HTTP begins with a weekday; `Date.parse` alone would read `-5` as a date. */
const DATE = /^[A-Z][a-z]/;

/** The state of a quota, as Telnyx reported it with a response. */
export interface RateLimit {
  /** Requests in one window, at least 1. */
  readonly limit: number;
  /** Requests left in this window, at most {@link limit}. */
  readonly remaining: number;
  /** Seconds until the window ends, at most an hour. */
  readonly reset: number;
}

/**
 * Reads `x-ratelimit-limit`, `-remaining` and `-reset`. Undefined: one is missing or has an impossible value, such as a
 * limit below 1, more remaining than the limit, a reset beyond an hour. A reset that is the epoch time, in seconds or
 * milliseconds, of a moment in the next hour counts as that moment.
 */
export function rateLimitOf(headers: IncomingHttpHeaders): RateLimit | undefined {
  if (headers['x-ratelimit-limit'] === undefined) return undefined;
  const limit = Math.floor(numberOf(headers['x-ratelimit-limit']));
  const remaining = numberOf(headers['x-ratelimit-remaining']);
  const reset = waitOf(numberOf(headers['x-ratelimit-reset'])) / 1000;
  return limit >= 1 && Number.isSafeInteger(limit) && remaining <= limit && reset >= 0
    ? { limit, remaining, reset }
    : undefined;
}

/**
 * How long Telnyx asks to wait before the next attempt, milliseconds: `Retry-After` (seconds or a date), else, in a 429
 * only, as all responses carry it, `x-ratelimit-reset`. Undefined where nothing readable says so.
 *
 * @see RFC 9110 section 10.2.3
 */
export function retryWaitOf({ status, headers }: { status: number; headers: IncomingHttpHeaders }): number | undefined {
  const asked = retryAfterOf(headers['retry-after']);
  if (asked !== undefined || status !== 429) return asked;
  const wait = waitOf(numberOf(headers['x-ratelimit-reset']));
  return Number.isNaN(wait) ? undefined : wait;
}

/** Milliseconds, however many: callers get Telnyx' own time, but no bucket is closed for longer than the bound. */
function retryAfterOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = numberOf(header);
  if (!Number.isNaN(seconds)) return waitOf(seconds) || seconds * 1000;
  const wait = DATE.test(header) ? Date.parse(header) - Date.now() : Number.NaN;
  return Number.isNaN(wait) ? undefined : Math.max(wait, 0);
}

/** Milliseconds; NaN: it is more than an hour, and not the epoch time of a moment in the next hour. */
function waitOf(seconds: number): number {
  if (seconds * 1000 <= LONGEST_WAIT) return seconds * 1000;
  const now = Date.now();
  const readings = [seconds * 1000 - now, seconds - now];
  return readings.find((wait) => wait >= 0 && wait <= LONGEST_WAIT) ?? Number.NaN;
}

/** NaN: the header is missing or not a number. Of a repeated header the first value counts. */
function numberOf(header: string | string[] | undefined): number {
  const text = typeof header === 'string' ? header : (header?.[0] ?? '');
  return NUMBER.test(text) ? Number.parseFloat(text) : Number.NaN;
}
