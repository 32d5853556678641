import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startGateway } from '../../support/gateway.ts';
import { HOST, listen } from '../../support/greeting-server.ts';
import { send } from '../../support/http.ts';
import { useInTest } from '../../support/lifetime.ts';
import { head, json, message, reset, startRawServer } from '../../support/raw-server.ts';
import { createCertificate } from './certificate.ts';
import { WRITE } from './damage.ts';

/*
 * Whoever runs the gateway reads in the log, once a minute, and in the metrics why no connection comes about, and
 * what does not fit in an answer. Callers are told no more than whose fault it is.
 */

const authority = createCertificate({});
const before = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([authority.cert]));
afterAll(() => setDefaultCACertificates(before));

const day = 24 * 3600_000;

async function overTls(options: Parameters<typeof createCertificate>[0]): Promise<Record<string, string>> {
  const tls = createTlsServer(createCertificate(options)).on('tlsClientError', () => {});
  const port = await listen((socket) => void tls.emit('connection', socket));
  return { TELNYX_API_URL: `https://${HOST}:${port}` };
}

/** A proxy that answers everything so, with a credential in its URL. */
async function overProxy(scheme: string, answer: string): Promise<Record<string, string>> {
  const port = await listen((socket) => void socket.once('data', () => socket.end(answer)));
  const proxy = `http://somebody:SECRETword@${HOST}:${port}`;
  return { TELNYX_API_URL: `${scheme}://telnyx.example`, HTTPS_PROXY: proxy, HTTP_PROXY: proxy };
}

const PROXY = 'The proxy refused to connect to Telnyx.';
const NO_WAY = 'Telnyx cannot be reached, or broke the connection.';
const causes: [string, string, () => Promise<Record<string, string>>][] = [
  // Longer than a label may be, so that no server is asked.
  ['ENOTFOUND', NO_WAY, async () => ({ TELNYX_API_URL: `http://${'x'.repeat(64)}.invalid` })],
  ['ECONNREFUSED', NO_WAY, async () => ({ TELNYX_API_URL: 'http://127.0.0.1:1' })],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', NO_WAY, () => overTls({ host: HOST })],
  ['ERR_TLS_CERT_ALTNAME_INVALID', NO_WAY, () => overTls({ host: 'elsewhere.example', by: authority })],
  ['CERT_HAS_EXPIRED', NO_WAY, () => overTls({ host: HOST, by: authority, expires: Date.now() - day })],
  ['PROXY_407', PROXY, () => overProxy('https', head(407, { 'content-length': '0' }))],
  ['PROXY_407', PROXY, () => overProxy('http', head(407, { 'content-length': '0' }))],
  ['PROXY_403', PROXY, () => overProxy('https', head(403, { 'content-length': '0' }))],
  ['PROXY_502', 'The proxy cannot reach Telnyx.', () => overProxy('https', head(502, { 'content-length': '0' }))],
  ['ECONNRESET', NO_WAY, async () => ({ TELNYX_API_URL: (await startRawServer(reset)).origin })],
];

async function start(env: Record<string, string>) {
  const gateway = await useInTest(startGateway({ env }));
  const warnings = () =>
    gateway.log.map((line) => JSON.parse(line)).filter(({ level }: { level: number }) => level === 40);
  const metrics = async () => (await send(new URL('/metrics', gateway.url))).text;
  return { gateway, warnings, metrics };
}

test.each(causes)('%s (%s)', async (cause, text, setUp) => {
  const env = await setUp();
  const { gateway, warnings, metrics } = await start(env);
  for (let n = 0; n < 3; n++) {
    const { body } = await gateway.ask(WRITE);
    expect(body.errors).toMatchObject([{ message: text, extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  }
  expect(warnings()).toMatchObject([{ cause, origin: env.TELNYX_API_URL }]);
  const series = `method="POST",route="/oauth_clients",cause="${cause}",status="0"`;
  expect(await metrics()).toContain(`gateway_upstream_calls_total{${series}} 3`);
  expect(gateway.log.join('')).not.toMatch(/SECRET|KEYsandbox|c29tZWJvZHk/);
});

test('keys that prove callers, and cannot be fetched', async () => {
  const { TELNYX_API_URL: origin } = await overTls({ host: HOST });
  const { gateway, warnings } = await start({
    AUTH_MODE: 'service',
    TELNYX_API_KEY: 'KEYgateway',
    AUTH_JWKS_URL: `${origin}/jwks`,
    AUTH_ISSUER: 'https://issuer.example',
    AUTH_AUDIENCE: 'gateway',
  });
  const token = [{ alg: 'ES256', kid: 'one' }, {}].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  for (let n = 0; n < 3; n++) {
    const { body } = await gateway.ask(WRITE, {}, { key: `${token.join('.')}.SECRET` });
    expect(body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  }
  expect(warnings()).toMatchObject([{ cause: 'DEPTH_ZERO_SELF_SIGNED_CERT', origin }]);
  expect(gateway.log.join('')).not.toContain('SECRET');
});

test('a call that never left is not said to be unanswered', async () => {
  const port = await listen((socket) => void socket.resume());
  const { gateway } = await start({ TELNYX_API_URL: `https://${HOST}:${port}`, OPERATION_TIMEOUT_MS: '1000' });
  const { body } = await gateway.ask(WRITE);
  expect(body.errors).toMatchObject([
    { message: 'The deadline passed before the call was sent to Telnyx.', extensions: { code: 'UPSTREAM_TIMEOUT' } },
  ]);
  expect(body.errors![0]!.extensions).not.toHaveProperty('outcome');
});

test('a proxy that says nothing is given up before the operation is', async () => {
  const port = await listen((socket) => void socket.resume());
  const proxy = `http://${HOST}:${port}`;
  const { gateway, warnings } = await start({ TELNYX_API_URL: 'https://telnyx.example', HTTPS_PROXY: proxy });
  const { body } = await gateway.ask(WRITE);
  expect(body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  expect(warnings()).toMatchObject([{ cause: 'UND_ERR_HEADERS_TIMEOUT' }]);
});

const misfits: [string, string, string][] = [
  [
    'where a redirect leads',
    message(302, '', { location: 'https://elsewhere.example/SECRET?SECRET' }),
    'Telnyx answered /oauth_clients with an unexpected status 302. It leads to https://elsewhere.example.',
  ],
  ['which member is missing', json(200, { data: {} }), 'Telnyx answered /oauth_clients without client_id.'],
];

test.each(misfits)('%s', async (_name, answer, why) => {
  const upstream = await startRawServer(answer);
  const { gateway, warnings } = await start({ TELNYX_API_URL: upstream.origin });
  for (let n = 0; n < 3; n++) {
    const { body } = await gateway.ask(WRITE);
    expect(body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_CONTRACT' } }]);
    expect(JSON.stringify(body)).not.toContain('elsewhere');
  }
  expect(warnings()).toMatchObject([{ why }]);
  expect(gateway.log.join('')).not.toContain('SECRET');
});
