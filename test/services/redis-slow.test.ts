import { expect, test } from 'vitest';
import { get } from '../support/http.ts';
import { acquainted, type Fleet, startFleet } from './support/fleet.ts';
import { burst, offer } from './support/load.ts';
import { describeWith } from './support/programs.ts';
import { startRedis } from './support/redis.ts';
import { type Pace, startSlowProxy } from './support/slow-proxy.ts';

const QUOTA = { limit: 40, windowSeconds: 2 };
/** Operations a second, half as many again as the quota allows: calls wait all the time, and places are claimed. */
const RATE = (1.5 * QUOTA.limit) / QUOTA.windowSeconds;
const TIMEOUT = 100;
/** How long after Redis is well again all gateways must use it. Milliseconds. */
const BACK_WITHIN = 15_000;
/** Pauses before a process tries again, one after another; from then on it is the last one. Milliseconds. */
const PAUSES = [1_000, 2_000, 4_000, 8_000, 10_000];

async function start() {
  const redis = await startRedis();
  const proxy = await startSlowProxy(redis.port);
  const env = {
    REDIS_URL: `redis://127.0.0.1:${proxy.port}`,
    REDIS_TIMEOUT_MS: String(TIMEOUT),
    OPERATION_TIMEOUT_MS: '60000',
  };
  const fleet = await startFleet({ quota: QUOTA }, env, 2);
  await acquainted(fleet);
  return { fleet, proxy };
}

const claimed = ({ sum }: Fleet) => sum('gateway_quota_claims_granted_total');

/** Calls over the quota until places were claimed: Redis is in use. */
async function expectClaims(fleet: Fleet): Promise<void> {
  const before = await claimed(fleet);
  const ask = async () => {
    await burst(fleet.url, 1.2 * QUOTA.limit);
    return claimed(fleet);
  };
  await expect.poll(ask, { timeout: 60_000 }).toBeGreaterThan(before);
}

/** Calls over the quota for five seconds, and a document at each gateway that only Redis could know. */
async function use({ url, urls }: Fleet) {
  const calls = offer({ url, rate: RATE, seconds: 5, updates: false });
  const lookUps = urls.map(async (each) => {
    const began = performance.now();
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } });
    const { json } = await get(`${each}?extensions=${encodeURIComponent(extensions)}`);
    return { code: json.errors[0].extensions.code, duration: performance.now() - began };
  });
  return { calls: await calls, lookUps: await Promise.all(lookUps) };
}

/** How often a process tries in this time at most. */
function mostTries(milliseconds: number): number {
  let tries = 0;
  for (let passed = 0; passed <= milliseconds; tries++) passed += PAUSES[Math.min(tries, PAUSES.length - 1)]!;
  return tries;
}

type Used = Awaited<ReturnType<typeof use>>;

function expectAllServed({ calls, lookUps }: Used): void {
  expect(calls.filter(({ result }) => result !== 'ok')).toEqual([]);
  expect(lookUps.map(({ code }) => code)).toEqual(lookUps.map(() => 'PERSISTED_QUERY_NOT_FOUND'));
}

describeWith(['redis-server', 'nginx'], 'a Redis that answers late', () => {
  test.each([50, 90])('by %i ms, which is in time, fails no request, and is used on', async (delay) => {
    const { fleet, proxy } = await start();
    await expectClaims(fleet);
    proxy.set({ delay });
    expectAllServed(await use(fleet));
    // A busy machine may add to the delay, so that Redis is left alone for once.
    await expect.poll(() => fleet.sum('gateway_redis_up'), { timeout: 60_000 }).toBeGreaterThan(0);
    if (delay === 50) await expectClaims(fleet);
  });

  test.each<[string, Pace]>([
    ['300 ms late', { delay: 300 }],
    ['by drips', { drip: 20 }],
    ['as good as never', { delay: 20_000 }],
  ])('%s fails no request, holds none up, and is left alone', async (_, pace) => {
    const { fleet, proxy } = await start();
    await expectClaims(fleet);
    await expect.poll(() => fleet.sum('gateway_redis_up')).toBe(2);
    const before = proxy.connections;
    const began = performance.now();
    proxy.set(pace);
    const used = await use(fleet);
    expectAllServed(used);
    expect(await fleet.sum('gateway_redis_commands_total', 'result="timeout"')).toBeGreaterThan(0);
    await expect.poll(() => fleet.sum('gateway_redis_up')).toBe(0);
    const tries = proxy.connections - before;
    expect(tries).toBeGreaterThan(0);
    expect(tries).toBeLessThanOrEqual(fleet.urls.length * mostTries(performance.now() - began));
    // Whoever waited for Redis itself would have waited for all of the delay.
    if (pace.delay === 20_000) {
      for (const { duration } of [...used.calls, ...used.lookUps]) expect(duration).toBeLessThan(pace.delay);
    }
    proxy.set({});
    await expect.poll(() => fleet.sum('gateway_redis_up'), { timeout: BACK_WITHIN }).toBe(2);
    await expectClaims(fleet);
  });
});
