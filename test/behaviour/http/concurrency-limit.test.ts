import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import { arrived, type Gate, latch, startGatedGateway } from '../../support/gate.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { open, post, readAll, send } from '../../support/http.ts';

const KEY = { authorization: `Bearer ${ALICE_KEY}` };
const ask = (n: number) => ({ query: `{ oauthClient(clientId: "client-${n}") { name } }` });
const isRead = (line: string) => line.startsWith('GET /v2/oauth_clients/');

let gateway: TestGateway;
let gate: Gate;
let release: () => void;
async function start(running: string, queued: string): Promise<void> {
  const env = { MAX_RUNNING_OPERATIONS: running, MAX_QUEUED_OPERATIONS: queued };
  ({ gateway, gate } = await startGatedGateway({ env }));
  const held = latch();
  release = held.open;
  gate.pass = async (_call, answer) => {
    await held.opened;
    return answer;
  };
}

/** A request as it goes over the wire, on a connection that is not kept. */
function bytesOf(body: object): string {
  const text = JSON.stringify(body);
  const lines = ['content-type: application/json', `content-length: ${text.length}`, 'connection: close'];
  return `POST /graphql HTTP/1.1\r\nhost: a\r\nauthorization: ${KEY.authorization}\r\n${lines.join('\r\n')}\r\n\r\n${text}`;
}

/** Two operations that run until they are released, and one that waits for its turn. */
async function fill() {
  const taken = [1, 2, 3].map((n) => post(gateway.url, ask(n), KEY));
  onTestFinished(() => void release());
  await arrived(gate, 2, isRead);
  await expect.poll(() => inProgress(), { interval: 5 }).toEqual({ running: 2, queued: 1 });
  return taken;
}

async function inProgress() {
  const { text } = await send(new URL('/metrics', gateway.url));
  const of = (state: string) =>
    Number(new RegExp(`^gateway_operations_in_progress{state="${state}"} (\\d+)$`, 'm').exec(text)![1]);
  return { running: of('running'), queued: of('queued') };
}

test('requests are served in the order in which they came', async () => {
  await start('1', '4');
  onTestFinished(() => void release());
  const taken: Promise<unknown>[] = [];
  for (let n = 0; n < 5; n++) {
    taken.push(post(gateway.url, ask(n), KEY));
    await expect.poll(() => inProgress(), { interval: 5 }).toEqual({ running: 1, queued: n });
  }
  await arrived(gate, 1, isRead);
  release();
  await Promise.all(taken);
  const served = gate.calls.map(({ line }) => line).filter(isRead);
  expect(served).toEqual([0, 1, 2, 3, 4].map((n) => `GET /v2/oauth_clients/client-${n}`));
});

test('a caller that disconnects while queued frees its slot', async () => {
  await start('1', '4');
  onTestFinished(() => void release());
  const first = post(gateway.url, ask(1), KEY);
  await arrived(gate, 1, isRead);
  const leaver = await open(gateway.url);
  leaver.write(bytesOf(ask(2)));
  await expect.poll(() => inProgress(), { interval: 5 }).toEqual({ running: 1, queued: 1 });
  leaver.destroy();
  // Until the server has seen it leave: what comes after it on the wire was answered.
  for (const _ of [1, 2, 3]) await inProgress();
  release();
  expect((await first).status).toBe(200);
  await expect.poll(() => inProgress(), { interval: 5 }).toEqual({ running: 0, queued: 0 });
  expect((await post(gateway.url, ask(3), KEY)).status).toBe(200);
});

test('a request takes no slot before its body has arrived', async () => {
  await start('1', '0');
  onTestFinished(() => void release());
  const bytes = bytesOf(ask(1));
  const slow = await open(gateway.url);
  slow.write(bytes.slice(0, -10));
  // What comes after it on the wire was answered.
  for (const _ of [1, 2, 3]) expect(await inProgress()).toEqual({ running: 0, queued: 0 });
  const other = post(gateway.url, ask(2), KEY);
  await arrived(gate, 1, isRead);
  release();
  expect((await other).status).toBe(200);
  await expect.poll(() => inProgress(), { interval: 5 }).toEqual({ running: 0, queued: 0 });
  slow.write(bytes.slice(-10));
  expect(await readAll(slow)).toMatch(/^HTTP\/1\.1 200 /);
});

describe('while all slots and the queue are full', () => {
  beforeEach(() => start('2', '1'));

  test('one more is refused at once, without a call, with a Retry-After', async () => {
    const taken = await fill();
    const { status, headers, json } = await post(gateway.url, ask(4), KEY);
    expect(status).toBe(503);
    expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
      'x-request-id': expect.any(String),
      'x-content-type-options': 'nosniff',
    });
    expect(json.errors).toEqual([
      { message: expect.any(String), extensions: { code: 'OVERLOADED', traceId: expect.any(String) } },
    ]);
    // It was answered while all that went before still stand there.
    expect(gate.calls.filter(({ line }) => isRead(line))).toHaveLength(2);
    release();
    for (const answer of await Promise.all(taken)) expect(answer.status).toBe(200);
    expect(gate.calls.filter(({ line }) => isRead(line))).toHaveLength(3);
  });

  test('a GET is refused likewise', async () => {
    await fill();
    const url = `${gateway.url}?query=${encodeURIComponent('{ __typename }')}`;
    expect((await send(url, { headers: { 'x-graphql-csrf': '1' } })).status).toBe(503);
  });

  test('probes and metrics answer, and count what was refused', async () => {
    await fill();
    await post(gateway.url, ask(4), KEY);
    for (const path of ['/livez', '/readyz']) expect((await send(new URL(path, gateway.url))).status).toBe(200);
    const { status, text } = await send(new URL('/metrics', gateway.url));
    expect(status).toBe(200);
    expect(text).toMatch(/^gateway_errors_total{code="OVERLOADED"} 1$/m);
  });

  test('the gateway takes operations again once they ended', async () => {
    const taken = await fill();
    for (let n = 4; n < 14; n++) expect((await post(gateway.url, ask(n), KEY)).status).toBe(503);
    release();
    await Promise.all(taken);
    await expect.poll(() => inProgress(), { interval: 5 }).toEqual({ running: 0, queued: 0 });
    for (let n = 14; n < 24; n++) expect((await post(gateway.url, ask(n), KEY)).status).toBe(200);
  });

  test('an operation whose caller disconnected frees its slot', async () => {
    const leaving = new AbortController();
    const headers = { 'content-type': 'application/json', ...KEY };
    const left = [1, 2].map((n) =>
      fetch(gateway.url, { method: 'POST', headers, body: JSON.stringify(ask(n)), signal: leaving.signal }).catch(
        () => 'left',
      ),
    );
    onTestFinished(() => void release());
    await arrived(gate, 2, isRead);
    leaving.abort();
    expect(await Promise.all(left)).toEqual(['left', 'left']);
    await expect.poll(() => inProgress(), { interval: 5 }).toEqual({ running: 0, queued: 0 });
  });
});
