import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ALICE_KEY, BOB_KEY, startSandbox } from '../../src/sandbox/index.ts';
import { useForEachTest } from '../support/lifetime.ts';
import { call } from './call.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());
const sandbox = useForEachTest(() => startSandbox({ quota: { limit: 2, windowSeconds: 60 } }));

async function ask(key?: string) {
  const { status, headers, body } = await call(
    sandbox,
    key ? 'GET /oauth_grants' : 'GET /oauth/jwks',
    key ? { key } : {},
  );
  const left = ['limit', 'remaining', 'reset'].map((name) => headers.get(`x-ratelimit-${name}`)).join(' ');
  return { status, left, retryAfter: headers.get('retry-after'), body };
}

test('a key may ask so often in a window, and again in the next', async () => {
  expect(await ask(ALICE_KEY)).toMatchObject({ status: 200, left: '2 1 60' });
  vi.advanceTimersByTime(10_500);
  expect(await ask(ALICE_KEY)).toMatchObject({ status: 200, left: '2 0 50' });
  expect(await ask(ALICE_KEY)).toMatchObject({ status: 429, left: '2 0 50', retryAfter: '50' });
  vi.advanceTimersByTime(49_500);
  expect(await ask(ALICE_KEY)).toMatchObject({ status: 200, left: '2 1 60' });
});

test('the refusal is the one of the platform', async () => {
  await ask(ALICE_KEY);
  await ask(ALICE_KEY);
  expect((await ask(ALICE_KEY)).body).toMatchObject({ errors: [{ code: '10011', title: 'Too many requests' }] });
});

test('each key has its own window, and those without a key share one', async () => {
  for (const key of [ALICE_KEY, BOB_KEY, undefined]) {
    expect([await ask(key), await ask(key), await ask(key)].map(({ status }) => status)).toEqual([200, 200, 429]);
  }
});

test('a refused request is not carried out', async () => {
  await ask(ALICE_KEY);
  await ask(ALICE_KEY);
  const { id } = sandbox.account(ALICE_KEY).grants[0]!;
  expect((await call(sandbox, `DELETE /oauth_grants/${id}`, { key: ALICE_KEY })).status).toBe(429);
  expect(sandbox.account(ALICE_KEY).grants[0]!.id).toBe(id);
});
