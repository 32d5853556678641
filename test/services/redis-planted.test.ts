import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALICE_KEY } from '../../src/sandbox/index.ts';
import { post } from '../support/http.ts';
import { acquainted, type Fleet, startFleet } from './support/fleet.ts';
import { burst, type Ended } from './support/load.ts';
import { anyQuota, type Planted, plant, READABLE, typesBut, UNREADABLE } from './support/planted.ts';
import { describeWith } from './support/programs.ts';
import { startRedis } from './support/redis.ts';

const WINDOW = 2_000;
const QUOTA = { limit: 30, windowSeconds: WINDOW / 1_000 };
/** More than a window allows: the last ones wait, so that places are claimed. */
const AT_ONCE = 36;
/** How far two processes may differ in when a window ends: the tolerance of `quota-window.ts`. */
const TOLERANCE = 1_100;
const TIMEOUT = 300_000;

const FIELDS = ['told', 'stop', 'heard', 'untold', 'serial', 'given'];

async function start() {
  const redis = await startRedis();
  // A busy machine is no outage, and nobody is to be refused.
  const env = { REDIS_URL: redis.url, REDIS_TIMEOUT_MS: '2000', OPERATION_TIMEOUT_MS: '60000' };
  const fleet = await startFleet({ quota: QUOTA }, env, 2);
  await acquainted(fleet);
  return { fleet, store: redis.connect() };
}

const dropped = ({ sum }: Fleet, command: string) =>
  sum('gateway_redis_commands_total', `command="${command}",result="dropped"`);

/** Neither did a command fail, nor was Redis left alone. */
async function expectNoFailure({ sum, gateways }: Fleet, name: string): Promise<void> {
  expect(await sum('gateway_redis_commands_total', 'result="error"'), name).toBe(0);
  expect(await sum('gateway_redis_up'), name).toBe(2);
  for (const { output } of gateways) expect(output(), name).not.toMatch(/unexpected error/);
}

async function startWithQuota() {
  const { fleet, store } = await start();
  const claimed = () => fleet.sum('gateway_quota_claims_granted_total');
  /** Asks for more than the quota, until places were claimed. */
  const claim = async (name: string) => {
    const before = await claimed();
    const ended: Ended[] = [];
    const ask = async () => {
      ended.push(...(await burst(fleet.url, AT_ONCE)));
      return claimed();
    };
    await expect.poll(ask, { timeout: 60_000, message: name }).toBeGreaterThan(before);
    expect(
      ended.filter(({ result }) => result !== 'ok'),
      name,
    ).toEqual([]);
  };
  await claim('nothing planted');
  const [key] = await store.keys('*:quota:*');
  /** Plants it, and sees that calls go on and the quota is shared. */
  const check = async (name: string, planted: Planted) => {
    await plant(store, key!, planted);
    await claim(name);
    await expectNoFailure(fleet, name);
    const window = await store.hgetall(key!);
    for (const field of FIELDS) expect(window[field], `${name}: ${field}`).toMatch(/^\d{1,16}$/);
    const end = async () => {
      const { stop, heard } = await store.hgetall(key!);
      return Math.max(Number(stop), Number(heard)) - Date.now();
    };
    await expect.poll(end, { message: name }).toBeLessThanOrEqual(WINDOW + TOLERANCE);
  };
  return { fleet, check };
}

describeWith(['redis-server', 'nginx'], 'what somebody plants under the key of a quota', () => {
  test('is dropped and told where it cannot be read, and the quota is shared again', { timeout: TIMEOUT }, async () => {
    const { fleet, check } = await startWithQuota();
    for (const [name, planted] of [...typesBut('hash'), ...Object.entries(UNREADABLE)]) {
      const before = await dropped(fleet, 'claim');
      await check(name, planted);
      expect(await dropped(fleet, 'claim'), name).toBeGreaterThan(before);
    }
    expect(fleet.gateways.map(({ output }) => output()).join('')).toContain('Redis held what no gateway writes');
  });

  test('holds callers up no longer than a window where it can be read', { timeout: TIMEOUT }, async () => {
    const { fleet, check } = await startWithQuota();
    for (const [name, planted] of Object.entries(READABLE)) await check(name, planted);
    expect(await dropped(fleet, 'claim')).toBe(0);
  });

  test('does the quota no harm, whatever it is', { timeout: TIMEOUT }, async () => {
    const { check } = await startWithQuota();
    const property = fc.asyncProperty(anyQuota, (planted) => check('drawn', planted));
    // A run takes seconds, so a failure is told as it is.
    await fc.assert(property, { numRuns: 12, endOnFailure: true });
  });
});

describeWith(['redis-server', 'nginx'], 'what somebody plants under another key', () => {
  test('the list of processes: it is listed anew', async () => {
    const { fleet, store } = await start();
    const [key] = await store.keys('*:processes');
    const soon: Planted = (chain, of, now) => chain.zadd(of, '+inf', 'always', now + 3_600_000, 'in an hour');
    for (const [name, planted] of [...typesBut('zset'), ['processes of the future', soon] as const]) {
      const before = await dropped(fleet, 'presence');
      await plant(store, key!, planted);
      await expect.poll(() => dropped(fleet, 'presence'), { message: name }).toBeGreaterThan(before);
      await expect.poll(() => fleet.sum('gateway_quota_processes'), { message: name }).toBe(4);
      await expectNoFailure(fleet, name);
    }
  });

  test('a document: it is not found, and registered anew', async () => {
    const { fleet, store } = await start();
    const [one, two] = fleet.urls as [string, string];
    const long: Planted = (chain, key) => chain.set(key, ' '.repeat(70_000));
    const seen = new Set<string>();
    for (const [n, [name, planted]] of [...typesBut('string'), ['a long text', long] as const].entries()) {
      const query = `{ oauthClients(first: ${n + 1}) { totalCount } }`;
      const sha256Hash = createHash('sha256').update(query).digest('hex');
      const ask = async (url: string, body: object) => {
        const extensions = { persistedQuery: { version: 1, sha256Hash } };
        const { json } = await post(url, { ...body, extensions }, { authorization: `Bearer ${ALICE_KEY}` });
        return json.errors?.[0].extensions.code ?? 'found';
      };
      expect(await ask(one, { query }), name).toBe('found');
      const fresh = async () => (await store.keys('*:document:*')).filter((key) => !seen.has(key));
      await expect.poll(fresh, { message: name }).toHaveLength(1);
      const [key] = await fresh();
      seen.add(key!);
      await plant(store, key!, planted);
      const before = await dropped(fleet, 'document_get');
      expect(await ask(two, {}), name).toBe('PERSISTED_QUERY_NOT_FOUND');
      expect(await dropped(fleet, 'document_get'), name).toBe(before + 1);
      expect(await ask(two, { query }), name).toBe('found');
      await expect.poll(() => store.get(key!), { message: name }).toBe(query);
      await expectNoFailure(fleet, name);
    }
  });
});
