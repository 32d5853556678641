import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { hurry } from '../../support/clock.ts';
import { until } from '../../support/gate.ts';
import { type Answer, startGateway } from '../../support/gateway.ts';
import { idIn, wireClient, wireGrant } from '../../support/resources.ts';

type Headers = Record<string, string | string[]>;

/** What an upstream answers to one request. */
interface Odd {
  readonly status: number;
  readonly headers: Headers;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const READ = '{ oauthClient(clientId: "a") { name } }';
const GRANT = '{ oauthGrant(grantId: "a") { scopes } }';
const DELETE = 'mutation { deleteOAuthClient(clientId: "a") { __typename } }';
const told = (limit: unknown, remaining: unknown, reset: unknown): Headers => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(reset),
});
const codesOf = ({ body }: Answer) => (body.errors ?? []).map(({ extensions }) => extensions.code);
const seconds = (fromNow: number) => Math.floor((Date.now() + fromNow) / 1000);
const sleep = (pause: number) => new Promise((resolve) => setTimeout(resolve, pause));

/** A gateway in front of an upstream that answers as `play` says, by credential. They end with the test. */
async function startOdd(play: (key: string, req: IncomingMessage) => Odd | Promise<Odd>, timeout = 4_000) {
  const calls: { key: string; line: string }[] = [];
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const key = req.headers.authorization!.replace('Bearer ', '');
    calls.push({ key, line: `${req.method} ${req.url}` });
    const { status, headers } = await play(key, req);
    const data = req.url!.includes('grants')
      ? wireGrant({ id: idIn(req.url!) })
      : wireClient({ client_id: idIn(req.url!) });
    res.writeHead(status, { 'content-type': 'application/json', ...headers });
    res.end(status < 300 ? JSON.stringify({ data }) : '{}');
  };
  const server = createServer((req, res) => void answer(req, res)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { TELNYX_API_URL: origin, TELNYX_WELL_KNOWN_URL: origin, OPERATION_TIMEOUT_MS: String(timeout) };
  const gateway = await startGateway({ env });
  onTestFinished(async () => {
    await gateway.close();
    server.close();
    server.closeAllConnections();
  });
  return { ask: (key: string, query = READ) => gateway.ask(query, {}, { key }), calls };
}

describe('after any sequence of odd answers', () => {
  const number = fc.oneof(
    fc.constantFrom('', '0', '-1', '-0', 'NaN', 'Infinity', '1e309', '1e3', '0x10', '0.5', '1', '2', '50', 'soon'),
    fc.constantFrom('3600', '3601', '86400', '2592000', '2147483648', '9007199254740993', '9'.repeat(400)),
    fc.constantFrom('50, 50;w=60', '1;w=1', '1 000', '+7', '１'.normalize('NFKC'), '007'),
    fc.constantFrom(-DAY, -30_000, 30_000, HOUR / 2, 2 * HOUR, 30 * DAY).map((ms) => String(seconds(ms))),
    fc.constantFrom(-DAY, -30_000, 30_000, HOUR / 2, 2 * HOUR, 30 * DAY).map((ms) => String(Date.now() + ms)),
  );
  const date = fc.constantFrom(
    new Date(Date.now() + 30 * DAY).toUTCString(),
    'Fri, 31 Dec 9999 23:59:59 GMT',
    'Fri, 31 Dec 10000 23:59:59 GMT',
    'Sat, 13 Sep 275760 00:00:00 GMT',
    'Thu, 01 Jan 1970 00:00:00 GMT',
    'Sat, 01 Jan 0000 00:00:00 GMT',
    'Mon, 99 Foo 2026 00:00:00 GMT',
  );
  const value = fc.oneof(
    { weight: 8, arbitrary: number },
    { weight: 1, arbitrary: fc.array(number, { maxLength: 2 }) },
  );
  const headers = fc.record(
    {
      'x-ratelimit-limit': fc.oneof(fc.constant('50'), value),
      'x-ratelimit-remaining': fc.oneof(fc.constant('0'), value),
      'x-ratelimit-reset': fc.oneof(fc.constant('3000'), value),
      'retry-after': fc.oneof(number, date),
    },
    { requiredKeys: [] },
  );
  const odd: fc.Arbitrary<Odd> = fc.record({ status: fc.constantFrom(200, 200, 404, 403, 429, 429), headers });
  const healthy = fc.constantFrom<Headers>(told(100, 99, 60), told(50, 49, 1), {});
  const story = fc.record({
    odds: fc.array(odd, { minLength: 1, maxLength: 5 }),
    healthy,
    query: fc.constantFrom(READ, GRANT, DELETE),
  });

  test('a healthy upstream is asked again before long', { timeout: 120_000 }, async () => {
    const stories = fc.array(story, { minLength: 80, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(stories, async (drawn) => {
        const left = new Map(drawn.map(({ odds }, index) => [`KEY${index}`, [...odds]]));
        const { ask } = await startOdd((key) => {
          const next = left.get(key)!.shift();
          return next ?? { status: 200, headers: drawn[Number(key.slice(3))]!.healthy };
        });
        await Promise.all(
          drawn.map(async ({ odds, query }, index) => {
            const key = `KEY${index}`;
            const seen: unknown[] = [];
            for (const _ of odds) seen.push(...codesOf(await ask(key, query)));
            left.get(key)!.length = 0;
            const healthyAt = performance.now();
            for (let answered = false; !answered; await sleep(300)) {
              const answer = await ask(key, query);
              seen.push(...codesOf(answer));
              answered = answer.body.errors === undefined && !JSON.stringify(answer.body).includes('Error');
              // Five seconds to the next probe, and what a busy machine adds.
              expect(performance.now() - healthyAt, JSON.stringify([odds, seen])).toBeLessThan(20_000);
            }
            for (let more = 0; more < 5; more++)
              expect(codesOf(await ask(key, query)), JSON.stringify(odds)).toEqual([]);
            expect(seen, JSON.stringify(odds)).not.toContain('INTERNAL_SERVER_ERROR');
            expect(seen, JSON.stringify(odds)).not.toContain('UPSTREAM_CONTRACT');
          }),
        );
      }),
      { numRuns: 1 },
    );
  });
});

describe('a value that cannot be tells nothing', () => {
  test.for<[string, Odd]>([
    ['limit: 0', { status: 200, headers: told(0, 0, 600) }],
    ['limit: -1', { status: 200, headers: told(-1, 0, 600) }],
    ['limit: NaN', { status: 200, headers: told('NaN', 0, 600) }],
    ['more remaining than the limit', { status: 200, headers: told(1, 2, 600) }],
    ['a reset in two hours', { status: 200, headers: told(50, 0, 7_200) }],
    ['a reset at an epoch time in two hours', { status: 200, headers: told(50, 0, seconds(2 * HOUR)) }],
    ['a reset at an epoch time that is past', { status: 200, headers: told(50, 0, seconds(-60_000)) }],
    ['a reset of 1e309', { status: 200, headers: told(50, 0, '1e309') }],
  ])('%s', async ([, odd]) => {
    const { ask, calls } = await startOdd(() => odd);
    for (let turn = 0; turn < 3; turn++) expect(codesOf(await ask('KEY'))).toEqual([]);
    expect(calls).toHaveLength(3);
  });
});

describe('a caller that would wait past the deadline learns at once when to retry', () => {
  const inTenMinutes = 600_000;
  test.for<[string, Odd, waits: number]>([
    ['a reset in ten minutes', { status: 200, headers: told(50, 0, 600) }, inTenMinutes],
    ['at an epoch time', { status: 200, headers: told(50, 0, seconds(inTenMinutes)) }, inTenMinutes],
    ['in milliseconds', { status: 200, headers: told(50, 0, Date.now() + inTenMinutes) }, inTenMinutes],
    ['Retry-After of 30 days', { status: 429, headers: { 'retry-after': '2592000' } }, HOUR],
    ['in the year 9999', { status: 429, headers: { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' } }, HOUR],
    ['of no year of four digits', { status: 429, headers: { 'retry-after': 'Fri, 31 Dec 10000 23:59:59 GMT' } }, HOUR],
    ['of 400 digits', { status: 429, headers: { 'retry-after': '9'.repeat(400) } }, HOUR],
  ])('%s', async ([, odd, waits]) => {
    const begun = Date.now();
    const { ask, calls } = await startOdd(() => odd);
    await ask('KEY');
    const { body, headers } = await ask('KEY');
    expect(body.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    expect(Date.parse(body.errors![0]!.extensions.retryAt) - begun).toBeGreaterThan(waits - 60_000);
    expect(Date.parse(body.errors![0]!.extensions.retryAt) - begun).toBeLessThan(waits + 60_000);
    expect(headers.get('retry-after')).toMatch(/^\d{3,4}$/);
    expect(calls).toHaveLength(1);
  });

  test('also those that waited already when the window turned out to be longer', async () => {
    const refusal: Odd = { status: 429, headers: { 'retry-after': '600' } };
    const { promise: held, resolve: release } = Promise.withResolvers<Odd>();
    const { ask, calls } = await startOdd(() => (calls.length === 1 ? { status: 200, headers: told(1, 1, 2) } : held));
    await ask('KEY');
    const first = ask('KEY');
    await until(() => calls.length === 2);
    const waiting = [
      ask('KEY', '{ oauthClient(clientId: "b") { name } }'),
      ask('KEY', '{ oauthClient(clientId: "c") { name } }'),
    ];
    await sleep(300);
    release(refusal);
    for (const answer of await Promise.all([first, ...waiting])) expect(codesOf(answer)).toEqual(['RATE_LIMITED']);
    expect(calls).toHaveLength(2);
  });
});

test('what was learnt is probed by one call now and then, however many ask', { timeout: 60_000 }, async () => {
  hurry('performance', 10);
  const { ask, calls } = await startOdd(() => ({ status: 200, headers: told(50, 0, 3_000) }));
  await ask('KEY');
  const end = performance.now() + 11_000;
  let refused = 0;
  while (performance.now() < end) {
    const answers = await Promise.all(
      ['b', 'c', 'd'].map((id) => ask('KEY', `{ oauthClient(clientId: "${id}") { name } }`)),
    );
    refused += answers.flatMap(codesOf).filter((code) => code === 'RATE_LIMITED').length;
    await sleep(10);
  }
  expect(refused).toBeGreaterThan(6);
  expect(calls.length).toBeGreaterThanOrEqual(2);
  expect(calls.length).toBeLessThanOrEqual(4);
});

describe('a bucket for each told limit', () => {
  const byRoute = (clients: Headers, grants: Headers) =>
    startOdd((_key, req) => ({ status: 200, headers: req.url!.includes('grants') ? grants : clients }));

  test('an exhausted one delays no routes of another, and none without a limit', async () => {
    const { ask, calls } = await byRoute(told(10, 0, 600), told(100, 99, 600));
    await ask('KEY');
    for (let turn = 0; turn < 3; turn++) expect(codesOf(await ask('KEY', GRANT))).toEqual([]);
    expect(codesOf(await ask('KEY'))).toEqual(['RATE_LIMITED']);
    expect(calls.map(({ line }) => line.slice(0, 14))).toEqual(['GET /oauth_cli', ...Array(3).fill('GET /oauth_gra')]);
  });

  test('one that is told for two routes is used up for both', async () => {
    const { ask, calls } = await startOdd(() => ({ status: 200, headers: told(10, 10 - calls.length, 600) }));
    for (let turn = 0; turn < 4; turn++) for (const query of [READ, GRANT]) await ask('KEY', query);
    expect(calls).toHaveLength(8);
    expect([await ask('KEY'), await ask('KEY'), await ask('KEY')].flatMap(codesOf)).toEqual(['RATE_LIMITED']);
    expect(codesOf(await ask('KEY', GRANT))).toEqual(['RATE_LIMITED']);
    expect(calls).toHaveLength(10);
  });

  test('a route that is told another limit belongs to that one, with all that waits for it', async () => {
    const { promise: allThere, resolve: release } = Promise.withResolvers<void>();
    const { ask, calls } = await startOdd(async () => {
      const turn = calls.length;
      if (turn === 1) return { status: 200, headers: told(10, 0, 2) };
      if (turn === 16) release();
      if (turn > 2) await allThere;
      return { status: 200, headers: told(100, 101 - turn, 600) };
    }, 20_000);
    await ask('KEY');
    const ids = Array.from({ length: 15 }, (_, index) => index);
    const many = ids.map((id) => ask('KEY', `{ oauthClient(clientId: "${id}") { name } }`));
    expect((await Promise.all(many)).flatMap(codesOf)).toEqual([]);
  });

  test('what may be sent before anything was told counts once for all routes', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    const { ask, calls } = await startOdd(async () => {
      await held;
      return { status: 200, headers: told(200, 199 - calls.length, 60) };
    });
    const asked = Array.from({ length: 60 }, (_, index) =>
      ask(
        'KEY',
        index % 2 ? `{ oauthClient(clientId: "${index}") { name } }` : `{ oauthGrant(grantId: "${index}") { scopes } }`,
      ),
    );
    await until(() => calls.length >= 16);
    await sleep(300);
    expect(calls).toHaveLength(16);
    release();
    expect((await Promise.all(asked)).flatMap(codesOf)).toEqual([]);
    expect(calls).toHaveLength(60);
  });
});
