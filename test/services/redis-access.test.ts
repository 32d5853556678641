import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { type Certificate, createCertificate } from '../behaviour/faults/certificate.ts';
import { send } from '../support/http.ts';
import { type GatewayProcess, startProcess } from '../support/process.ts';
import { secretFiles } from '../support/secret-files.ts';
import { describeWith } from './support/programs.ts';
import { startRedis, startSentinels, type TlsFiles } from './support/redis.ts';

const PASSWORD = 'the-password-of-Redis-itself';
const SENTINELS_PASSWORD = 'another-of-the-sentinels';

/** Certificates as files; they are gone when the test ends. */
function useCertificates() {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const authority = createCertificate({});
  const tlsFor = (host: string, by: Certificate = authority): TlsFiles => {
    const { cert, key } = createCertificate({ host, by });
    return { cert: file(`${host}.pem`, cert), key: file(`${host}.key`, key), ca: file('ca.pem', authority.cert) };
  };
  return { tlsFor, otherAuthority: file('other.pem', createCertificate({}).cert) };
}

/** A gateway with these settings for Redis, and what it says of it. */
async function startWith(env: Record<string, string>) {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const gateway = startProcess({
    PORT: '0',
    NODE_ENV: 'production',
    TELNYX_API_URL: sandbox.url,
    SHARED_KEY: 'k'.repeat(32),
    ...env,
  });
  const url = await gateway.listening();
  const state = async () => (await send(new URL('/readyz?verbose', url))).text;
  return { gateway, state };
}

const IS_UP = 'ok\nredis: up, processes: 1\n';

async function expectUp({ state }: { state: () => Promise<string> }) {
  await expect.poll(state, { timeout: 20_000 }).toBe(IS_UP);
}

/** It serves, and says why it does without Redis; no password is in the log. */
async function expectDown({ gateway, state }: { gateway: GatewayProcess; state: () => Promise<string> }, why: RegExp) {
  await expect.poll(gateway.output, { timeout: 20_000 }).toMatch(/Redis does not respond/);
  expect(gateway.output()).toMatch(why);
  expect(await state()).toMatch(/^ok\nredis: down/);
  expect(gateway.output()).not.toContain(PASSWORD);
}

describeWith(['redis-server'], 'Redis by TLS (rediss:)', () => {
  test('is used where the CA file has its authority', async () => {
    const { tlsFor } = useCertificates();
    const tls = tlsFor('localhost');
    const redis = await startRedis([], { tls });
    expect(redis.url).toMatch(/^rediss:/);
    await expectUp(await startWith({ REDIS_URL: redis.url, REDIS_CA_FILE: tls.ca }));
  });

  test('is not trusted without it, or with another', async () => {
    const { tlsFor, otherAuthority } = useCertificates();
    const redis = await startRedis([], { tls: tlsFor('localhost') });
    const gateways = await Promise.all([
      startWith({ REDIS_URL: redis.url }),
      startWith({ REDIS_URL: redis.url, REDIS_CA_FILE: otherAuthority }),
    ]);
    for (const gateway of gateways) await expectDown(gateway, /certificate/);
  });

  test('is not trusted with the certificate of another host', async () => {
    const { tlsFor } = useCertificates();
    const tls = tlsFor('localhost');
    const redis = await startRedis([], { tls });
    const REDIS_URL = redis.url.replace('localhost', '127.0.0.1');
    await expectDown(await startWith({ REDIS_URL, REDIS_CA_FILE: tls.ca }), /altnames|Hostname/);
  });
});

describeWith(['redis-server'], 'Redis with a password', () => {
  test('of a file', async () => {
    const redis = await startRedis([], { password: PASSWORD });
    const { env } = secretFiles({ REDIS_PASSWORD: `${PASSWORD}\n` });
    await expectUp(await startWith({ REDIS_URL: redis.url, ...env }));
  });

  test('that is wrong, or missing', async () => {
    const redis = await startRedis([], { password: PASSWORD });
    const wrong = secretFiles({ REDIS_PASSWORD: 'wrong' });
    await expectDown(await startWith({ REDIS_URL: redis.url, ...wrong.env }), /WRONGPASS|invalid/);
    await expectDown(await startWith({ REDIS_URL: redis.url }), /NOAUTH|Authentication/);
  });
});

describeWith(['redis-server', 'redis-sentinel'], 'sentinels', () => {
  test('with a password of their own, by TLS, as the server has both, too', async () => {
    const { tlsFor } = useCertificates();
    const tls = tlsFor('localhost');
    const redis = await startRedis([], { password: PASSWORD, tls });
    const access = { password: SENTINELS_PASSWORD, tls };
    const REDIS_URL = await startSentinels(redis, { access, password: PASSWORD });
    expect(REDIS_URL).toMatch(/^rediss\+sentinel:/);
    const { env } = secretFiles({ REDIS_PASSWORD: PASSWORD, REDIS_SENTINEL_PASSWORD: SENTINELS_PASSWORD });
    await expectUp(await startWith({ REDIS_URL, REDIS_CA_FILE: tls.ca, ...env }));
  });

  test('whose password is not known tell nothing', async () => {
    const redis = await startRedis([], { password: PASSWORD });
    const REDIS_URL = await startSentinels(redis, { access: { password: SENTINELS_PASSWORD }, password: PASSWORD });
    const { env } = secretFiles({ REDIS_PASSWORD: PASSWORD });
    await expectDown(await startWith({ REDIS_URL, ...env }), /sentinel/i);
  });
});
