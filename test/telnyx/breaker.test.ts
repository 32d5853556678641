import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AbortedError, CallerTimeoutError, UnavailableError } from '../../src/telnyx/errors.ts';
import { json, message, type Reply, reset, stall, startRawServer } from '../support/raw-server.ts';
import { wireClient } from '../support/resources.ts';
import { callerOf, errorOf, upstreamAt } from '../support/telnyx.ts';

// The clock stands still unless a test moves it; sockets and timers go on.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** Longer than the circuit stays broken. */
const PAUSE = 3_100;
const good = json(200, { data: wireClient() });

/** An upstream that answers as it is told at the time. */
async function upstream(first: Reply) {
  let reply = first;
  const server = await startRawServer((socket, request) => {
    if (typeof reply === 'function') reply(socket, request);
    else socket.write(reply);
  });
  const connected = upstreamAt(server.origin);
  return {
    server,
    state: () => connected.breakers.api.state,
    read: () => callerOf(connected).telnyx.oauthClients.retrieve('client-1'),
    caller: (options: Parameters<typeof callerOf>[1]) => callerOf(connected, options).telnyx,
    /** POSTs: one attempt each, by as many callers, lest one quota spares them all. */
    async write(times: number) {
      for (let n = 0; n < times; n++) {
        const { telnyx } = callerOf(connected, { key: `KEY${n}` });
        await telnyx.oauthClients.create(CLIENT).catch(() => {});
      }
    },
    answerWith: (other: Reply) => {
      reply = other;
    },
  };
}

const CLIENT = {
  name: 'N',
  allowed_scopes: [],
  client_type: 'public',
  allowed_grant_types: ['refresh_token'],
} as never;
/** More failures than the least number that tells something, in one sample. */
const MANY = 40;

describe('the circuit breaks', () => {
  test.each<[string, Reply]>([
    ['500', json(500, {})],
    ['503', message(503, '')],
    ['a lost connection', reset],
  ])('on many times %s, and then calls fail at once without reaching Telnyx', async (_name, reply) => {
    const { server, state, read, write } = await upstream(reply);
    await write(MANY);
    expect(state()).toBe('open');
    const reached = server.requests.length;
    expect(reached).toBeLessThanOrEqual(MANY);
    const error = await errorOf<UnavailableError>(read());
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(server.requests).toHaveLength(reached);
  });

  test('on time-outs', async () => {
    const { state, caller } = await upstream(stall);
    const ends = Array.from({ length: MANY }, (_, n) => caller({ timeout: 50 }).oauthClients.retrieve(`client-${n}`));
    await Promise.allSettled(ends);
    expect(state()).toBe('open');
  });

  test('and a write that it stops was certainly not carried out', async () => {
    const { write, caller } = await upstream(json(503, {}));
    await write(MANY);
    const error = await errorOf(caller({}).oauthClients.create(CLIENT));
    expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', outcome: undefined });
  });
});

describe('after a pause', () => {
  test('one call is let through; where it succeeds, the circuit is whole again', async () => {
    const { server, state, read, write, answerWith } = await upstream(json(503, {}));
    await write(MANY);
    const reached = server.requests.length;
    answerWith(good);
    await errorOf(read());
    vi.setSystemTime(Date.now() + PAUSE);
    await read();
    expect(server.requests).toHaveLength(reached + 1);
    expect(state()).toBe('closed');
    await read();
    expect(server.requests).toHaveLength(reached + 2);
  });

  test('no other call waits for the one that is let through', async () => {
    const { server, state, read, write, caller, answerWith } = await upstream(json(503, {}));
    await write(MANY);
    const reached = server.requests.length;
    const answer = Promise.withResolvers<void>();
    answerWith((socket) => void answer.promise.then(() => socket.write(good)));
    vi.setSystemTime(Date.now() + PAUSE);
    const trial = read();
    await vi.waitUntil(() => server.requests.length === reached + 1, { interval: 1 });
    expect(state()).toBe('half-open');
    // A key of its own: the read joins no other.
    const error = await errorOf(caller({ key: 'KEYother' }).oauthClients.retrieve('client-1'));
    expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    answer.resolve();
    await trial;
    expect(state()).toBe('closed');
    expect(server.requests).toHaveLength(reached + 1);
  });

  test('only that call decides: those from before the circuit broke tell nothing, however they end', async () => {
    const held = new Map<string, Socket>();
    const hold: Reply = (socket, { path }) => void held.set(path.split('/').at(-1)!, socket);
    const { state, read, write, caller, answerWith } = await upstream(hold);
    const begin = (id: string) => errorOf(caller({ key: `KEY-${id}` }).oauthClients.update(id, {}));
    const before = { a: begin('a'), b: begin('b'), c: begin('c'), d: begin('d') };
    await vi.waitUntil(() => held.size === 4, { interval: 1 });
    answerWith(json(503, {}));
    await write(MANY);
    held.get('a')!.write(json(404, {}));
    held.get('b')!.write(json(503, {}));
    await Promise.all([before.a, before.b]);
    expect(state()).toBe('open');

    answerWith(hold);
    vi.setSystemTime(Date.now() + PAUSE);
    const trial = read();
    await vi.waitUntil(() => held.has('client-1'), { interval: 1 });
    held.get('c')!.write(json(404, {}));
    held.get('d')!.write(json(503, {}));
    await Promise.all([before.c, before.d]);
    expect(state()).toBe('half-open');
    held.get('client-1')!.write(good);
    await trial;
    expect(state()).toBe('closed');
  });

  test('where it fails, the circuit stays broken', async () => {
    const { server, state, read, write } = await upstream(json(503, {}));
    await write(MANY);
    const reached = server.requests.length;
    vi.setSystemTime(Date.now() + PAUSE);
    await errorOf(read());
    expect(server.requests).toHaveLength(reached + 1);
    expect(state()).toBe('open');
  });
});

describe('a trial whose caller does not wait for the answer', () => {
  test.each([
    ['leaves', new AbortedError('The caller left.')],
    ['has less time than Telnyx takes', new CallerTimeoutError('Telnyx did not answer in time.')],
  ])('but %s tells nothing: the circuit stays broken until the next', async (_name, reason) => {
    const { server, state, read, write, caller, answerWith } = await upstream(json(503, {}));
    await write(MANY);
    const reached = server.requests.length;
    answerWith(stall);
    vi.setSystemTime(Date.now() + PAUSE);
    const leaving = new AbortController();
    const trial = errorOf(caller({ leaving: leaving.signal }).oauthClients.retrieve('client-1'));
    await vi.waitUntil(() => server.requests.length === reached + 1, { interval: 1 });
    leaving.abort(reason);
    expect(await trial).toMatchObject({ code: reason.code });
    expect(state()).toBe('open');
    await errorOf(read());
    expect(server.requests).toHaveLength(reached + 1);
    answerWith(good);
    vi.setSystemTime(Date.now() + PAUSE);
    await read();
    expect(state()).toBe('closed');
  });
});

describe('nothing breaks', () => {
  test.each([400, 401, 403, 404, 409, 422, 429])('on many times %i', async (status) => {
    const { server, state, write } = await upstream(json(status, {}));
    await write(MANY);
    expect(server.requests).toHaveLength(MANY);
    expect(state()).toBe('closed');
  });

  test('on callers who leave', async () => {
    const { state, caller, read, answerWith, server } = await upstream(stall);
    const leaving = new AbortController();
    const telnyx = caller({ leaving: leaving.signal });
    const reads = Array.from({ length: 12 }, (_, n) => telnyx.oauthClients.retrieve(`client-${n}`));
    const grants = Array.from({ length: 12 }, () => telnyx.oauthClients.create(CLIENT));
    await vi.waitUntil(() => server.requests.length >= 16, { interval: 1 });
    leaving.abort(new AbortedError('The caller left.'));
    for (const { status } of await Promise.allSettled([...reads, ...grants])) expect(status).toBe('rejected');
    expect(state()).toBe('closed');
    answerWith(good);
    await read();
  });

  test('on callers who ask for less time than Telnyx takes', async () => {
    const { state, caller, server } = await upstream(stall);
    const hurry = new AbortController();
    const telnyx = caller({ leaving: hurry.signal });
    const reads = Array.from({ length: 12 }, (_, n) => telnyx.oauthClients.retrieve(`client-${n}`));
    const grants = Array.from({ length: 12 }, () => telnyx.oauthClients.create(CLIENT));
    await vi.waitUntil(() => server.requests.length >= 16, { interval: 1 });
    hurry.abort(new CallerTimeoutError('Telnyx did not answer in time.'));
    for (const outcome of await Promise.allSettled([...reads, ...grants])) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'UPSTREAM_TIMEOUT' } });
    }
    expect(state()).toBe('closed');
  });

  test('on half of the calls', async () => {
    const { state, write, answerWith } = await upstream(good);
    for (let n = 0; n < MANY / 2; n++) {
      answerWith(good);
      await write(1);
      answerWith(json(503, {}));
      await write(1);
    }
    expect(state()).toBe('closed');
  });
});
