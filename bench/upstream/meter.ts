import type { Answer } from './answers.ts';

const WINDOW_MS = 1_000;

const REFUSAL: Answer = {
  status: 429,
  body: Buffer.from('{"errors":[{"code":"10011","title":"Too many requests","detail":"The quota is used up."}]}'),
};

/** Counts a call; tells of the quota as Telnyx does, and refuses what is above it. */
type Meter = (account: string, quota: number) => { headers: Record<string, string>; refusal: Answer | undefined };

/** A quota for each account in windows of a second. */
export function createMeter(): Meter {
  const used = new Map<string, number>();
  let end = 0;
  return (account, quota) => {
    const now = performance.now();
    if (now >= end) {
      end = now + WINDOW_MS;
      used.clear();
    }
    const count = (used.get(account) ?? 0) + 1;
    used.set(account, count);
    const headers = {
      'x-ratelimit-limit': String(quota),
      'x-ratelimit-remaining': String(Math.max(0, quota - count)),
      'x-ratelimit-reset': ((end - now) / 1_000).toFixed(3),
    };
    return { headers, refusal: count > quota ? REFUSAL : undefined };
  };
}
