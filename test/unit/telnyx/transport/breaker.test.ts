import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AbortedError, CallerTimeoutError, CircuitOpenError, TimeoutError } from '../../../../src/telnyx/errors.ts';
import { json, message, type Reply, reset, stall, startRawServer } from '../../../support/raw-server.ts';
import { answerClient, wireClient } from '../../../support/resources.ts';
import { type CallerOptions, callerOf, errorOf, upstreamAt } from '../../../support/telnyx.ts';

// The clock stands still unless a test moves it; sockets and timers go on.
beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** Longer than an open circuit lets nothing through. */
const PAUSE = 3_100;
const good = answerClient();
const bad = json(503, {});
const ids = (count: number) => Array.from({ length: count }, (_, n) => `client-${n}`);
const pass = (ms: number) => void vi.setSystemTime(Date.now() + ms);

/** An upstream that answers as it is told at the time. */
async function upstream(first: Reply = good, options: Parameters<typeof upstreamAt>[1] = {}) {
  let reply = first;
  const server = await startRawServer((socket, request) => {
    if (typeof reply === 'function') reply(socket, request);
    else socket.write(reply);
  });
  const connected = upstreamAt(server.origin, options);
  const caller = (key: string, more: CallerOptions = {}) => callerOf(connected, { key, ...more }).telnyx;
  return {
    server,
    caller,
    state: () => connected.breakers.api.state,
    answerWith: (other: Reply) => {
      reply = other;
    },
    /** Telnyx accepts these keys. */
    async accept(...keys: string[]) {
      reply = good;
      for (const key of keys) await caller(key).oauthClients.update('accepted', {});
      reply = first;
    },
    /** A call of one attempt, which is not shared. */
    put: (key: string, id: string, more?: CallerOptions) => caller(key, more).oauthClients.update(id, {}),
    /** How many such calls of the keys in turn, one for each id, reached Telnyx. */
    async reach(keys: string[], targets: string[]) {
      const before = server.requests.length;
      for (const [n, id] of targets.entries()) {
        await caller(keys[n % keys.length]!)
          .oauthClients.update(id, {})
          .catch(() => {});
      }
      return server.requests.length - before;
    },
  };
}

/** One whose circuit is open. */
async function broken(options?: Parameters<typeof upstreamAt>[1]) {
  const made = await upstream(bad, options);
  await made.accept('A', 'B', 'C');
  await made.reach(['A', 'B'], ids(40));
  expect(made.state()).toBe('open');
  return made;
}

describe('the circuit opens for all', () => {
  test.each<[string, Reply]>([
    ['500', json(500, {})],
    ['503', message(503, '')],
    ['a lost connection', reset],
  ])('where two callers meet %s on three targets, and calls then fail at once', async (_name, reply) => {
    const { server, state, accept, reach, put } = await upstream(reply);
    await accept('A', 'B', 'C');
    expect(await reach(['A', 'B'], ids(40))).toBeLessThan(40);
    expect(state()).toBe('open');
    const reached = server.requests.length;
    const error = await errorOf(put('C', 'other'));
    expect(error).toBeInstanceOf(CircuitOpenError);
    expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', outcome: undefined });
    expect(server.requests).toHaveLength(reached);
  });

  test('where one caller sees no success for ten seconds', async () => {
    const { state, accept, reach } = await upstream(bad);
    await accept('A');
    expect(await reach(['A'], ids(40))).toBe(40);
    expect(state()).toBe('closed');
    pass(10_000);
    await reach(['A'], ['last']);
    expect(state()).toBe('open');
  });

  test('on time-outs of attempts that had time', async () => {
    vi.useRealTimers();
    const { state, accept, put } = await upstream(stall, { operationTimeout: 200 });
    await accept('A', 'B');
    await Promise.allSettled(ids(30).map((id, n) => put(n % 2 ? 'A' : 'B', id, { timeout: 200 })));
    expect(state()).toBe('open');
  });
});

describe('it stays closed for all', () => {
  test.each([400, 401, 403, 404, 409, 422, 429])('on many times %i', async (status) => {
    const { state, accept, reach } = await upstream(json(status, {}));
    // Each has a quota of its own.
    const keys = ids(40).map((id) => `KEY-${id}`);
    await accept(...keys);
    pass(10_000);
    expect(await reach(keys, ids(40))).toBe(40);
    expect(state()).toBe('closed');
  });

  test.each<[string, string[], string[]]>([
    ['one caller', ['A'], ids(40)],
    ['two targets', ['A', 'B'], ids(40).map((_, n) => `client-${n % 2}`)],
    ['callers whom Telnyx never accepted', ids(40).map((id) => `KEY-${id}`), ids(40)],
  ])('on failures of %s, while others succeed', async (_name, keys, targets) => {
    const { state, accept, reach, answerWith, put } = await upstream(bad);
    await accept('A', 'B', 'good');
    for (let second = 0; second < 15; second++) {
      answerWith(bad);
      await reach(keys, targets.slice(0, 10));
      answerWith(good);
      await put('good', 'good');
      pass(1_000);
    }
    expect(state()).toBe('closed');
  });

  test('on half of the calls', async () => {
    const { state, accept, put, answerWith } = await upstream();
    await accept('A', 'B');
    for (const [n, id] of ids(40).entries()) {
      answerWith(n % 4 < 2 ? good : bad);
      await put(n % 2 ? 'A' : 'B', id).catch(() => {});
    }
    expect(state()).toBe('closed');
  });

  test('on the attempts of few calls', async () => {
    const { state, accept, caller, server } = await upstream(bad);
    await accept('A', 'B');
    const reads = ids(8).map((id, n) => errorOf(caller(n % 2 ? 'A' : 'B').oauthClients.retrieve(id)));
    await Promise.all(reads);
    expect(server.requests.length).toBeGreaterThan(40);
    expect(state()).toBe('closed');
  });

  const late = new TimeoutError('The deadline passed.');
  test.each<[string, Error, number]>([
    ['whose operations left them too little time', late, 20],
    ['whose callers chose a deadline', new CallerTimeoutError('The deadline passed.'), 200],
    ['whose callers left', new AbortedError('The caller left.'), 200],
  ])('on calls %s', async (_name, reason, after) => {
    vi.useRealTimers();
    const { state, accept, put, server } = await upstream(stall, { operationTimeout: 200 });
    await accept('A', 'B');
    const leaving = new AbortController();
    const before = server.requests.length;
    const calls = ids(30).map((id, n) => errorOf(put(n % 2 ? 'A' : 'B', id, { leaving: leaving.signal })));
    if (after === 20) await vi.waitUntil(() => server.requests.length > before, { interval: 1 });
    else await new Promise((passed) => setTimeout(passed, after));
    // What the machine is too busy to send in this time has had none.
    leaving.abort(reason);
    await Promise.all(calls);
    expect(state()).toBe('closed');
  });
});

describe('a target that fails rests alone', () => {
  /** Fails on one target for some seconds, and returns how many calls reached it. */
  async function failOn(made: Awaited<ReturnType<typeof upstream>>, keys: string[], id: string) {
    let reached = 0;
    for (let second = 0; second < 6; second++) {
      made.answerWith(bad);
      reached += await made.reach(keys, [id, id]);
      made.answerWith(good);
      await made.put('good', 'good');
      pass(500);
    }
    return reached;
  }

  test('tries again after a pause', async () => {
    const made = await upstream();
    await made.accept('A', 'good');
    for (let n = 0; n < 3; n++) await failOn(made, ['A'], 'client-1');
    expect(await failOn(made, ['A'], 'client-1')).toBeLessThan(4);
    expect(await made.reach(['A'], ['client-2', 'client-3'])).toBe(2);
    expect(made.state()).toBe('closed');
    pass(PAUSE);
    expect(await made.reach(['A'], ['client-1', 'client-1', 'client-1'])).toBe(3);
  });

  test('for callers that Telnyx never accepted as one route, and for no others', async () => {
    const made = await upstream();
    await made.accept('A', 'good');
    for (let n = 0; n < 3; n++) await failOn(made, ['made-up'], `client-${n}`);
    made.answerWith(bad);
    expect(await made.reach(['another', 'third'], ids(20))).toBeLessThan(2);
    made.answerWith(good);
    expect(await made.reach(['A'], ['client-0', 'client-9'])).toBe(2);
  });

  test('revocations are tried nevertheless', async () => {
    const made = await upstream();
    await made.accept('A', 'good');
    const remove = () => made.caller('A').oauthClients.delete('client-1');
    for (let second = 0; second < 7; second++) {
      made.answerWith(bad);
      await errorOf(remove());
      made.answerWith(good);
      await made.put('good', 'good');
      pass(1_000);
    }
    made.answerWith(message(204));
    const reached = made.server.requests.length;
    await remove();
    expect(made.server.requests).toHaveLength(reached + 1);
  });
});

describe('an open circuit', () => {
  test('closes on the first trial that succeeds', async () => {
    const { state, reach, answerWith } = await broken();
    answerWith(good);
    expect(await reach(['C'], ['one'])).toBe(0);
    pass(PAUSE);
    expect(await reach(['C'], ['one', 'one', 'two'])).toBe(3);
    expect(state()).toBe('closed');
  });

  test('stays open where a trial fails, which holds up no other target and no other caller', async () => {
    const { state, reach, answerWith } = await broken();
    pass(PAUSE);
    expect(await reach(['A'], ids(10))).toBeLessThan(5);
    expect(await reach(['B'], ['client-0', 'client-0'])).toBe(1);
    expect(state()).toBe('open');
    answerWith(good);
    expect(await reach(['C'], ['other'])).toBe(1);
    expect(state()).toBe('closed');
  });

  test('lets few trials through, however many ask', async () => {
    const { reach, accept, state } = await upstream(bad);
    const keys = ids(100).map((id) => `KEY-${id}`);
    await accept(...keys);
    pass(11_000);
    await reach(keys, ids(100));
    expect(state()).toBe('open');
    pass(PAUSE);
    expect(await reach(keys, ids(100))).toBeLessThan(20);
  });

  test.each([
    ['leaves', new AbortedError('The caller left.')],
    ['has less time than Telnyx takes', new CallerTimeoutError('The deadline passed.')],
  ])('passes a trial on whose caller %s, and hears how it goes all the same', async (_name, reason) => {
    const { state, server, put, reach, answerWith } = await broken();
    const held: Socket[] = [];
    answerWith((socket) => void held.push(socket));
    pass(PAUSE);
    for (const n of [1, 2]) {
      const reached = server.requests.length;
      const leaving = new AbortController();
      const trial = errorOf(put('A', 'one', { leaving: leaving.signal }));
      await vi.waitUntil(() => server.requests.length === reached + 1, { interval: 1 });
      expect(state()).toBe('half-open');
      expect(await reach(['A'], ['one'])).toBe(0);
      leaving.abort(reason);
      expect(await trial).toMatchObject({ code: reason.code });
      expect(state()).toBe('open');
      expect(held).toHaveLength(n);
    }
    held[0]!.write(json(200, { data: wireClient({ client_id: 'one' }) }));
    await vi.waitUntil(() => state() === 'closed', { interval: 1 });
  });

  test('hears nothing of calls from before it opened, however they end', async () => {
    const held = new Map<string, Socket>();
    const hold: Reply = (socket, { path }) => void held.set(path.split('/').at(-1)!, socket);
    const { state, accept, put, reach, answerWith } = await upstream(hold);
    await accept('A', 'B', 'C');
    const before = { a: errorOf(put('C', 'a')), b: errorOf(put('C', 'b')) };
    await vi.waitUntil(() => held.size === 2, { interval: 1 });
    answerWith(bad);
    await reach(['A', 'B'], ids(40));
    expect(state()).toBe('open');
    held.get('a')!.write(json(404, {}));
    held.get('b')!.write(bad);
    await Promise.all([before.a, before.b]);
    expect(state()).toBe('open');
  });

  test('never refuses to take access away', async () => {
    const { state, caller, answerWith } = await broken();
    answerWith(message(204));
    await caller('A').oauthGrants.revoke('grant-1');
    expect(state()).toBe('closed');
  });

  test('can be closed by a caller that was never accepted before', async () => {
    const { state, reach, answerWith } = await broken();
    pass(11 * 60_000);
    answerWith(json(401, {}));
    await reach(['made-up'], ['one']);
    expect(state()).toBe('open');
    pass(PAUSE);
    answerWith(good);
    await reach(['new'], ['one']);
    expect(state()).toBe('closed');
  });
});
