import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { acquainted, type Fleet, startFleet } from './support/fleet.ts';
import { type Ended, offer } from './support/load.ts';
import { describeWith } from './support/programs.ts';
import { type RedisServer, startRedis, startSentinels } from './support/redis.ts';

/** Ample, and still one that is shared: what is offered is a third of it. */
const QUOTA = { limit: 200, windowSeconds: 3 };
const RATE = 20;
/** How long after Redis is well again all gateways must use it. Milliseconds. */
const BACK_WITHIN = 15_000;

const failedIn = (ended: readonly Ended[]) => ended.filter(({ result }) => result !== 'ok');

async function start(redis: RedisServer, url = redis.url): Promise<Fleet> {
  const fleet = await startFleet({ quota: QUOTA }, { REDIS_URL: url });
  await acquainted(fleet);
  return fleet;
}

/** Load all the time: Redis fails after 2 s, and is well again after 6 s. */
async function through(fleet: Fleet, fail: () => unknown, mend: () => unknown) {
  const load = offer({ url: fleet.url, rate: RATE, seconds: 20 });
  await sleep(2_000);
  await fail();
  await expect.poll(() => fleet.sum('gateway_redis_up'), { timeout: 30_000 }).toBe(0);
  await sleep(2_000);
  await mend();
  await expect.poll(() => fleet.sum('gateway_redis_up'), { timeout: BACK_WITHIN }).toBe(fleet.urls.length);
  return load;
}

describeWith(['redis-server', 'redis-sentinel', 'nginx'], 'no caller notices that Redis', () => {
  test('hangs', async () => {
    const redis = await startRedis();
    const fleet = await start(redis);
    const ended = await through(
      fleet,
      () => redis.signal('SIGSTOP'),
      () => redis.signal('SIGCONT'),
    );
    expect(failedIn(ended)).toEqual([]);
  });

  test('is killed, and starts again empty', async () => {
    const redis = await startRedis();
    const fleet = await start(redis);
    expect(failedIn(await through(fleet, redis.kill, redis.restart))).toEqual([]);
  });

  test('is full', async () => {
    const redis = await startRedis(['--maxmemory-policy', 'noeviction']);
    const fleet = await start(redis);
    const admin = redis.connect();
    const ended = await through(
      fleet,
      () => admin.config('SET', 'maxmemory', '1'),
      () => admin.config('SET', 'maxmemory', '0'),
    );
    expect(failedIn(ended)).toEqual([]);
  });

  test('fails over to a replica', async () => {
    const primary = await startRedis();
    const replica = await startRedis(['--replicaof', '127.0.0.1', String(primary.port)]);
    const url = await startSentinels(primary);
    // On a connection of its own each time: a sentinel that promotes a replica closes those that it has.
    const state = () => replica.connect().info('replication').catch(String);
    await expect.poll(state, { timeout: 30_000 }).toContain('master_link_status:up');
    const fleet = await start(primary, url);
    const load = offer({ url: fleet.url, rate: RATE, seconds: 20 });
    await sleep(2_000);
    await primary.kill();
    await expect.poll(state, { timeout: 60_000 }).toContain('role:master');
    await expect.poll(() => fleet.sum('gateway_redis_up'), { timeout: BACK_WITHIN }).toBe(fleet.urls.length);
    expect(failedIn(await load)).toEqual([]);
  });
});
