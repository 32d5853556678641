import { expect, test } from 'vitest';
import { post, send } from '../../support/http.ts';
import { startProcess } from '../../support/process.ts';
import { secretFiles } from '../../support/secret-files.ts';

const [OLD, NEW] = ['an-old-router-secret-of-forty-characters', 'a-new-router-secret-of-forty-characters-'];
const KEY = 'KEY-of-the-gateway';
const DENIED = 'UNAUTHENTICATED';

test.each([1, 2])('SIGHUP has all of %i processes read secrets again', { timeout: 180_000 }, async (processes) => {
  const { write, env } = secretFiles({ ROUTER_SECRET: OLD, TELNYX_API_KEY: KEY });
  // Nothing listens there: whoever is let through gets another error.
  const nowhere = { TELNYX_API_URL: 'http://127.0.0.1:1', OPERATION_TIMEOUT_MS: '100' };
  const base = { PORT: '0', NODE_ENV: 'production', AUTH_MODE: 'service', WORKERS: String(processes) };
  const gateway = startProcess({ ...base, ...nowhere, ...env });
  const url = await gateway.listening();
  const count = (text: string) => gateway.output().split(text).length - 1;
  const told = (text: string, times: number) => expect.poll(() => count(text), { timeout: 60_000 }).toBe(times);
  const codeFor = async (secret: string) => {
    const { json } = await post(url, { query: '{ oauthClients { totalCount } }' }, { 'x-router-secret': secret });
    return json.errors[0].extensions.code;
  };

  const serving = async () => /^gateway_processes (\d+)$/m.exec((await send(new URL('/metrics', url))).text)?.[1];
  await expect.poll(serving, { timeout: 60_000 }).toBe(String(processes));
  if (processes === 1) {
    write('ROUTER_SECRET', 'too-short');
    gateway.kill('SIGHUP');
    await told('"msg":"the files of the settings cannot be used: nothing was changed"', 1);
    expect(gateway.output()).toContain('"mistakes":["ROUTER_SECRET: must have at least 32 characters"]');
    expect(await codeFor(OLD)).not.toBe(DENIED);
  }
  write('ROUTER_SECRET', `${NEW}\n${OLD}\n`);
  gateway.kill('SIGHUP');
  await told('"msg":"the files of the settings were read again"', processes);
  for (let time = 0; time < 4; time++) {
    for (const secret of [OLD, NEW]) expect(await codeFor(secret)).not.toBe(DENIED);
    expect(await codeFor(`${NEW}x`)).toBe(DENIED);
  }
  for (const secret of [OLD, NEW, KEY, 'too-short']) expect(gateway.output()).not.toContain(secret);
  gateway.kill('SIGTERM');
  expect(await gateway.ended).toBe(0);
});
