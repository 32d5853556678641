import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { AbortedError, RateLimitedError } from '../../../../src/telnyx/errors.ts';
import { until } from '../../../support/gate.ts';
import { json, type Reply, startRawServer } from '../../../support/raw-server.ts';
import { answerClient } from '../../../support/resources.ts';
import { callerOf, errorOf, upstreamAt } from '../../../support/telnyx.ts';

const quotaOf = (remaining: number, reset: number, limit = 50) => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(reset),
});
const client = answerClient;
const ids = (count: number) => Array.from({ length: count }, (_, n) => `client-${n}`);

/** An upstream of which the first answer has told that the quota is used up for so many seconds. */
async function usedUp(reset: number, limit = 50) {
  const server = await startRawServer(client(quotaOf(0, reset, limit)), client(quotaOf(limit - 1, 60, limit)));
  const upstream = upstreamAt(server.origin);
  await callerOf(upstream).telnyx.oauthClients.retrieve('first');
  server.requests.length = 1;
  return { server, upstream };
}

test('revocations go before reads that waited longer', async () => {
  const { server, upstream } = await usedUp(1);
  const { telnyx } = callerOf(upstream);
  const reads = ids(5).map((id) => telnyx.oauthClients.retrieve(id));
  await new Promise(setImmediate);
  const revocations = ['grant-1', 'grant-2'].map((id) => telnyx.oauthGrants.revoke(id));
  await Promise.allSettled([...reads, ...revocations]);
  const order = server.requests.slice(1).map(({ method }) => method);
  expect(order).toHaveLength(7);
  expect(order.slice(0, 2)).toEqual(['DELETE', 'DELETE']);
});

test('what is read to revoke goes before reads that waited longer, and shares none of them', async () => {
  const { server, upstream } = await usedUp(1);
  const { telnyx } = callerOf(upstream);
  const reads = [...ids(5).map((id) => telnyx.oauthClients.retrieve(id)), telnyx.oauthGrants.page({ first: 98 })];
  await new Promise(setImmediate);
  await Promise.allSettled([...reads, telnyx.oauthGrants.findToRevoke({ client_id: 'client-1' })]);
  const paths = server.requests.slice(1).map(({ path }) => path);
  expect(paths[0]).toMatch(/^\/v2\/oauth_grants\?/);
  expect(paths.filter((path) => path.startsWith('/v2/oauth_grants?')).length).toBeGreaterThan(1);
});

test('a caller that would wait past the deadline learns at once when to retry', async () => {
  const { server, upstream } = await usedUp(30);
  const started = Date.now();
  const error = await errorOf<RateLimitedError>(callerOf(upstream).telnyx.oauthClients.retrieve('a'));
  expect(error).toBeInstanceOf(RateLimitedError);
  expect(Date.now() - started).toBeLessThan(5_000);
  expect(Date.parse(error.retryAt!) - started).toBeGreaterThan(25_000);
  expect(server.requests).toHaveLength(1);
});

test('the same holds if only a refusal told of the quota', async () => {
  const server = await startRawServer(json(429, {}, { 'retry-after': '100' }), client());
  const upstream = upstreamAt(server.origin);
  for (let turn = 0; turn < 2; turn++) {
    const started = Date.now();
    const error = await errorOf<RateLimitedError>(callerOf(upstream).telnyx.oauthClients.retrieve('a'));
    expect(Date.parse(error.retryAt!) - started).toBeGreaterThan(90_000);
    expect(Date.now() - started).toBeLessThan(5_000);
  }
  expect(server.requests).toHaveLength(1);
});

test('a caller too far back in the queue learns at once that its window comes too late', async () => {
  const { server, upstream } = await usedUp(2, 1);
  const { telnyx } = callerOf(upstream, { timeout: 3_500 });
  const outcomes = await Promise.all(
    ids(3).map((id) =>
      telnyx.oauthClients.retrieve(id).then(
        () => 'read',
        (error) => error.code,
      ),
    ),
  );
  expect(outcomes.slice(1)).toEqual(['RATE_LIMITED', 'RATE_LIMITED']);
  expect(server.requests).toHaveLength(2);
});

test('a caller that disconnects frees its place in the queue', async () => {
  const { server, upstream } = await usedUp(2, 1);
  const leaving = new AbortController();
  const left = errorOf(callerOf(upstream, { leaving: leaving.signal }).telnyx.oauthClients.retrieve('leaves'));
  await new Promise(setImmediate);
  leaving.abort(new AbortedError('The caller left.'));
  expect(await left).toBeInstanceOf(AbortedError);
  // One place a window of two seconds: the second in the queue would wait past this deadline.
  await callerOf(upstream, { timeout: 3_500 }).telnyx.oauthClients.retrieve('stays');
  expect(server.requests.slice(1).map(({ path }) => path)).toEqual(['/v2/oauth_clients/stays']);
});

test('each credential has a quota of its own', async () => {
  const { server, upstream } = await usedUp(30);
  await callerOf(upstream, { key: 'KEYother' }).telnyx.oauthClients.retrieve('a');
  expect(server.requests).toHaveLength(2);
});

test('an upstream without a quota gets all calls at once', async () => {
  const held: (() => void)[] = [];
  const hold: Reply = (socket, request) => void held.push(() => client()(socket, request));
  const server = await startRawServer(client(), hold);
  const { telnyx } = callerOf(upstreamAt(server.origin));
  await telnyx.oauthClients.retrieve('first');
  const reads = ids(60).map((id) => telnyx.oauthClients.retrieve(id));
  await until(() => held.length >= 60);
  expect(held).toHaveLength(60);
  for (const release of held) release();
  await Promise.all(reads);
});

test('a call that waits for the next window does not keep the process alive', () => {
  const script = `
    import { Quota } from ${JSON.stringify(new URL('../../../../src/telnyx/transport/quota.ts', import.meta.url).href)};
    const quota = new Quota();
    const call = { method: 'GET', route: '/oauth_clients' };
    quota.leave(quota.tryEnter(call), { status: 429, headers: { 'retry-after': '600' }, text: '' });
    void quota.enter(call, { urgent: false, signal: new AbortController().signal, deadline: Number.POSITIVE_INFINITY });
    process.on('exit', () => console.log('ended'));
  `;
  const args = ['--input-type=module', '--eval', script];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 20_000 });
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'ended\n' });
});
