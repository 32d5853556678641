import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll, describe, expect, test } from 'vitest';
import { CHECK_IDS, type CheckId } from '../../../src/doctor/checks.ts';
import { HOST, listen } from '../../support/greeting-server.ts';
import { useInTest } from '../../support/lifetime.ts';
import { createCertificate } from '../faults/certificate.ts';
import { startAlteredTelnyx } from './altered-telnyx.ts';
import { examine } from './run-doctor.ts';

async function selfSigned(): Promise<Record<string, string>> {
  const tls = createTlsServer(createCertificate({ host: HOST })).on('tlsClientError', () => {});
  const port = await listen((socket) => void tls.emit('connection', socket));
  return { TELNYX_API_URL: `https://${HOST}:${port}/v2` };
}

async function refusingProxy(): Promise<Record<string, string>> {
  const refusal = 'HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n';
  const port = await listen((socket) => void socket.once('data', () => socket.end(refusal)));
  return { TELNYX_API_URL: 'https://telnyx.example/v2', HTTPS_PROXY: `http://somebody:SECRETword@${HOST}:${port}` };
}

const WAYS: { name: string; env: () => Promise<Record<string, string>>; red: CheckId; seen: string; advice: string }[] =
  [
    {
      name: 'no such host',
      // Longer than a label may be, so that no server is asked.
      env: async () => ({ TELNYX_API_URL: `https://${'x'.repeat(64)}.invalid/v2` }),
      red: 'dns',
      seen: 'ENOTFOUND',
      advice: 'TELNYX_API_URL',
    },
    {
      name: 'nobody listens',
      env: async () => ({ TELNYX_API_URL: 'https://127.0.0.1:1/v2' }),
      red: 'connection',
      seen: 'ECONNREFUSED',
      advice: 'HTTPS_PROXY',
    },
    {
      name: 'a certificate that nobody trusts',
      env: selfSigned,
      red: 'tls',
      seen: 'SELF_SIGNED',
      advice: 'NODE_EXTRA_CA_CERTS',
    },
    {
      name: 'a proxy that wants a password',
      env: refusingProxy,
      red: 'proxy',
      seen: 'PROXY_407',
      advice: 'HTTPS_PROXY',
    },
  ];

describe('no way to Telnyx:', () => {
  test.each(WAYS)('$name', async ({ env, red, seen, advice }) => {
    const { code, lines, calls } = await examine({ TELNYX_API_KEY: 'KEYany', ...(await env()) });
    const wrong = lines.filter(({ state }) => state === 'does not hold');
    expect(wrong).toEqual([
      expect.objectContaining({
        id: red,
        seen: expect.stringContaining(seen),
        advice: expect.stringContaining(advice),
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('SECRETword');
    expect({ code, calls }).toEqual({ code: 1, calls: 1 });
  });
});

test('Telnyx that responds after the deadline', async () => {
  const port = await listen(() => {});
  const { lines } = await examine({ TELNYX_API_URL: `http://127.0.0.1:${port}/v2`, OPERATION_TIMEOUT_MS: '200' });
  expect(lines.filter(({ state }) => state === 'does not hold')).toEqual([
    expect.objectContaining({ id: 'connection', seen: 'TIMEOUT' }),
  ]);
});

test('plain HTTP to another machine', async () => {
  const { env } = await useInTest(startAlteredTelnyx());
  const proxy = env.TELNYX_API_URL!.replace('/v2', '');
  const { lines } = await examine({ TELNYX_API_URL: 'http://telnyx.example/v2', HTTP_PROXY: proxy });
  const tls = lines.find(({ id }) => id === 'tls');
  expect(tls).toMatchObject({ state: 'does not hold', advice: 'begin TELNYX_API_URL with https' });
});

test('settings that the gateway does not start with: each with its name, and nothing is asked', async () => {
  const { code, lines, calls } = await examine({ PORT: 'http', TELNYX_API_URL: 'ftp://telnyx.example' });
  const [settings, ...rest] = lines;
  expect(settings).toMatchObject({ id: 'settings', state: 'does not hold' });
  expect(settings!.seen).toMatch(/PORT: .*; TELNYX_API_URL: /);
  expect(lines.map(({ id }) => id)).toEqual(CHECK_IDS);
  expect(rest.filter(({ state }) => state === 'does not hold')).toEqual([]);
  expect({ code, calls }).toEqual({ code: 1, calls: 0 });
});

describe('NODE_EXTRA_CA_CERTS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ca-'));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  test.each([
    ['is not there', () => join(folder, 'none.pem'), 'does not hold'],
    ['holds no certificate', () => file('empty.pem', 'nothing'), 'does not hold'],
    ['is fine', () => file('ca.pem', createCertificate({}).cert), 'holds'],
  ])('%s', async (_, path, state) => {
    const { lines } = await examine({ NODE_EXTRA_CA_CERTS: path() });
    expect(lines.find(({ id }) => id === 'ca-file')).toMatchObject({ state });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
});
