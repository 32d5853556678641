import { describe, expect, test } from 'vitest';
import { send } from '../../support/http.ts';
import { startProcess } from '../../support/process.ts';

const BODY = JSON.stringify({ query: '{ oauthClients(first: 1) { totalCount } }' });
const HEADERS = { 'content-type': 'application/json', authorization: 'Bearer KEYsandboxAlice' };
const ON_SANDBOX = { PORT: '0', SANDBOX_PORT: '0' };
const WORKERS = { PORT: '0', NODE_ENV: 'production', WORKERS: '2' };
const LONGEST = '600000';

/** Asks as a client that would keep its connection. */
async function ask(url: string) {
  const response = await fetch(url, { method: 'POST', headers: HEADERS, body: BODY });
  const { data } = (await response.json()) as { data: { oauthClients: { totalCount: number } } };
  return {
    status: response.status,
    connection: response.headers.get('connection'),
    total: data.oauthClients.totalCount,
  };
}

describe('with STOP_DELAY_MS an idle gateway that is told to stop', () => {
  test('is not ready at once, serves on with connection: close, and ends at once by a second signal', async () => {
    const gateway = startProcess({ ...ON_SANDBOX, STOP_DELAY_MS: LONGEST });
    const url = await gateway.listening();
    const ready = new URL('/readyz', url);
    expect(await ask(url)).toEqual({ status: 200, connection: 'keep-alive', total: 160 });
    expect((await send(ready)).status).toBe(200);
    gateway.kill('SIGTERM');
    await expect.poll(async () => (await send(ready)).status, { timeout: 10_000 }).toBe(503);
    for (let time = 0; time < 20; time++) {
      expect(await ask(url)).toEqual({ status: 200, connection: 'close', total: 160 });
    }
    expect((await send(ready)).status).toBe(503);
    expect((await send(new URL('/livez', url))).status).toBe(200);
    gateway.kill('SIGTERM');
    expect(await gateway.ended).toBe(1);
  });

  test.each([
    ['one process', ON_SANDBOX],
    ['two workers', WORKERS],
  ])('ends well after it, however short an operation may be: %s', { timeout: 60_000 }, async (_name, env) => {
    // Longer than what a stop may take without it.
    const gateway = startProcess({ ...env, OPERATION_TIMEOUT_MS: '1', STOP_DELAY_MS: '6000' });
    const url = await gateway.listening();
    const told = performance.now();
    gateway.kill('SIGTERM');
    await expect.poll(async () => (await send(new URL('/readyz', url))).status, { timeout: 5_000 }).toBe(503);
    expect(await gateway.ended).toBe(0);
    expect(performance.now() - told).toBeGreaterThan(5_900);
  });
});
