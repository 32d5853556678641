import { expect, test } from 'vitest';
import { ALICE_KEY } from '../../src/sandbox/index.ts';
import { post } from '../support/http.ts';
import { acquainted, type Fleet, startFleet } from './support/fleet.ts';
import { median, offer } from './support/load.ts';
import { describeWith } from './support/programs.ts';
import { startRedis } from './support/redis.ts';

const QUOTA = { limit: 100, windowSeconds: 3 };
/** What the quota allows, operations a second. */
const ALLOWED = QUOTA.limit / QUOTA.windowSeconds;
const KEY = { authorization: `Bearer ${ALICE_KEY}` };

const refusedIn = ({ sandbox }: Fleet) => sandbox.calls.filter(({ status }) => status === 429);

describeWith(['redis-server', 'nginx'], 'three gateways that share a quota through Redis', () => {
  const start = async () => {
    const redis = await startRedis();
    // A busy machine is no outage: that is another test's topic.
    const env = { REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '2000', OPERATION_TIMEOUT_MS: '5000' };
    const fleet = await startFleet({ quota: QUOTA }, env);
    await acquainted(fleet);
    return fleet;
  };

  test('at 1.8 times the quota hardly a call is refused, no change is, and most that wait in vain are told early', async () => {
    const fleet = await start();
    const ended = await offer({ url: fleet.url, rate: 1.8 * ALLOWED, seconds: 15 });
    expect(refusedIn(fleet).length / fleet.sandbox.calls.length).toBeLessThan(0.02);
    expect(refusedIn(fleet).filter(({ method }) => method !== 'GET')).toEqual([]);
    const told = ended.filter(({ result }) => result === 'RATE_LIMITED');
    expect(told.length).toBeGreaterThan(0);
    for (const { at, duration, retryAt } of told) {
      // From when it was asked on: a window is over in three seconds and the second that answers round up.
      expect(Date.parse(retryAt!)).toBeGreaterThan(at - duration);
    }
    const inVain = ended.filter(({ result }) => result === 'UPSTREAM_TIMEOUT');
    expect(inVain.length).toBeLessThan(told.length);
  });

  test('inside the quota nothing is refused, and calls wait no longer than without Redis', async () => {
    const rate = 0.6 * ALLOWED;
    const alone = await startFleet({ quota: QUOTA }, {});
    const shared = await start();
    const without = await offer({ url: alone.url, rate, seconds: 9 });
    const asked = shared.sandbox.calls.length;
    const ended = await offer({ url: shared.url, rate, seconds: 9 });
    expect(ended.filter(({ result }) => result !== 'ok')).toEqual([]);
    expect(refusedIn(shared)).toEqual([]);
    expect(shared.sandbox.calls.length - asked).toBeGreaterThanOrEqual(ended.length);
    // A busy machine's own noise is greater than the round trip of a claim.
    expect(median(ended)).toBeLessThan(1.2 * median(without) + 20);
    // Claims are for what is left of a window that runs out, not for every call.
    expect(await shared.sum('gateway_quota_claims_asked_total')).toBeLessThan(ended.length / 2);
  });

  test('a revocation goes out first while readers of all gateways have spent the quota', async () => {
    const fleet = await start();
    const readers = offer({ url: fleet.url, rate: 3 * ALLOWED, seconds: 9, updates: false });
    await expect
      .poll(() => fleet.sum('gateway_quota_waiting_calls', 'normal'), { timeout: 20_000 })
      .toBeGreaterThan(20);
    const revocations = fleet.urls.map((url, n) =>
      post(url, { query: `mutation { revokeOAuthGrant(grantId: "grant-${n}") { __typename } }` }, KEY),
    );
    for (const { json } of await Promise.all(revocations)) {
      expect(json.data).toEqual({ revokeOAuthGrant: { __typename: 'RevokeOAuthGrantPayload' } });
    }
    expect(await fleet.sum('gateway_quota_waiting_calls', 'normal')).toBeGreaterThan(0);
    expect(refusedIn(fleet).filter(({ method }) => method === 'DELETE')).toEqual([]);
    await readers;
  });
});
