import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';
import { message, type RawRequest, startRawServer } from '../../support/raw-server.ts';
import { bodyFor, WRITE } from './damage.ts';

/*
 * Connections that are kept for the next request, and that the upstream gives up just then. A read goes out once more;
 * a write does not, for nobody knows what became of it.
 */

const READ = '{ oauthClient(clientId: "client-1") { name } }';
const READ_DATA = { oauthClient: { name: 'Client 1' } };

/** A gateway with one connection, to an upstream that answers the first request on each and does `then` with the second. */
async function start(then: (socket: Socket) => void, afterAnswer: (socket: Socket) => void = () => {}) {
  const used = new WeakSet<Socket>();
  const server = await startRawServer((socket: Socket, request: RawRequest) => {
    if (used.has(socket)) return then(socket);
    used.add(socket);
    socket.write(message(200, bodyFor(request)), () => afterAnswer(socket));
  });
  const env = { TELNYX_API_URL: server.origin, UPSTREAM_CONNECTIONS: '1', OPERATION_TIMEOUT_MS: '20000' };
  const gateway = await useInTest(startGateway({ env }));
  const count = (method: string) => server.requests.filter((request) => request.method === method).length;
  return { gateway, server, count };
}

const ENDS: [string, (socket: Socket) => void][] = [
  ['reset', (socket) => void socket.resetAndDestroy()],
  ['closed', (socket) => void socket.end()],
  ['closed without a word to either side', (socket) => void socket.destroy()],
];

test.each(ENDS)('%s as a read goes out: it goes out again on another', async (_name, end) => {
  const { gateway, server, count } = await start(end);
  for (let n = 0; n < 5; n++) expect((await gateway.ask(READ)).body).toMatchObject({ data: READ_DATA });
  // All but the first met a connection that was given up, and made the next.
  expect(count('GET')).toBe(9);
  expect(server.connections()).toBe(5);
});

test.each(ENDS)('%s as a write goes out: it does not go out again', async (_name, end) => {
  const { gateway, count } = await start(end);
  await gateway.ask(READ);
  const { body } = await gateway.ask(WRITE);
  expect(body).toMatchObject({ data: { createOAuthClient: null } });
  expect(body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', outcome: 'UNKNOWN' } }]);
  expect(count('POST')).toBe(1);
  expect((await gateway.ask(READ)).body).toMatchObject({ data: READ_DATA });
});

test('half closed after each answer: no request is lost on them', async () => {
  const { gateway, count } = await start(
    () => {},
    (socket) => void socket.end(),
  );
  for (let n = 0; n < 10; n++) {
    expect((await gateway.ask(READ)).body).toMatchObject({ data: READ_DATA });
    const { body } = await gateway.ask(WRITE);
    // Where it met the end, it says so; either way it went out no more than once.
    if (body.errors) expect(body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
    else expect(body.data.createOAuthClient.client.name).toBe('Client 1');
  }
  expect(count('POST')).toBeLessThanOrEqual(10);
});
