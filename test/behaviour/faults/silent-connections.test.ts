import { once } from 'node:events';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';
import { json, startRawServer } from '../../support/raw-server.ts';
import { idIn, wireClient } from '../../support/resources.ts';
import { createCertificate } from './certificate.ts';
import { bodyFor, WRITE } from './damage.ts';

/*
 * Something between the gateway and Telnyx forgets the connections that there are, without a word to either end, and
 * goes on carrying new ones. What is sent over the old ones is lost; they must not cost one operation each.
 */

const READ = 'query ($id: ID!) { oauthClient(clientId: $id) { name } }';
const DATA = { oauthClient: { name: 'Client 1' } };
const later = (ms: number) => new Promise((passed) => setTimeout(passed, ms));

const authority = createCertificate({});
const before = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([authority.cert]));
afterAll(() => setDefaultCACertificates(before));

/** Carries connections to a port of this machine. */
async function startForwarder(port: number) {
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) sockets.push(socket.on('error', () => {}));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => sockets.length / 2,
    /** Says nothing more on the connections that there are, and closes none. */
    forget: () => {
      for (const socket of sockets) socket.unpipe().resume();
    },
  };
}

async function startBehind(scheme: string, port: number, env: Record<string, string> = {}) {
  const forwarder = await startForwarder(port);
  const origin = `${scheme}://localhost:${forwarder.port}`;
  const gateway = await useInTest(
    startGateway({ env: { TELNYX_API_URL: origin, TELNYX_WELL_KNOWN_URL: origin, ...env } }),
  );
  const read = async (id: string, headers = {}) => (await gateway.ask(READ, { id }, { headers })).body;
  return { forwarder, gateway, read };
}

/** An upstream that answers each request at once, but the first ones all together; it never closes a connection. */
async function startUpstream(together: number) {
  const waiting: (() => void)[] = [];
  let isOver = false;
  return startRawServer((socket, request) => {
    const answer = () => void socket.write(json(200, JSON.parse(bodyFor(request) ?? clientAt(request.path))));
    if (isOver || request.path.endsWith('/warm')) return answer();
    waiting.push(answer);
    isOver = waiting.length === together;
    if (isOver) for (const each of waiting) each();
  });
}
const clientAt = (path: string) => JSON.stringify({ data: wireClient({ client_id: idIn(path) }) });

test('an upstream that offers HTTP/2: no operation is lost, and HTTP/1.1 is spoken', { timeout: 60_000 }, async () => {
  const versions = new Set<string>();
  const certificate = createCertificate({ host: 'localhost', by: authority });
  const server = createSecureServer({ ...certificate, allowHTTP1: true });
  server.on('request', (req: Http2ServerRequest, res: Http2ServerResponse) => {
    versions.add(req.httpVersion);
    res.writeHead(200, { 'content-type': 'application/json' });
    res.end(clientAt(req.url!));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { forwarder, read } = await startBehind('https', port, { OPERATION_TIMEOUT_MS: '8000' });
  const ids = Array.from({ length: 20 }, (_, n) => `client-${n}`);
  for (let round = 0; round < 3; round++) {
    const answers = await Promise.all(ids.map((id) => read(id)));
    expect(answers).toEqual(ids.map(() => ({ data: DATA, extensions: expect.anything() })));
    forwarder.forget();
  }
  expect([...versions]).toEqual(['1.1']);
});

test('256 idle connections: not one read is lost', { timeout: 60_000 }, async () => {
  const upstream = await startUpstream(256);
  const { forwarder, read } = await startBehind('http', Number(new URL(upstream.origin).port), {
    OPERATION_TIMEOUT_MS: '10000',
  });
  await read('warm');
  const ids = Array.from({ length: 256 }, (_, n) => `client-${n}`);
  for (const body of await Promise.all(ids.map((id) => read(id)))) expect(body.data).toEqual(DATA);
  expect(forwarder.connections()).toBe(256);
  forwarder.forget();
  for (const body of await Promise.all(ids.map((id) => read(id)))) expect(body.data).toEqual(DATA);
});

test.each([undefined, '1500'])(
  'once one operation has ended at its deadline (x-timeout-ms: %s), no write meets another of them',
  { timeout: 60_000 },
  async (timeout) => {
    const upstream = await startUpstream(50);
    const { forwarder, gateway, read } = await startBehind('http', Number(new URL(upstream.origin).port), {
      OPERATION_TIMEOUT_MS: '3000',
    });
    await read('warm');
    const ids = Array.from({ length: 50 }, (_, n) => `client-${n}`);
    await Promise.all(ids.map((id) => read(id)));
    await later(20);
    forwarder.forget();
    const lost = await gateway.ask(WRITE, {}, timeout === undefined ? {} : { headers: { 'x-timeout-ms': timeout } });
    expect(lost.body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_TIMEOUT', outcome: 'UNKNOWN' } }]);
    const written = await Promise.all(ids.map(() => gateway.ask(WRITE)));
    for (const { body } of written) expect(body.data.createOAuthClient.client.name).toBe('Client 1');
  },
);

test('a slow answer on a connection whose like bring answers is waited for', { timeout: 60_000 }, async () => {
  const upstream = await startRawServer((socket, { path }) => {
    setTimeout(() => socket.write(json(200, JSON.parse(clientAt(path)))), path.endsWith('/slow') ? 3_000 : 50);
  });
  const { read } = await startBehind('http', Number(new URL(upstream.origin).port), { OPERATION_TIMEOUT_MS: '4000' });
  await Promise.all(['a', 'b', 'c'].map((id) => read(id)));
  const slow = read('slow');
  for (let n = 0; n < 30; n++) {
    expect((await read(`client-${n}`)).data).toEqual(DATA);
    await later(50);
  }
  expect((await slow).data).toEqual(DATA);
  expect(upstream.requests.filter(({ path }) => path.endsWith('/slow'))).toHaveLength(1);
});
