import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Extras } from '../../../src/assembly/options.ts';
import { SettingsError } from '../../../src/lib/settings-error.ts';
import { readSettings } from '../../../src/process/settings.ts';
import { DEMO_CLIENT, startSandbox } from '../../../src/sandbox/index.ts';
import { type Service, startService } from '../../../src/service.ts';
import { open, post, send } from '../../support/http.ts';
import { useInTest } from '../../support/lifetime.ts';

const LIST = { query: '{ oauthClients(first: 1) { totalCount } }' };
const KEY = { authorization: 'Bearer KEYsandboxAlice' };

/** A gateway on free ports; it ends with the test. */
async function start(environment: Record<string, string> = {}, extras?: Extras): Promise<Service> {
  const settings = readSettings({ PORT: '0', SANDBOX_PORT: '0', ...environment });
  const service = await startService(settings, pino({ level: 'silent' }), extras);
  onTestFinished(() => service.stop());
  return service;
}

/** What stands in the way of listening on a port now. */
const occupied = (port: number) =>
  open(`http://127.0.0.1:${port}`).then(
    (socket) => void socket.destroy(),
    (error) => error.code,
  );

describe('on the embedded sandbox', () => {
  test('everything works with the demo key that it tells', async () => {
    const { url, apiUrl, graphiql, demoKey } = await start();
    expect({ graphiql, apiUrl }).toEqual({
      graphiql: true,
      apiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/v2$/),
    });
    const { json } = await post(url, LIST, { authorization: `Bearer ${demoKey}` });
    expect(json.data.oauthClients.totalCount).toBeGreaterThan(100);
    const metadata = await post(url, { query: '{ oauthAuthorizationServerMetadata { issuer } }' });
    expect(metadata.json.data.oauthAuthorizationServerMetadata.issuer).toBe(new URL(apiUrl).origin);
  });

  test('a caller may ask it for faults', async () => {
    const { url } = await start();
    const { json } = await post(url, LIST, { ...KEY, 'x-sandbox-fault': '403' });
    expect(json.errors[0].extensions.code).toBe('FORBIDDEN');
    expect((await post(url, LIST, KEY)).json.errors).toBeUndefined();
  });

  test('GraphiQL has the demo key in its headers', async () => {
    const { url } = await start();
    const page = await send(url, { headers: { accept: 'text/html' } });
    const base = /src="(\/graphiql\/[^/]+\/)/.exec(page.text)![1];
    expect((await send(new URL(`${base}config.js`, url))).text).toContain('Bearer KEYsandboxAlice');
  });

  test('stopping closes both ports, and twice is not once too often', async () => {
    const service = await start();
    const ports = [service.url, service.apiUrl].map((url) => Number(new URL(url).port));
    expect(await Promise.all(ports.map(occupied))).toEqual([undefined, undefined]);
    await service.stop();
    expect(await Promise.all(ports.map(occupied))).toEqual(['ECONNREFUSED', 'ECONNREFUSED']);
  });
});

describe('with pages of a program that starts it', () => {
  const pages: Extras['pages'] = (req, res) => {
    if (!req.url?.startsWith('/app')) return false;
    res.end(`page ${req.url}`);
    return true;
  };

  test('they are served beside the gateway, and take nothing from it', async () => {
    const { url } = await start({}, { pages });
    expect(await send(new URL('/app/consent?a=1', url))).toMatchObject({ status: 200, text: 'page /app/consent?a=1' });
    expect(await send(new URL('/other', url))).toMatchObject({ status: 404 });
    expect(await send(new URL('/livez', url))).toMatchObject({ text: 'ok\n' });
  });

  test('the sandbox leads people there to decide, and keeps consent tokens as long as it is told', async () => {
    const { url, apiUrl } = await start({}, { consentPath: '/app/consent', lifetimes: { consentToken: 0 } });
    const request = { client_id: DEMO_CLIENT.client_id, redirect_uri: DEMO_CLIENT.redirect_uri, response_type: 'code' };
    const { status, headers } = await send(`${apiUrl}/oauth/authorize?${new URLSearchParams(request)}`);
    const location = new URL(headers.location!);
    expect({ status, page: location.origin + location.pathname }).toEqual({
      status: 302,
      page: new URL('/app/consent', url).href,
    });
    const query = 'query Ask($token: OAuthSecret!) { oauthConsentRequest(consentToken: $token) { name } }';
    const variables = { token: location.searchParams.get('consent_token') };
    expect((await post(url, { query, variables }, KEY)).json.data).toEqual({ oauthConsentRequest: null });
  });
});

test('on another upstream there is no demo key, neither told nor in GraphiQL', async () => {
  const sandbox = await useInTest(startSandbox());
  const { url, apiUrl, demoKey } = await start({ TELNYX_API_URL: sandbox.url });
  expect({ apiUrl, demoKey }).toEqual({ apiUrl: sandbox.url, demoKey: undefined });
  const page = await send(url, { headers: { accept: 'text/html' } });
  const base = /src="(\/graphiql\/[^/]+\/)/.exec(page.text)![1];
  const config = (await send(new URL(`${base}config.js`, url))).text;
  expect(config).not.toContain('Bearer');
  expect(config).toContain('"additionalHeaders":{"x-upstream-trace":"true"}');
});

const loopback = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
test.each(loopback.filter(({ internal }) => internal))('listens on $address', async ({ address, family }) => {
  const { url } = await start({ HOST: address });
  expect(url).toContain(family === 'IPv6' ? `//[${address}]:` : `//${address}:`);
  expect((await send(url.replace('/graphql', '/livez'))).status).toBe(200);
});

describe('an address that is not free', () => {
  const settingsFor = (environment: Record<string, string>) =>
    startService(readSettings({ PORT: '0', SANDBOX_PORT: '0', ...environment }), pino({ level: 'silent' }));

  test.each(['PORT', 'SANDBOX_PORT'])('%s: says so, and leaves nothing open', async (variable) => {
    const { url } = await start({ TELNYX_API_URL: 'https://telnyx.example' });
    const { port } = new URL(url);
    const spare = createServer().listen(0, '127.0.0.1');
    await once(spare, 'listening');
    const free = (spare.address() as AddressInfo).port;
    await new Promise((closed) => spare.close(closed));
    const other = variable === 'PORT' ? 'SANDBOX_PORT' : 'PORT';
    const starting = settingsFor({ [variable]: port, [other]: String(free) });
    await expect(starting).rejects.toBeInstanceOf(SettingsError);
    await expect(starting).rejects.toThrow(
      `${variable}: cannot listen on 127.0.0.1:${port}: another process listens there`,
    );
    expect(await occupied(free)).toBe('ECONNREFUSED');
  });

  test('a host that is not of this machine', async () => {
    const starting = settingsFor({ HOST: '192.0.2.1', TELNYX_API_URL: 'https://telnyx.example' });
    await expect(starting).rejects.toThrow(/PORT: cannot listen on 192\.0\.2\.1:0: .*EADDRNOTAVAIL/);
  });
});

describe('proxies', () => {
  /** One that forwards plain requests, tunnels to nowhere but loopback, and notes what it was asked for. */
  async function startProxy() {
    const asked: string[] = [];
    const proxy = createServer((req, res) => {
      asked.push(`${req.method} ${req.url}`);
      const { headers, method } = req;
      req.pipe(
        request(req.url!, { method, headers, agent: false }, (answer) => {
          res.writeHead(answer.statusCode!, answer.headers);
          answer.pipe(res);
        }),
      );
    });
    proxy.on('connect', (req, socket) => {
      asked.push(`CONNECT ${req.url} ${req.headers['proxy-authorization'] ?? ''}`.trim());
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => {
      proxy.close();
      proxy.closeAllConnections();
    });
    const { port } = proxy.address() as AddressInfo;
    return { asked, url: `http://127.0.0.1:${port}`, at: (user: string) => `http://${user}@127.0.0.1:${port}` };
  }

  test('HTTP_PROXY is the way to an http upstream', async () => {
    const [sandbox, proxy] = await Promise.all([startSandbox(), startProxy()]);
    onTestFinished(() => sandbox.close());
    const { url } = await start({ TELNYX_API_URL: sandbox.url, HTTP_PROXY: proxy.url });
    expect((await post(url, LIST, KEY)).json.data.oauthClients.totalCount).toBeGreaterThan(0);
    expect(proxy.asked).toEqual([expect.stringMatching(new RegExp(`^GET ${sandbox.url}/oauth_clients\\?`))]);
    expect(sandbox.calls).toHaveLength(1);
  });

  test.each(['127.0.0.1', 'other.example,127.0.0.1', '*'])('not where NO_PROXY is %s', async (hosts) => {
    const [sandbox, proxy] = await Promise.all([startSandbox(), startProxy()]);
    onTestFinished(() => sandbox.close());
    const { url } = await start({ TELNYX_API_URL: sandbox.url, http_proxy: proxy.url, no_proxy: hosts });
    expect((await post(url, LIST, KEY)).json.data.oauthClients.totalCount).toBeGreaterThan(0);
    expect(proxy.asked).toEqual([]);
    expect(sandbox.calls).toHaveLength(1);
  });

  test('HTTPS_PROXY is the way to an https upstream, with the proxy’s own credential', async () => {
    const proxy = await startProxy();
    const { url } = await start({ TELNYX_API_URL: 'https://telnyx.invalid/v2', HTTPS_PROXY: proxy.at('me:hunter2') });
    const { json, text } = await post(
      url,
      { query: 'mutation { deleteOAuthClient(clientId: "x") { __typename } }' },
      KEY,
    );
    expect(proxy.asked[0]).toBe(`CONNECT telnyx.invalid:443 Basic ${Buffer.from('me:hunter2').toString('base64')}`);
    expect(json.errors[0].extensions.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(text).not.toContain('hunter2');
  });

  test('the embedded sandbox needs none', async () => {
    const proxy = await startProxy();
    const { url } = await start({ HTTP_PROXY: proxy.url });
    expect((await post(url, LIST, KEY)).json.data.oauthClients.totalCount).toBeGreaterThan(0);
    expect(proxy.asked).toEqual([]);
  });
});

test('a stop succeeds though the collector takes no spans', async () => {
  const service = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' });
  await post(service.url, LIST, KEY);
  await expect(service.stop()).resolves.toBeUndefined();
});
