import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ALICE_KEY } from '../../src/sandbox/index.ts';
import { post } from '../support/http.ts';
import { acquainted, type Fleet, IDS, startFleet } from './support/fleet.ts';
import { median, offer } from './support/load.ts';
import { describeWith } from './support/programs.ts';
import { startRedis } from './support/redis.ts';

const QUOTA = { limit: 100, windowSeconds: 3 };
/** What the quota allows, operations a second. */
const ALLOWED = QUOTA.limit / QUOTA.windowSeconds;
const KEY = { authorization: `Bearer ${ALICE_KEY}` };

const refusedIn = ({ sandbox }: Fleet) => sandbox.calls.filter(({ status }) => status === 429);

describeWith(['redis-server', 'nginx'], 'three gateways that share a quota through Redis', () => {
  const start = async (quota = QUOTA, timeout = 5_000) => {
    const redis = await startRedis();
    // A busy machine is no outage: that is another test's topic.
    const env = { REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '2000', OPERATION_TIMEOUT_MS: String(timeout) };
    const fleet = await startFleet({ quota }, env);
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

  test('at the upstream revocations come before the readers that waited, from each gateway', async () => {
    // No gateway could send all of its readers in one window.
    const [limit, readersEach] = [64, 70];
    const fleet = await start({ limit, windowSeconds: 15 }, 90_000);
    const { sandbox, urls } = fleet;
    const tag = (name: string, gateway: number, n: number) => ({ ...KEY, 'x-request-id': `${name}-${gateway}-${n}` });
    const tags = () => sandbox.calls.map(({ headers }) => String(headers['x-request-id']));
    const failed: unknown[] = [];
    for (const [n, id] of IDS.slice(0, readersEach).entries()) {
      for (const [gateway, url] of urls.entries()) {
        const query = 'query ($id: ID!) { oauthClient(clientId: $id) { name } }';
        post(url, { query, variables: { id } }, tag('reader', gateway, n)).then(
          ({ json }) => void (json.errors && failed.push(json.errors)),
          () => {}, // it still waited when the test ended
        );
      }
    }
    // What the window has for readers is spent, and the others wait for the next one.
    const isSpent = async () => {
      const { length } = sandbox.calls;
      await sleep(500);
      const waiting = await fleet.sum('gateway_quota_waiting_calls', 'normal');
      return length === sandbox.calls.length && length > limit / 2 && waiting > 0;
    };
    await expect.poll(isSpent, { timeout: 12_000 }).toBe(true);
    const before = new Set(tags());
    const after = () => tags().filter((each) => !before.has(each));
    const ofGateway = (gateway: number) => after().filter((each) => each.split('-')[1] === String(gateway));
    // More than the reserve has room for: the others wait for the next window, too.
    const revocations = urls.flatMap((url, gateway) =>
      [0, 1].map((n) => {
        const query = 'mutation ($id: ID!) { revokeOAuthGrant(grantId: $id) { __typename } }';
        return post(url, { query, variables: { id: `grant-${2 * gateway + n}` } }, tag('revocation', gateway, n));
      }),
    );
    for (const { json } of await Promise.all(revocations)) {
      expect(json.data).toEqual({ revokeOAuthGrant: { __typename: 'RevokeOAuthGrantPayload' } });
    }
    await expect.poll(() => Math.min(...urls.map((_, gateway) => ofGateway(gateway).length))).toBeGreaterThan(2);
    expect(after()[0]).toMatch(/^revocation/);
    for (const gateway of urls.keys()) {
      const first = ofGateway(gateway).slice(0, 2);
      expect(first.toSorted()).toEqual([`revocation-${gateway}-0`, `revocation-${gateway}-1`]);
    }
    expect(failed).toEqual([]);
    expect(refusedIn(fleet).filter(({ method }) => method === 'DELETE')).toEqual([]);
  });
});
