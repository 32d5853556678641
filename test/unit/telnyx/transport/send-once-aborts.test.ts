import type { Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AbortedError, TimeoutError, UnavailableError } from '../../../../src/telnyx/errors.ts';
import { createDispatcher } from '../../../../src/telnyx/transport/dispatcher.ts';
import type { Telnyx } from '../../../../src/telnyx/types.ts';
import { breakAfter, head, type Reply, reset, stall, startRawServer } from '../../../support/raw-server.ts';
import { connect, errorOf } from '../../../support/telnyx.ts';

const NEW_CLIENT = { name: 'New', allowed_scopes: [], client_type: 'public', allowed_grant_types: [] } as const;

type Ask = (telnyx: Telnyx) => Promise<unknown>;

const operations: Record<string, { ask: Ask; outcome: 'UNKNOWN' | undefined }> = {
  GET: { ask: ({ oauthClients }) => oauthClients.retrieve('a'), outcome: undefined },
  PUT: { ask: ({ oauthClients }) => oauthClients.update('a', {}), outcome: 'UNKNOWN' },
  POST: { ask: ({ oauthClients }) => oauthClients.create(NEW_CLIENT), outcome: 'UNKNOWN' },
  DELETE: { ask: ({ oauthGrants }) => oauthGrants.revoke('a'), outcome: 'UNKNOWN' },
};
const half: Reply = `${head(200, { 'content-length': '100' })}{"data": `;

const deadline = new TimeoutError('Telnyx did not answer in time.');
const departure = new AbortedError('The caller left.');

describe.each([
  ['before the headers', stall],
  ['inside the body', half],
] as [string, Reply][])('an end %s, which Telnyx sees', (_, reply) => {
  describe.each([deadline, departure])('by %s', (reason) => {
    test.for(Object.keys(operations))('of a %s', { timeout: 5_000 }, async (method) => {
      const { ask, outcome } = operations[method]!;
      const arrived = Promise.withResolvers<Socket>();
      const server = await startRawServer((socket) => {
        if (typeof reply === 'string') socket.write(reply);
        arrived.resolve(socket);
      });
      const end = new AbortController();
      const { telnyx, records } = connect(server.origin, { leaving: end.signal });
      const asked = errorOf(ask(telnyx));
      const socket = await arrived.promise;
      const closed = new Promise((resolve) => socket.once('close', resolve));
      end.abort(reason);
      const error = await asked;
      expect(error).toBeInstanceOf(reason.constructor);
      expect(error).toMatchObject({ code: reason.code, message: reason.message, status: undefined, outcome });
      await closed;
      expect(server.requests).toHaveLength(1);
      expect(records).toMatchObject([{ method, status: undefined, retries: 0 }]);
    });
  });
});

test('a call that waits for a connection ends at the deadline, too', { timeout: 5_000 }, async () => {
  const server = await startRawServer(stall);
  const dispatcher = createDispatcher({ connections: 1, proxy: undefined, operationTimeout: 15_000 });
  onTestFinished(() => dispatcher.destroy());
  const started = performance.now();
  const { telnyx } = connect(server.origin, { dispatcher, timeout: 100 });
  const asked = ['a', 'b', 'c'].map((id) => errorOf(telnyx.oauthClients.retrieve(id)));
  for (const error of await Promise.all(asked)) expect(error).toBeInstanceOf(TimeoutError);
  expect(performance.now() - started).toBeGreaterThan(90);
});

test.for(Object.keys(operations))(
  'a %s of a caller who left before is not made',
  { timeout: 5_000 },
  async (method) => {
    const server = await startRawServer(stall);
    const leaving = AbortSignal.abort(departure);
    const error = await errorOf(operations[method]!.ask(connect(server.origin, { leaving }).telnyx));
    expect(error).toBeInstanceOf(AbortedError);
    expect(error).toMatchObject({ outcome: undefined });
    expect(server.connections()).toBe(0);
  },
);

test.for(['PUT', 'POST'])('a %s whose connection breaks: it may have happened', async (method) => {
  for (const reply of [reset, half, breakAfter(''), breakAfter(`${head(201, { 'content-length': '9' })}{`)]) {
    const end: Reply = typeof reply === 'string' ? breakAfter(reply) : reply;
    const server = await startRawServer(end);
    const error = await errorOf(operations[method]!.ask(connect(server.origin).telnyx));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', status: undefined, outcome: 'UNKNOWN' });
    expect(server.requests).toHaveLength(1);
  }
});

test.for(Object.keys(operations))(
  'a %s whose connection is refused: it did not happen',
  { timeout: 5_000 },
  async (method) => {
    // Nothing listens on port 1.
    const error = await errorOf(operations[method]!.ask(connect('http://127.0.0.1:1').telnyx));
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', outcome: undefined });
  },
);
