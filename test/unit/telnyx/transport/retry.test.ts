import { MockAgent } from 'undici';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../../../src/sandbox/index.ts';
import {
  AbortedError,
  NotFoundError,
  RateLimitedError,
  TimeoutError,
  UnavailableError,
} from '../../../../src/telnyx/errors.ts';
import type { Telnyx } from '../../../../src/telnyx/types.ts';
import { useInTest } from '../../../support/lifetime.ts';
import { breakAfter, head, json, message, type Reply, reset, startRawServer } from '../../../support/raw-server.ts';
import { wireClient, wireGrant, wirePage } from '../../../support/resources.ts';
import { connect, errorOf, KEY } from '../../../support/telnyx.ts';

const MAX_ATTEMPTS = 7;

type Ask = (telnyx: Telnyx) => Promise<unknown>;
const read: Ask = ({ oauthClients }) => oauthClients.retrieve('client-1');
const client = json(200, { data: wireClient() });
const grant = json(200, { data: wireGrant() });
const exhausted = json(429, {}, { 'retry-after': '0' });
const notFound = json(404, { error: 'not_found' });
const lost = breakAfter(`${head(200, { 'content-length': '99' })}{"data":`);

/** Replies that a repetition may mend. */
const TRANSIENT: [string, Reply][] = [
  ['a reset', reset],
  ['a body that breaks off', lost],
  ['408', json(408, {})],
  ['429', exhausted],
  ['500', json(500, {})],
  ['502 with a page', message(502, '<h1>Bad gateway</h1>')],
  ['503', json(503, {})],
  ['504', json(504, {})],
];

/** What a call comes to with these replies, and how many requests it took. */
async function outcome(ask: Ask, ...replies: Reply[]): Promise<[result: unknown, requests: number, retries: number]> {
  const server = await startRawServer(...replies);
  const { telnyx, records } = connect(server.origin);
  const result = await ask(telnyx).catch((error) => error);
  expect(records).toHaveLength(1);
  return [result, server.requests.length, records[0]!.retries];
}

describe('a GET', () => {
  test.for(TRANSIENT)('is repeated after %s', async ([, reply]) => {
    const [result, requests, retries] = await outcome(read, reply, client);
    expect(result).toMatchObject({ client_id: 'client-1' });
    expect([requests, retries]).toEqual([2, 1]);
  });

  test('is not repeated without end: the last outcome counts', async () => {
    const [error, requests, retries] = await outcome(read, reset, json(500, {}), json(503, {}));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ status: 503, outcome: undefined });
    expect([requests, retries]).toEqual([MAX_ATTEMPTS, MAX_ATTEMPTS - 1]);
  });

  test.for([400, 401, 403, 404, 405, 409, 422, 302])('is not repeated after %i', async (status) => {
    const [, requests] = await outcome(read, json(status, {}), client);
    expect(requests).toBe(1);
  });

  test('is not repeated after an answer that cannot be read', async () => {
    for (const reply of [message(200, '<p>'), message(200, '{"data": '), json(200, {}), message(204)]) {
      const [error, requests] = await outcome(read, reply, client);
      expect(error).toMatchObject({ code: 'UPSTREAM_CONTRACT' });
      expect(requests).toBe(1);
    }
  });

  test.for<[string, Ask, string]>([
    ['of a list', ({ oauthGrants }) => oauthGrants.page({ first: 1 }), json(200, wirePage([wireGrant()], 1))],
    ['of a document', ({ discovery }) => discovery.protectedResource(), json(200, {})],
    ['of the keys', ({ jwks }) => jwks.retrieve(), json(200, { keys: [] })],
    ['of a consent request', ({ consent }) => consent.retrieve('c'), json(200, { data: {} })],
    ['of a secret', ({ oauthClients }) => oauthClients.revealSecret('client-1'), client],
  ])('%s is repeated likewise', async ([, ask, reply]) => {
    const [result, requests] = await outcome(ask, json(503, {}), reply);
    expect(result).not.toBeInstanceOf(Error);
    expect(requests).toBe(2);
  });
});

describe('the pause', () => {
  const pauses = async (...replies: Reply[]) => {
    const server = await startRawServer(...replies);
    await read(connect(server.origin).telnyx);
    return server.requests.slice(1).map(({ time }, index) => time - server.requests[index]!.time);
  };

  test('is as long as Retry-After or x-ratelimit-reset asks', async () => {
    const [one, other, third] = await Promise.all([
      pauses(json(503, {}, { 'retry-after': '1' }), client),
      pauses(json(429, {}, { 'x-ratelimit-reset': '1' }), client),
      pauses(json(429, {}, { 'retry-after': '1', 'x-ratelimit-reset': '3600' }), client),
    ]);
    for (const [pause] of [one, other, third]) expect(pause).toBeGreaterThan(980);
  });

  test('heeds the quota only where it is used up: every answer of Telnyx tells of it', async () => {
    const sandbox = await useInTest(startSandbox({ accounts: [{ key: KEY, clients: [{ client_id: 'client-1' }] }] }));
    sandbox.faults.push('503*1');
    await read(connect(sandbox.origin).telnyx);
    expect(sandbox.calls.map(({ status }) => status)).toEqual([503, 200]);
  });

  test.for<[string, Record<string, string>]>([
    ['Retry-After', { 'retry-after': '60' }],
    ['a Retry-After date', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() }],
    ['x-ratelimit-reset', { 'x-ratelimit-reset': '60' }],
  ])('is not begun where it would end past the deadline: %s', async ([, headers]) => {
    const asked = Date.now();
    const [error, requests] = await outcome(read, json(429, {}, headers), client);
    expect(error).toBeInstanceOf(RateLimitedError);
    const retryAt = Date.parse((error as RateLimitedError).retryAt!);
    expect(retryAt - asked).toBeGreaterThan(50_000);
    expect(requests).toBe(1);
  });

  test.for([503, 429])(
    'of a %i ends when the call must, and no attempt follows',
    { timeout: 5_000 },
    async (status) => {
      for (const reason of [new TimeoutError('Telnyx did not answer in time.'), new AbortedError('The caller left.')]) {
        const end = new AbortController();
        const server = await startRawServer((socket) => {
          socket.write(json(status, {}, { 'retry-after': '8' }), () => setTimeout(() => end.abort(reason), 50));
        });
        const error = await errorOf(read(connect(server.origin, { leaving: end.signal }).telnyx));
        expect(error).toBeInstanceOf(reason.constructor);
        expect(server.requests).toHaveLength(1);
      }
    },
  );
});

describe('POST and PUT are made once, whatever happens', () => {
  const operations: Record<string, Ask> = {
    create: ({ oauthClients }) =>
      oauthClients.create({ name: '', allowed_scopes: [], client_type: 'public', allowed_grant_types: [] }),
    update: ({ oauthClients }) => oauthClients.update('a', {}),
    register: ({ registration }) => registration.register({}),
    token: ({ token }) => token.request({ grant_type: 'authorization_code', code: 'c' }, { client_id: 'a' }),
    introspect: ({ introspection }) => introspection.introspect('t', {}),
    decide: ({ consent }) => consent.decide('c', true),
  };

  test.for(Object.keys(operations))('%s', async (name) => {
    for (const [what, reply] of TRANSIENT) {
      const [error, requests, retries] = await outcome(operations[name]!, reply, grant);
      expect(error, what).toBeInstanceOf(Error);
      expect([requests, retries], what).toEqual([1, 0]);
    }
  });
});

describe('a DELETE', () => {
  const remove: Ask = ({ oauthClients }) => oauthClients.delete('client-1');
  const revoke: Ask = ({ oauthGrants }) => oauthGrants.revoke('grant-1');

  test.for(TRANSIENT)('is repeated after %s', async ([, reply]) => {
    expect(await outcome(remove, reply, message(204))).toEqual([undefined, 2, 1]);
    expect(await outcome(revoke, reply, grant)).toEqual([{ grant: wireGrant() }, 2, 1]);
  });

  test.for<[string, Reply[]]>([
    ['a reset', [reset]],
    ['a body that breaks off', [lost]],
    ['500', [json(500, {})]],
    ['503 and then 429', [json(503, {}), exhausted]],
  ])('that finds nothing after %s was done by an attempt before', async ([, replies]) => {
    expect(await outcome(remove, ...replies, notFound)).toEqual([undefined, replies.length + 1, replies.length]);
    expect(await outcome(revoke, ...replies, notFound)).toEqual([{ grant: null }, replies.length + 1, replies.length]);
  });

  test.for<[string, Reply[]]>([
    ['at once', []],
    ['after 429', [exhausted]],
    ['after 408', [json(408, {})]],
  ])('that finds nothing %s found nothing', async ([, replies]) => {
    for (const ask of [remove, revoke]) {
      const [error, requests] = await outcome(ask, ...replies, notFound);
      expect(error).toBeInstanceOf(NotFoundError);
      expect(requests).toBe(replies.length + 1);
    }
  });

  test('whose connection was refused first, and that then finds nothing, found nothing', async () => {
    const agent = new MockAgent();
    agent.disableNetConnect();
    onTestFinished(() => agent.close());
    const pool = agent.get('http://telnyx.example');
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    pool.intercept({ path: '/v2/oauth_grants/grant-1', method: 'DELETE' }).replyWithError(refused);
    pool.intercept({ path: '/v2/oauth_grants/grant-1', method: 'DELETE' }).reply(404, '{}');
    const { telnyx, records } = connect('http://telnyx.example', { dispatcher: agent });
    expect(await errorOf(revoke(telnyx))).toBeInstanceOf(NotFoundError);
    expect(records).toMatchObject([{ status: 404, retries: 1 }]);
  });

  test('whose last attempts are refused a connection may have been done by the first', async () => {
    const agent = new MockAgent();
    agent.disableNetConnect();
    onTestFinished(() => agent.close());
    const pool = agent.get('http://telnyx.example');
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    pool.intercept({ path: '/v2/oauth_grants/grant-1', method: 'DELETE' }).reply(500, '{}');
    pool.intercept({ path: '/v2/oauth_grants/grant-1', method: 'DELETE' }).replyWithError(refused).persist();
    const { telnyx } = connect('http://telnyx.example', { dispatcher: agent });
    const error = await errorOf(revoke(telnyx));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ status: undefined, outcome: 'UNKNOWN' });
  });

  test('without an end: it may have happened', async () => {
    const ends = await Promise.all([reset, lost, json(503, {})].map((reply) => outcome(revoke, reply)));
    for (const [error, requests] of ends) {
      expect(error).toBeInstanceOf(UnavailableError);
      expect(error).toMatchObject({ outcome: 'UNKNOWN' });
      expect(requests).toBe(MAX_ATTEMPTS);
    }
  });

  test.for(['503-after*1', 'reset-after*1', 'truncated*1'])('at the sandbox, with %s: done', async (fault) => {
    const sandbox = await useInTest(startSandbox({ accounts: [{ key: KEY, clients: [{}], grants: [{}] }] }));
    const account = sandbox.account(KEY);
    const { telnyx } = connect(sandbox.origin);
    sandbox.faults.push(fault);
    expect(await telnyx.oauthGrants.revoke(account.grants[0]!.id)).toEqual({ grant: null });
    expect(account.grants).toEqual([]);
    sandbox.faults.push('503-after*1');
    await telnyx.oauthClients.delete(account.clients[0]!.client_id);
    expect(account.clients).toEqual([]);
  });
});
