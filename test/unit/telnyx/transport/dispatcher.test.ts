import { createServer, request } from 'node:http';
import { type AddressInfo, connect as dial } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { UnavailableError } from '../../../../src/telnyx/errors.ts';
import { createDispatcher, type ProxySettings } from '../../../../src/telnyx/transport/dispatcher.ts';
import { json, type Reply, startRawServer } from '../../../support/raw-server.ts';
import { answerClient } from '../../../support/resources.ts';
import { callerOf, connect, errorOf, upstreamAt } from '../../../support/telnyx.ts';

const client = answerClient();

test('no more connections than allowed are open, and all of them are used', async () => {
  const waiting: (() => void)[] = [];
  const reply: Reply = (socket, request) => {
    waiting.push(() => client(socket, request));
    // All connections are busy: from here on every answer makes room for the next request.
    if (waiting.length >= 4 || server.requests.length > 20) for (const answer of waiting.splice(0)) answer();
  };
  const server = await startRawServer(reply);
  const dispatcher = createDispatcher({ connections: 4, proxy: undefined, operationTimeout: 15_000 });
  onTestFinished(() => dispatcher.destroy());
  const upstream = upstreamAt(server.origin, { dispatcher });
  const ids = Array.from({ length: 24 }, (_, index) => `a-${index}`);
  await Promise.all(ids.map((id) => callerOf(upstream).telnyx.oauthClients.retrieve(id)));
  expect(server.requests).toHaveLength(24);
  expect(server.connections()).toBe(4);
});

test('one slow answer holds up no other', async () => {
  const server = await startRawServer((socket, request) => {
    if (!request.path.endsWith('slow')) client(socket, request);
  });
  const leaving = new AbortController();
  const { telnyx } = connect(server.origin, { leaving: leaving.signal });
  const slow = telnyx.oauthClients.retrieve('slow').catch(() => 'left');
  for (let call = 0; call < 10; call++) await telnyx.oauthClients.retrieve(`a-${call}`);
  leaving.abort(new Error('left'));
  expect(await slow).toBe('left');
});

test('goes through the proxy of the scheme, but not to hosts that are excepted', async () => {
  const upstream = await startRawServer(json(200, { keys: [] }));
  const proxy = await startProxy();
  const { port } = new URL(upstream.origin);
  const retrieve = async (origin: string, settings: Partial<ProxySettings> | undefined) => {
    const named = settings && { httpProxy: '', httpsProxy: '', noProxy: '', ...settings };
    const dispatcher = createDispatcher({ connections: 4, proxy: named, operationTimeout: 15_000 });
    onTestFinished(() => dispatcher.destroy());
    await connect(origin, { dispatcher }).telnyx.jwks.retrieve();
  };
  await retrieve(upstream.origin, undefined);
  await retrieve(upstream.origin, { httpsProxy: proxy.origin });
  await retrieve(upstream.origin, { httpProxy: proxy.origin, noProxy: 'telnyx.example,127.0.0.1' });
  expect(proxy.targets).toEqual([]);
  await retrieve(upstream.origin, { httpProxy: proxy.origin, noProxy: 'telnyx.example' });
  expect(proxy.targets).toEqual([`127.0.0.1:${port}`]);
  expect(upstream.requests).toHaveLength(4);
});

test.for(['httpProxy', 'httpsProxy'] as const)('goes through a tunnel to https, by %s', async (name) => {
  const proxy = await startProxy();
  const named = { httpProxy: '', httpsProxy: '', noProxy: '', [name]: proxy.origin };
  const dispatcher = createDispatcher({ connections: 4, proxy: named, operationTimeout: 15_000 });
  onTestFinished(() => dispatcher.destroy());
  // Nothing listens on port 1: what matters is that the proxy is asked for it.
  const { telnyx } = connect('https://127.0.0.1:1', { dispatcher });
  expect(await errorOf(telnyx.oauthClients.update('a', {}))).toBeInstanceOf(UnavailableError);
  expect(proxy.targets).toEqual(['127.0.0.1:1']);
});

/** A forward proxy for http, by absolute form and by CONNECT. */
async function startProxy() {
  const targets: string[] = [];
  const server = createServer((asked, answer) => {
    const { host, pathname, search } = new URL(asked.url!);
    targets.push(host);
    const onward = request({ host: '127.0.0.1', port: host.split(':')[1], path: pathname + search }, (reply) => {
      answer.writeHead(reply.statusCode!, reply.headers);
      reply.pipe(answer);
    });
    asked.pipe(onward);
  });
  server.on('connect', ({ url }, socket) => {
    targets.push(url!);
    const onward = dial(Number(url!.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => void socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, targets };
}
