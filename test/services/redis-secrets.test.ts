import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { ALICE_KEY, startSandbox } from '../../src/sandbox/index.ts';
import { createNames } from '../../src/shared/names.ts';
import { post, send } from '../support/http.ts';
import { startProcess } from '../support/process.ts';
import { secretFiles } from '../support/secret-files.ts';
import { describeWith } from './support/programs.ts';
import { startRedis } from './support/redis.ts';

const OLD = { REDIS_PASSWORD: 'the-old-password', SHARED_KEY: 'the-old-key-of-all-replicas-of-this-deployment' };
const NEW = { REDIS_PASSWORD: 'the-new-password', SHARED_KEY: 'the-new-key-of-all-replicas-of-this-deployment' };
const PREFIX = 'telnyx-oauth-graphql:';

/** As the docs give it, with a user of its own for the gateway. */
const [ACL] = /^ACL SETUSER .*$/m.exec(readFileSync('docs/scale.md', 'utf8'))!;

/** A gateway with its secrets in files, on a Redis that has a user for it. */
async function start() {
  const redis = await startRedis();
  const admin = redis.connect();
  await admin.call('ACL', ...ACL.replace('PASSWORD', OLD.REDIS_PASSWORD).split(' ').slice(1));
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const { write, env } = secretFiles(OLD);
  const REDIS_URL = redis.url.replace('//', '//gateway@');
  const gateway = startProcess({ PORT: '0', NODE_ENV: 'production', TELNYX_API_URL: sandbox.url, REDIS_URL, ...env });
  const url = await gateway.listening();
  const state = async () => (await send(new URL('/readyz?verbose', url))).text;
  const isUp = () => expect.poll(state, { timeout: 30_000 }).toContain('redis: up');
  await isUp();
  return { admin, gateway, url, isUp, write };
}

type Running = Awaited<ReturnType<typeof start>>;

/** Writes the new secret, and waits until the gateway says that it has it. */
async function renew({ gateway, write }: Running, name: keyof typeof NEW): Promise<void> {
  write(name, NEW[name]);
  gateway.kill('SIGHUP');
  await expect.poll(() => gateway.output(), { timeout: 30_000 }).toContain(`"changed":["${name}"]`);
}

/** Registers a document by its hash; what the response says of it. */
async function register(url: string, text: string) {
  const sha256Hash = createHash('sha256').update(text).digest('hex');
  const extensions = { persistedQuery: { version: 1, sha256Hash } };
  const { status, json } = await post(url, { query: text, extensions }, { authorization: `Bearer ${ALICE_KEY}` });
  expect({ status, errors: json.errors }).toEqual({ status: 200, errors: undefined });
  return sha256Hash;
}

describeWith(['redis-server'], 'what the gateway shares with others by, while it runs', () => {
  test('the password of Redis changes, and the gateway comes back by the new one', async () => {
    const running = await start();
    const { admin, gateway, url, isUp } = running;
    await admin.call('ACL', 'SETUSER', 'gateway', `>${NEW.REDIS_PASSWORD}`);
    await renew(running, 'REDIS_PASSWORD');
    await admin.call('ACL', 'SETUSER', 'gateway', `<${OLD.REDIS_PASSWORD}`);
    const connected = async () => ((await admin.call('CLIENT', 'LIST')) as string).includes('user=gateway');
    expect(await connected()).toBe(true); // what is connected stays so
    await admin.call('CLIENT', 'KILL', 'USER', 'gateway');
    await register(url, '{ oauthClients(first: 1) { totalCount } }');
    await expect.poll(connected, { timeout: 30_000 }).toBe(true);
    await isUp();
    expect(gateway.output()).not.toContain(NEW.REDIS_PASSWORD);
  });

  test('the key of names changes, and documents go by the new one', async () => {
    const running = await start();
    const { admin, gateway, url } = running;
    const names = { old: createNames(PREFIX, OLD.SHARED_KEY), new: createNames(PREFIX, NEW.SHARED_KEY) };
    const first = await register(url, '{ oauthClients(first: 1) { totalCount } }');
    await expect.poll(() => admin.exists(names.old('document', first)), { timeout: 30_000 }).toBe(1);
    await renew(running, 'SHARED_KEY');
    const second = await register(url, '{ oauthClients(first: 2) { totalCount } }');
    await expect.poll(() => admin.exists(names.new('document', second)), { timeout: 30_000 }).toBe(1);
    expect(await admin.exists(names.old('document', second))).toBe(0);
    expect(gateway.output()).not.toContain(NEW.SHARED_KEY);
  });
});
