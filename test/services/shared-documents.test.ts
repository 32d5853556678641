import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ALICE_KEY } from '../../src/sandbox/index.ts';
import { post } from '../support/http.ts';
import { acquainted, startFleet } from './support/fleet.ts';
import { offer } from './support/load.ts';
import { describeWith } from './support/programs.ts';
import { startRedis } from './support/redis.ts';

const KEY = { authorization: `Bearer ${ALICE_KEY}` };
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const READ = '{ oauthClients(first: 1) { totalCount } }';
const OTHER = '{ oauthClients(first: 2) { totalCount } }';

const byHash = (text: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } } });
const register = (url: string, text: string, headers = KEY) => post(url, { query: text, ...byHash(text) }, headers);
const ask = async (url: string, text: string) => {
  const { json } = await post(url, byHash(text), KEY);
  return json.errors?.[0].extensions.code ?? json.data;
};

describeWith(['redis-server', 'nginx'], 'what gateways share through Redis', () => {
  test('a document sent to one is found by its hash at the others, and a planted text is not', async () => {
    const redis = await startRedis();
    const { urls, sum } = await startFleet({}, { REDIS_URL: redis.url });
    const [one, two, three] = urls as [string, string, string];
    const store = redis.connect();
    await expect.poll(() => sum('gateway_redis_up'), { timeout: 20_000 }).toBe(3);
    await register(one, READ);
    await expect.poll(() => ask(two, READ), { timeout: 20_000, interval: 1_500 }).toMatchObject({ oauthClients: {} });

    // A caller whom Telnyx does not accept writes nothing.
    await register(one, OTHER, { authorization: 'Bearer KEYnone' });
    expect(await ask(two, OTHER)).toBe('PERSISTED_QUERY_NOT_FOUND');
    await register(one, OTHER);

    const keys = await store.keys('*document:*');
    for (const key of keys) await store.set(key, '{ oauthGrants { totalCount } }');
    expect(keys.length).toBeGreaterThan(0);
    expect(await ask(three, READ)).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(await sum('gateway_shared_documents_total', 'result="false"')).toBeGreaterThan(0);
  });

  test('it holds no secret, whoever reads it, and the user that the docs give may do all that is needed', async () => {
    const redis = await startRedis();
    const admin = redis.connect();
    const line = /^ACL SETUSER .*$/m.exec(readFileSync('docs/scale.md', 'utf8'))![0];
    await admin.call('ACL', ...line.split(' ').slice(1));
    await admin.call('ACL', 'SETUSER', 'default', 'resetpass', '>admin');
    const REDIS_URL = redis.url.replace('//', '//gateway:PASSWORD@');
    const fleet = await startFleet({ quota: { limit: 40, windowSeconds: 2 } }, { REDIS_URL });
    await acquainted(fleet);
    await register(fleet.urls[0]!, READ);
    await offer({ url: fleet.url, rate: 30, seconds: 4 });
    expect(await fleet.sum('gateway_quota_claims_granted_total')).toBeGreaterThan(0);
    expect(await fleet.sum('gateway_redis_commands_total', 'result="error"')).toBe(0);

    const keys = await admin.keys('*');
    expect(keys.join()).toMatch(/quota:/);
    expect(keys.join()).toMatch(/document:/);
    for (const key of keys) {
      expect(await admin.pttl(key), key).toBeGreaterThan(0);
      const type = await admin.type(key);
      const value =
        type === 'hash'
          ? await admin.hgetall(key)
          : type === 'zset'
            ? await admin.zrange(key, '0', '-1')
            : await admin.get(key);
      const text = key + JSON.stringify(value);
      for (const secret of [ALICE_KEY, sha256(ALICE_KEY), `Bearer ${ALICE_KEY}`, 'client-1"', sha256(READ)]) {
        expect(text).not.toContain(secret);
      }
      const digest = createHash('sha256').update(`Bearer ${ALICE_KEY}`).digest('base64url');
      expect(text).not.toContain(digest);
    }
  });
});
