import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';
import { startRawServer } from '../../support/raw-server.ts';
import { READ, WRITE } from './damage.ts';

/*
 * Callers who leave while their upstream calls are under way: what nobody else waits for ends with them.
 */

/** A gateway whose upstream never answers, and a caller of it. */
async function start() {
  const held: Socket[] = [];
  const server = await startRawServer((socket) => void held.push(socket));
  const env = { TELNYX_API_URL: server.origin, TELNYX_WELL_KNOWN_URL: server.origin, OPERATION_TIMEOUT_MS: '20000' };
  const gateway = await useInTest(startGateway({ env }));
  const leave = new AbortController();
  const headers = { 'content-type': 'application/json', authorization: 'Bearer KEYsandboxAlice' };
  const ask = (query: string) =>
    fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify({ query }), signal: leave.signal }).catch(
      () => 'left',
    );
  return { held, ask, leave: () => leave.abort() };
}

test.each([
  ['reads', READ, 4],
  ['a write', WRITE, 1],
])('%s of a caller that disconnects end, and nothing is repeated', async (_name, query, calls) => {
  const { held, ask, leave } = await start();
  const asked = ask(query);
  await expect.poll(() => held.length, { timeout: 10_000 }).toBe(calls);
  leave();
  expect(await asked).toBe('left');
  await expect.poll(() => held.every((socket) => socket.destroyed), { timeout: 10_000 }).toBe(true);
  expect(held).toHaveLength(calls);
});
