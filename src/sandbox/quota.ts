import type { IncomingHttpHeaders } from 'node:http';
import { bearerToken } from './auth.ts';

/** So many requests a caller may make in each window. */
export interface Quota {
  limit: number;
  windowSeconds: number;
}

/** What is left of a caller's quota after one more request. */
export interface Allowance {
  exceeded: boolean;
  /** `x-ratelimit-limit`, `-remaining` and `-reset` (seconds until the window ends). */
  headers: Record<string, string>;
}

/** Callers above this number: the windows that ended are forgotten. */
const SWEEP_AT = 10_000;

/** Counts requests in fixed windows, by bearer key, or by address for those who send none. */
export function createMeter({ limit, windowSeconds }: Quota) {
  const windows = new Map<string, { ends: number; used: number }>();
  return (headers: IncomingHttpHeaders, address: string): Allowance => {
    const now = Date.now();
    const caller = bearerToken(headers.authorization) ?? address;
    let window = windows.get(caller);
    if (!window || window.ends <= now) {
      if (windows.size > SWEEP_AT) for (const [key, { ends }] of windows) if (ends <= now) windows.delete(key);
      window = { ends: now + windowSeconds * 1000, used: 0 };
      windows.set(caller, window);
    }
    window.used += 1;
    return {
      exceeded: window.used > limit,
      headers: {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, limit - window.used)),
        'x-ratelimit-reset': String(Math.ceil((window.ends - now) / 1000)),
      },
    };
  };
}
