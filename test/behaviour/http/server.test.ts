import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createConcurrencyLimit } from '../../../src/http/concurrency-limit.ts';
import type { GraphQLHandler } from '../../../src/http/graphql-handler.ts';
import { createServer, type ServerOptions } from '../../../src/http/server.ts';
import { all } from '../../../src/observe/observer.ts';
import { startGateway } from '../../support/gateway.ts';
import { exchange, get, open, post, readAll, send } from '../../support/http.ts';
import { useForTests } from '../../support/lifetime.ts';

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': expect.stringMatching(/^default-src 'none'/),
};

describe('the surface', () => {
  const gateway = useForTests(() => startGateway());
  const production = useForTests(() => startGateway({ env: { NODE_ENV: 'production' } }));
  const at = (path: string, base = gateway) => new URL(path, base.url);

  test.each(['/livez', '/readyz', '/livez?probe=1'])('%s: 200', async (path) => {
    const answer = await send(at(path));
    expect(answer).toMatchObject({ status: 200, text: 'ok\n' });
    expect(answer.headers).toMatchObject({ ...HEADERS, 'cache-control': 'no-store' });
    expect(await send(at(path), { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  });

  test('probes ask nothing of Telnyx', async () => {
    gateway.sandbox.calls.length = 0;
    await Promise.all(['/livez', '/readyz'].map((path) => send(at(path))));
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test.each(['/', '/index.html', '/graphqlx', '/GraphQL', '/graphql%2f', '/healthz', '/livez/', '/metrics/'])(
    '%s: 404',
    async (path) => {
      for (const base of [gateway, production]) {
        const answer = await send(at(path, base), { headers: { accept: 'text/html' } });
        expect(answer).toMatchObject({ status: 404, text: 'Not found\n' });
        expect(answer.headers).toMatchObject(HEADERS);
      }
    },
  );

  test.each(['//graphql', '/../graphql', '/./graphql', '*'])('the target %s: 404', async (target) => {
    const answer = await exchange(gateway.url, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });

  test('a whole URL as the target is taken by its path', async () => {
    const line = 'GET http://elsewhere.example:81/graphql?query={__typename} HTTP/1.1';
    const lines = 'Host: elsewhere.example:81\r\nConnection: close\r\nContent-Type: application/json';
    const answer = await exchange(gateway.url, `${line}\r\n${lines}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 .*\{"data":\{"__typename":"Query"\}/s);
  });

  const html = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

  test('a browser gets GraphiQL, HEAD its headers', async () => {
    const page = await send(gateway.url, html);
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({ ...HEADERS, 'content-type': 'text/html; charset=utf-8' });
    const script = /src="([^"]+)"/.exec(page.text)![1]!;
    expect(await send(at(script))).toMatchObject({ status: 200, headers: HEADERS });
    expect(await send(gateway.url, { ...html, method: 'HEAD' })).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8' },
      text: '',
    });
  });

  test.each(['', '/'])(
    '/graphql%s: a link with a query is a page to a browser, and an answer to others',
    async (slash) => {
      const url = `${gateway.url}${slash}?query={__typename}`;
      const page = await send(url, html);
      expect(page).toMatchObject({
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8', vary: 'accept' },
      });
      for (const accept of [
        '*/*',
        'application/json',
        'text/html;q=0.5, application/json',
        'text/html;q=0, */*',
        'application/json, text/html',
      ]) {
        const answer = await get(url, { accept });
        expect(answer, accept).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
      }
      const answer = await post(gateway.url + slash, { query: '{ __typename }' });
      expect(answer).toMatchObject({ status: 200, json: { data: { __typename: 'Query' } } });
    },
  );

  test('in production there is neither page nor script', async () => {
    const answer = await get(production.url, html.headers);
    expect(answer).toMatchObject({ status: 400, headers: { 'content-type': 'application/json; charset=utf-8' } });
    const script = /src="([^"]+)"/.exec((await send(gateway.url, html)).text)![1]!;
    expect((await send(at(script, production))).status).toBe(404);
  });
});

const UNHEARD = {
  ...all([]),
  shed() {},
  refused() {},
  dropped() {},
  unread() {},
  reloaded() {},
  shared: undefined,
  contentType: 'text/plain',
  render: async () => '',
};

/** A server in front of a gateway that does as `handleGraphQL` says. */
async function listen(
  handleGraphQL: GraphQLHandler,
  options: Partial<ServerOptions> = {},
): Promise<Server & { url: URL }> {
  const { http: server } = createServer({
    handleGraphQL,
    graphiql: undefined,
    reference: undefined,
    pages: undefined,
    basePath: '',
    serves: { graph: true, metrics: true },
    corsOrigins: [],
    hstsMaxAge: 0,
    isReady: () => true,
    states: () => [],
    operationTimeout: 15_000,
    bodyLimit: 1_000,
    bodyTimeout: 5_000,
    sandbox: false,
    tracing: undefined,
    metrics: UNHEARD,
    concurrencyLimit: createConcurrencyLimit({ maxRunning: 10, maxQueued: 10 }),
    observer: all([]),
    ...options,
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(server, { url: new URL(`http://127.0.0.1:${port}/graphql?query={__typename}`) });
}

test('while it is not ready only /readyz says so, and connections are closed', async () => {
  const { url } = await listen(async (_req, res, _scope, head) => void res.writeHead(200, head).end('answered'), {
    isReady: () => false,
  });
  expect(await send(new URL('/readyz', url))).toMatchObject({ status: 503, text: 'not ready\n' });
  expect(await send(new URL('/livez', url))).toMatchObject({ status: 200 });
  const answer = await get(url, { connection: 'keep-alive' });
  expect(answer).toMatchObject({ status: 200, text: 'answered', headers: { connection: 'close' } });
});

test('a gateway that fails breaks the connection off, and the next request is answered', async () => {
  let calls = 0;
  const handleGraphQL: GraphQLHandler = async (_req, res) => {
    if (calls++ === 0) throw new Error('a bug');
    res.end('answered');
  };
  const { url } = await listen(handleGraphQL, {
    concurrencyLimit: createConcurrencyLimit({ maxRunning: 1, maxQueued: 0 }),
  });
  await expect(get(url)).rejects.toThrow(/hang up|reset/);
  expect(await get(url)).toMatchObject({ status: 200, text: 'answered' });
});

/** An answer as it came over the wire has what every answer has. */
function expectStanding(answer: string): void {
  for (const name of ['x-content-type-options: nosniff', 'referrer-policy: no-referrer', 'cache-control: no-store']) {
    expect(answer.toLowerCase()).toContain(`\r\n${name}\r\n`);
  }
  expect(answer).toMatch(/\r\ncontent-security-policy: default-src 'none'/);
  expect(answer).toMatch(/\r\nx-request-id: [\da-f-]{36}\r\n/);
}

describe('slow clients', () => {
  const hasten = <S extends Server>(server: S): S =>
    Object.assign(server, { headersTimeout: 100, keepAliveTimeout: 1 });

  test('have these times by default, milliseconds', async () => {
    const { headersTimeout, requestTimeout, keepAliveTimeout, timeout } = await listen(async () => {});
    expect({ headersTimeout, requestTimeout, keepAliveTimeout, timeout }).toEqual({
      headersTimeout: 30_000,
      requestTimeout: 35_000,
      keepAliveTimeout: 65_000,
      timeout: 45_000,
    });
  });

  test('that send nothing, or only begin: 408, and the connection ends', async () => {
    const { url } = hasten(await listen(async () => {}));
    const answers = ['', 'GET /livez HTT', 'GET /livez HTTP/1.1\r\nHost: a\r\n'].map(async (beginning) => {
      const socket = await open(url);
      socket.write(beginning);
      return readAll(socket);
    });
    for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('that never end the body: 408, and the connection ends', async () => {
    const { url } = hasten(await listen(async () => {}, { bodyTimeout: 100 }));
    const lines = 'Host: a\r\nContent-Type: application/json\r\nContent-Length: 100';
    expect(await exchange(url, `POST /graphql HTTP/1.1\r\n${lines}\r\n\r\n{`)).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('that do not read the response are closed', async () => {
    const answers: ServerResponse[] = [];
    const flood = async (_req: unknown, res: ServerResponse) => {
      answers.push(res);
      res.end(Buffer.alloc(64 * 1024 * 1024));
    };
    const server = await listen(flood);
    server.timeout = 200;
    const { url } = server;
    const socket = await open(url);
    socket.pause();
    socket.write('GET /graphql?query={__typename} HTTP/1.1\r\nHost: a\r\nX-GraphQL-CSRF: 1\r\n\r\n');
    await expect.poll(() => answers[0]?.closed, { timeout: 10_000 }).toBe(true);
    expect(answers[0]!.writableFinished).toBe(false);
    socket.destroy();
  });

  test('that keep a connection idle are closed', async () => {
    const { url } = hasten(await listen(async (_req, res) => void res.end('answered')));
    const socket = await open(url);
    socket.write('GET /livez HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await readAll(socket)).toMatch(/^HTTP\/1\.1 200 .*Connection: keep-alive/s);
  });
});

describe('of too many connections', () => {
  const livez = 'GET /livez HTTP/1.1\r\nHost: a\r\n\r\n';
  const body = (more = '') =>
    `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 30\r\n${more}\r\n{`;

  /** A server that takes three, and operations that never end. */
  async function few() {
    const dropped = vi.fn();
    const refused = vi.fn();
    const handle = vi.fn(async () => {});
    const { url } = await listen(handle, { maxConnections: 3, metrics: { ...UNHEARD, dropped, refused } });
    return { url, dropped, refused, handle };
  }

  test('the one that has been idle longest makes room for the newcomer', async () => {
    const { url, dropped, refused } = await few();
    const taken = await Promise.all([1, 2, 3].map(() => open(url)));
    for (const socket of taken) {
      socket.write(livez);
      await once(socket, 'data');
    }
    // The first is heard of again, the second is not.
    taken[0]!.write(livez);
    await once(taken[0]!, 'data');
    const closed = once(taken[1]!, 'close');
    expect(await send(new URL('/livez', url))).toMatchObject({ status: 200 });
    await closed;
    expect(dropped).toHaveBeenCalledOnce();
    // It had its answer: none is made up.
    expect(refused).not.toHaveBeenCalled();
    for (const socket of [taken[0]!, taken[2]!]) {
      socket.write(livez);
      expect(String(await once(socket, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
    }
    for (const socket of taken) socket.destroy();
  });

  test.each(['', 'GET /livez HTTP/1.1\r\nHo', body()])(
    'one that only begins makes room: 408 (%j)',
    async (beginning) => {
      const { url, refused } = await few();
      const taken = await Promise.all([1, 2, 3].map(() => open(url)));
      for (const socket of taken) socket.write(beginning);
      const ended = Promise.any(taken.map((socket) => readAll(socket)));
      expect(await send(new URL('/livez', url))).toMatchObject({ status: 200 });
      const answer = await ended;
      expect(answer).toMatch(/^HTTP\/1\.1 408 .*"code":"REQUEST_TIMEOUT"/s);
      expectStanding(answer);
      expect(refused.mock.calls).toEqual([[408]]);
      for (const socket of taken) socket.destroy();
    },
  );

  test('none makes room where all are at work', async () => {
    const { url, dropped, handle } = await few();
    const taken = await Promise.all([1, 2, 3].map(() => open(url)));
    for (const socket of taken) socket.write(body().replace('30', '1'));
    await expect.poll(() => handle.mock.calls.length).toBe(3);
    await expect(send(new URL('/livez', url))).rejects.toThrow(/hang up|reset/);
    expect(dropped).toHaveBeenCalledOnce();
    taken[0]!.destroy();
    const asks = () =>
      send(new URL('/livez', url)).then(
        ({ status }) => status,
        () => 'closed',
      );
    await expect.poll(asks).toBe(200);
    for (const socket of taken) socket.destroy();
  });
});

test('headers above 16 KiB: 431', async () => {
  const { url } = await listen(async (_req, res) => void res.end('answered'));
  const headers = (length: number) => ({ authorization: 'x'.repeat(length) });
  expect((await get(url, headers(15_000))).status).toBe(200);
  expect((await get(url, headers(17_000))).status).toBe(431);
});
