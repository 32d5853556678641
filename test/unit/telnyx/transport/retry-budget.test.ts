import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { idIn, wireClient } from '../../../support/resources.ts';
import { callerOf, upstreamAt } from '../../../support/telnyx.ts';

/** Retries that follow on a quiet time, at the most. */
const RESERVE = 100;
/** And those that each call pays for. */
const SHARE = 0.5;

/** A server that fails at once as `fails` says, else answers `lateMs` later, and counts. */
async function startUpstream(fails: () => boolean, lateMs = 0) {
  const seen = new Map<string, number>();
  const server = createServer((req, res) => {
    const line = `${req.method} ${req.headers['x-call'] ?? req.url}`;
    seen.set(line, (seen.get(line) ?? 0) + 1);
    req.resume().once('end', async () => {
      const status = fails() ? 503 : 200;
      if (status === 200 && lateMs > 0) await new Promise((waited) => setTimeout(waited, lateMs));
      res.writeHead(status, { 'content-type': 'application/json' });
      res.end(JSON.stringify({ data: wireClient({ client_id: idIn(req.url!) }) }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const upstream = upstreamAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const total = () => seen.values().reduce((sum, count) => sum + count, 0);
  return { upstream, seen, total };
}

/** Numbers from 0 to 1, the same for each seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

test('an outage is multiplied by at most 1.5, once the reserve is spent', async () => {
  const { upstream, total } = await startUpstream(() => true);
  // The circuit would break and hide what is looked at.
  const { telnyx } = callerOf({ ...upstream, breakers: unbreakable() }, { timeout: 25_000 });
  for (let round = 0; round < 5; round++) {
    const reads = Array.from({ length: 200 }, (_, n) => telnyx.oauthClients.retrieve(`client-${n}`));
    for (const { status } of await Promise.allSettled(reads)) expect(status).toBe('rejected');
  }
  expect(total()).toBeGreaterThan(1_000 + RESERVE);
  expect(total()).toBeLessThanOrEqual(1_000 * (1 + SHARE) + RESERVE);
});

test('a quiet time saves up no more than the reserve', async () => {
  let out = false;
  const { upstream, total } = await startUpstream(() => out);
  const { telnyx } = callerOf({ ...upstream, breakers: unbreakable() }, { timeout: 25_000 });
  for (let n = 0; n < 400; n++) await telnyx.oauthClients.retrieve(`client-${n}`);
  const before = total();
  out = true;
  await Promise.allSettled(Array.from({ length: 100 }, (_, n) => telnyx.oauthClients.retrieve(`client-${n}`)));
  expect(total() - before).toBeLessThanOrEqual(100 * (1 + SHARE) + RESERVE);
});

test.each([20260331])(
  'where three of ten calls fail at random, 99 of 100 reads succeed, and no write is sent twice (seed %i)',
  async (seed) => {
    const random = seeded(seed);
    const { upstream, seen } = await startUpstream(() => random() < 0.3);
    let read = 0;
    for (let round = 0; round < 5; round++) {
      const { telnyx } = callerOf(upstream);
      const reads = Array.from({ length: 200 }, (_, n) => telnyx.oauthClients.retrieve(`client-${round}-${n}`));
      const writes = Array.from({ length: 20 }, (_, n) =>
        callerOf(upstream, { headers: { 'x-call': `${round}-${n}` } }).telnyx.oauthClients.create(CLIENT),
      );
      const [outcomes] = await Promise.all([Promise.allSettled(reads), Promise.allSettled(writes)]);
      read += outcomes.filter(({ status }) => status === 'fulfilled').length;
    }
    expect(read).toBeGreaterThanOrEqual(990);
    const posts = [...seen].filter(([line]) => line.startsWith('POST'));
    expect(posts).toHaveLength(100);
    for (const [, count] of posts) expect(count).toBe(1);
  },
);

test.each([1, 2])(
  'the same where 600 callers ask at once, and failures are heard of long before the first success (seed %i)',
  async (seed) => {
    const random = seeded(seed);
    const { upstream } = await startUpstream(() => random() < 0.3, 300);
    const reads = Array.from({ length: 600 }, (_, n) =>
      callerOf(upstream, { key: `KEY${n}`, timeout: 25_000 }).telnyx.oauthClients.retrieve(`client-${n}`),
    );
    const outcomes = await Promise.allSettled(reads);
    const failed = outcomes.filter(({ status }) => status === 'rejected').length;
    expect(failed).toBeLessThanOrEqual(6);
    expect(upstream.breakers.api.state).toBe('closed');
  },
);

const CLIENT = {
  name: 'N',
  allowed_scopes: [],
  client_type: 'public',
  allowed_grant_types: ['refresh_token'],
} as never;

/** Breakers that let everything through. */
function unbreakable() {
  const none = { state: 'closed', admit: () => ({}), mayRepeat: () => true, end: () => {} } as never;
  return { api: none, root: none };
}
