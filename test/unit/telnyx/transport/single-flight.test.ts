import { hash } from 'node:crypto';
import { getEventListeners } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { createTelnyx } from '../../../../src/telnyx/client.ts';
import {
  AbortedError,
  ContractError,
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  TimeoutError,
  UnavailableError,
} from '../../../../src/telnyx/errors.ts';
import { InFlightReads } from '../../../../src/telnyx/transport/single-flight.ts';
import type { Upstream } from '../../../../src/telnyx/transport/upstream.ts';
import type { Access } from '../../../../src/telnyx/types.ts';
import { json, message, type RawRequest, startRawServer } from '../../../support/raw-server.ts';
import { wireClient, wireGrant, wirePage } from '../../../support/resources.ts';
import { callerOf, errorOf, KEY, upstreamAt } from '../../../support/telnyx.ts';

const PATH = '/v2/oauth_clients/client-1';

/** An upstream that answers when the test says so. */
async function startHeld() {
  const open: { socket: Socket; request: RawRequest }[] = [];
  const server = await startRawServer((socket, request) => void open.push({ socket, request }));
  const upstream = upstreamAt(server.origin);
  return {
    upstream,
    requests: server.requests,
    /** Waits for a request number `index` (from 0). */
    async arrival(index: number) {
      while (open.length <= index) await settled();
    },
    /** Answers it. */
    answer: (index: number, bytes: string = json(200, { data: wireClient() })) => open[index]!.socket.write(bytes),
  };
}

/** Of those who call with the usual key. */
const flightsOf = ({ credentialStates }: Upstream) =>
  credentialStates.of(hash('sha256', `Bearer ${KEY}`, 'base64url')).reads;

/** Lets everything go on that waits for nothing outside of the process. */
const settled = () => new Promise(setImmediate);

describe('each caller that shares a read', () => {
  test('keeps its own deadline: a follower gives up, the leader does not', async () => {
    const { upstream, requests, arrival, answer } = await startHeld();
    const leader = callerOf(upstream).telnyx.oauthClients.retrieve('client-1');
    await arrival(0);
    const follower = callerOf(upstream, { timeout: 20 }).telnyx.oauthClients.retrieve('client-1');
    expect(await errorOf(follower)).toBeInstanceOf(TimeoutError);
    answer(0);
    expect((await leader).client_id).toBe('client-1');
    expect(requests).toHaveLength(1);
    expect(flightsOf(upstream).size).toBe(0);
  });

  test('keeps its own deadline: the leader gives up, a follower asks again', async () => {
    const { upstream, requests, arrival, answer } = await startHeld();
    const leader = callerOf(upstream, { timeout: 20 }).telnyx.oauthClients.retrieve('client-1');
    const followers = [1, 2, 3].map(() => callerOf(upstream).telnyx.oauthClients.retrieve('client-1'));
    expect(await errorOf(leader)).toBeInstanceOf(TimeoutError);
    await arrival(1);
    answer(1);
    for (const client of await Promise.all(followers)) expect(client.client_id).toBe('client-1');
    expect(requests).toHaveLength(2);
    expect(flightsOf(upstream).size).toBe(0);
  });

  test('may disconnect at the moment when the leader does', async () => {
    const { upstream, requests, arrival } = await startHeld();
    const leaving = new AbortController();
    const both = [1, 2].map(() =>
      errorOf(callerOf(upstream, { leaving: leaving.signal }).telnyx.oauthClients.retrieve('client-1')),
    );
    await arrival(0);
    leaving.abort(new AbortedError('The caller left.'));
    for (const error of await Promise.all(both)) expect(error).toBeInstanceOf(AbortedError);
    expect(requests).toHaveLength(1);
    expect(flightsOf(upstream).size).toBe(0);
  });

  test('gets an unreadable answer as the error that it is, from one call', async () => {
    const { upstream, requests, arrival, answer } = await startHeld();
    const answers = [1, 2, 3].map(() => errorOf(callerOf(upstream).telnyx.oauthClients.retrieve('client-1')));
    await arrival(0);
    answer(0, json(200, { data: { client_id: 'client-1' } }));
    for (const error of await Promise.all(answers)) expect(error).toBeInstanceOf(ContractError);
    expect(requests).toHaveLength(1);
    expect(flightsOf(upstream).size).toBe(0);
  });

  test('has on record whether it made the call', async () => {
    const { upstream, arrival, answer } = await startHeld();
    const [one, other] = [callerOf(upstream), callerOf(upstream)];
    const both = Promise.allSettled([one, other].map(({ telnyx }) => telnyx.oauthClients.retrieve('client-1')));
    await arrival(0);
    answer(0, json(404, {}));
    await both;
    expect(one.records).toMatchObject([{ status: 404, shared: false, path: '/oauth_clients/client-1' }]);
    expect(other.records).toMatchObject([
      { status: undefined, shared: true, retries: 0, path: '/oauth_clients/client-1' },
    ]);
  });
});

describe('sharing', () => {
  test('a list page: each of the callers may change its own array of it', async () => {
    const { upstream, requests, arrival, answer } = await startHeld();
    const pages = [1, 2].map(() => callerOf(upstream).telnyx.oauthClients.page({ first: 2 }));
    await arrival(0);
    answer(0, json(200, wirePage([wireClient(), wireClient({ client_id: 'client-2' })], 2, 1, 10)));
    const [one, other] = await Promise.all(pages);
    expect(requests).toHaveLength(1);
    expect(other).not.toBe(one);
    expect(other!.edges.map(({ node }) => node.client_id)).toEqual(['client-1', 'client-2']);
  });

  test('no secret is in what is shared', async () => {
    const { upstream, arrival, answer } = await startHeld();
    const both = [1, 2].map(() => callerOf(upstream).telnyx.oauthClients.retrieve('client-1'));
    await arrival(0);
    answer(0);
    expect(JSON.stringify(await Promise.all(both))).not.toContain('the-secret-of-client-1');
  });

  test('public documents are shared by all callers', async () => {
    const { upstream, requests, arrival, answer } = await startHeld();
    const answers = ['KEYone', 'KEYother', null].map((key) => callerOf(upstream, { key }).telnyx.jwks.retrieve());
    await arrival(0);
    answer(0, json(200, { keys: [{ kty: 'EC', kid: 'k1' }] }));
    for (const { keys } of await Promise.all(answers)) expect(keys).toEqual([{ kty: 'EC', kid: 'k1' }]);
    expect(requests).toHaveLength(1);
    expect(requests[0]!.headers.authorization).toBeUndefined();
  });

  test('a read is not shared with callers of the same account that may not read', async () => {
    const { upstream, requests, arrival, answer } = await startHeld();
    const [allowed, forbidden] = [true, false].map((mayRead) =>
      createTelnyx(upstream, {
        account: 'ours',
        authorize() {
          if (!mayRead) throw new ForbiddenError('No reading.');
          return 'Bearer KEYours';
        },
        signal: new AbortController().signal,
        deadline: Date.now() + 10_000,
        headers: {},
      }),
    );
    const read = allowed!.oauthClients.retrieve('client-1');
    await arrival(0);
    expect(await errorOf(forbidden!.oauthClients.retrieve('client-1'))).toBeInstanceOf(ForbiddenError);
    answer(0);
    expect((await read).client_id).toBe('client-1');
    expect(requests).toHaveLength(1);
  });

  test('a read is not shared across credentials, even if callers have one for writing in common', async () => {
    const { upstream, requests, arrival, answer } = await startHeld();
    const callers = ['KEYone', 'KEYother'].map((key) =>
      createTelnyx(upstream, {
        authorize: (access: Access) => `Bearer ${access === 'write' ? 'KEYall' : key}`,
        signal: new AbortController().signal,
        deadline: Date.now() + 10_000,
        headers: {},
      }),
    );
    for (const [index, { oauthClients }] of callers.entries()) {
      const written = oauthClients.delete('client-1');
      await arrival(index);
      answer(index, json(200, {}));
      await written;
    }
    const asked = callers.map(({ oauthClients }) => oauthClients.retrieve('client-1'));
    await arrival(3);
    expect(
      requests
        .slice(2)
        .map(({ path, headers }) => `${headers.authorization} ${path}`)
        .sort(),
    ).toEqual([`Bearer KEYone ${PATH}`, `Bearer KEYother ${PATH}`]);
    for (const [index, { headers }] of requests.entries()) {
      if (index >= 2) answer(index, json(200, { data: wireClient({ name: `of ${headers.authorization}` }) }));
    }
    expect((await Promise.all(asked)).map(({ name }) => name)).toEqual(['of Bearer KEYone', 'of Bearer KEYother']);
  });
});

describe('after a change', () => {
  test('waiting callers go on waiting, new callers ask anew, and nothing is left behind', async () => {
    const { upstream, requests, arrival, answer } = await startHeld();
    const caller = callerOf(upstream);
    const before = [1, 2].map(() => callerOf(upstream).telnyx.oauthClients.retrieve('client-1'));
    await arrival(0);
    const written = caller.telnyx.oauthClients.update('client-1', { name: 'new' });
    await arrival(1);
    const during = callerOf(upstream).telnyx.oauthClients.retrieve('client-1');
    await settled();
    expect(requests).toHaveLength(2);
    answer(1, json(200, { data: wireClient({ name: 'new' }) }));
    await written;
    const after = [1, 2].map(() => callerOf(upstream).telnyx.oauthClients.retrieve('client-1'));
    await arrival(2);
    expect(flightsOf(upstream).size).toBe(1);
    answer(2, json(200, { data: wireClient({ name: 'new' }) }));
    for (const { name } of await Promise.all(after)) expect(name).toBe('new');
    answer(0);
    for (const { name } of await Promise.all([...before, during])) expect(name).toBe('Client 1');
    expect(requests).toHaveLength(3);
    expect(flightsOf(upstream).size).toBe(0);
  });

  test('a follower whose leader fails joins no read that it would have been too early for', async () => {
    const { upstream, requests, arrival, answer } = await startHeld();
    const leaving = new AbortController();
    const leader = errorOf(callerOf(upstream, { leaving: leaving.signal }).telnyx.oauthClients.retrieve('client-1'));
    await arrival(0);
    const follower = callerOf(upstream).telnyx.oauthClients.retrieve('client-1');
    const written = callerOf(upstream).telnyx.oauthClients.update('client-1', { name: 'new' });
    await arrival(1);
    answer(1, json(200, { data: wireClient({ name: 'new' }) }));
    await written;
    const later = callerOf(upstream).telnyx.oauthClients.retrieve('client-1');
    await arrival(2);
    leaving.abort(new AbortedError('The caller left.'));
    await leader;
    await settled();
    answer(2, json(200, { data: wireClient({ name: 'new' }) }));
    expect((await Promise.all([follower, later])).map(({ name }) => name)).toEqual(['new', 'new']);
    expect(requests).toHaveLength(3);
  });
});

test('a change succeeds where the caller may not read', async () => {
  const { upstream, arrival, answer } = await startHeld();
  const { oauthGrants, oauthClients } = createTelnyx(upstream, {
    authorize(access) {
      if (access === 'read') throw new ForbiddenError('No reading.');
      return 'Bearer KEYone';
    },
    signal: new AbortController().signal,
    deadline: Date.now() + 10_000,
    headers: {},
  });
  const revoked = oauthGrants.revoke('grant-1');
  await arrival(0);
  answer(0, json(200, { data: wireGrant() }));
  expect((await revoked).grant?.id).toBe('grant-1');
  const deleted = oauthClients.delete('client-1');
  await arrival(1);
  answer(1, message(204));
  await deleted;
});

describe('InFlightReads alone', () => {
  const forever = new AbortController().signal;
  const share = (flights: InFlightReads, load: () => Promise<unknown>, signal = forever, joined = () => {}) =>
    flights.share('key', load, signal, joined);

  test('a follower asks once more if its leader could not wait for Telnyx, then takes what comes', async () => {
    for (const error of [new UnavailableError('down'), new RateLimitedError('quota', undefined)]) {
      const flights = new InFlightReads();
      const loads = [vi.fn(() => Promise.reject(error)), vi.fn(async () => 'value')];
      const [leader, follower] = loads.map((load) => share(flights, load));
      expect(await errorOf(leader!)).toBe(error);
      expect(await follower).toBe('value');
      for (const load of loads) expect(load).toHaveBeenCalledTimes(1);

      const failing = Array.from({ length: 10 }, () => vi.fn(() => Promise.reject(error)));
      for (const outcome of failing.map((load) => errorOf(share(flights, load)))) expect(await outcome).toBe(error);
      expect(failing.reduce((sum, load) => sum + load.mock.calls.length, 0)).toBe(2);
      expect(flights.size).toBe(0);
    }
  });

  test('any number of leaders that left cost a follower nothing but time', async () => {
    const flights = new InFlightReads();
    const errors = [
      new AbortedError('left'),
      new TimeoutError('late'),
      new AbortedError('left'),
      new TimeoutError('late'),
    ];
    const leaders = errors.map((error) => errorOf(share(flights, () => Promise.reject(error))));
    const follower = share(flights, async () => 'value');
    expect(await Promise.all(leaders)).toEqual(errors);
    expect(await follower).toBe('value');
  });

  test('any other error is shared', async () => {
    const flights = new InFlightReads();
    const error = new NotFoundError('none');
    const load = vi.fn(() => Promise.reject(error));
    const outcomes = [1, 2, 3].map(() => errorOf(share(flights, load)));
    for (const outcome of await Promise.all(outcomes)) expect(outcome).toBe(error);
    expect(load).toHaveBeenCalledTimes(1);
  });

  test('a signal keeps no listener of a wait that is over', async () => {
    const flights = new InFlightReads();
    const { signal } = new AbortController();
    const { promise, resolve } = Promise.withResolvers<string>();
    const leader = share(flights, () => promise);
    const follower = share(flights, async () => 'never', signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    resolve('value');
    expect(await Promise.all([leader, follower])).toEqual(['value', 'value']);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('a caller with an aborted signal does not wait', async () => {
    const flights = new InFlightReads();
    void share(flights, () => new Promise(() => {}));
    const reason = new AbortedError('left');
    const joined = vi.fn();
    expect(await errorOf(share(flights, async () => 'never', AbortSignal.abort(reason), joined))).toBe(reason);
    expect(joined).not.toHaveBeenCalled();
  });
});
