import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { startGatewayOnFake } from '../../support/fake-upstream.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { send } from '../../support/http.ts';
import { useInTest } from '../../support/lifetime.ts';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';

const start = async (env: Record<string, string> = {}) => {
  const gateway = await useInTest(startGateway({ env }));
  return gateway;
};

/** The counts of operations by their label. */
async function seriesOf(gateway: TestGateway): Promise<Record<string, number>> {
  const { text } = await send(new URL('/metrics', gateway.url));
  const lines = text.matchAll(/^gateway_operations_total\{operation="(\w+)",type="\w+"\} (\d+)$/gm);
  return Object.fromEntries([...lines].map(([, name, count]) => [name, Number(count)]));
}

const read = (name: string) => `query ${name} { oauthClient(clientId: "${DEMO_CLIENT.client_id}") { name } }`;

async function ask(gateway: TestGateway, document: string, times: number, key: string | null = ALICE_KEY) {
  for (let time = 0; time < times; time++) await gateway.ask(document, {}, { key });
}

describe('a series of its own gets', () => {
  test('no name that came without a credential that Telnyx accepts, however often', async () => {
    const gateway = await start();
    for (let n = 0; n < 110; n++) await ask(gateway, read(`Junk${n}`), 1, 'KEYwrong');
    await ask(gateway, read('Wrong'), 12, 'KEYwrong');
    await ask(gateway, read('Without'), 12, null);
    await ask(gateway, 'query Public { oauthAuthorizationServerMetadata { issuer } }', 12, null);
    await ask(gateway, 'query Nothing { __typename }', 12);
    await ask(gateway, 'mutation Register { registerOAuthClient(input: {}) { __typename } }', 12, null);
    expect(Object.keys(await seriesOf(gateway)).sort()).toEqual(['other']);
    await ask(gateway, read('Real'), 10);
    const series = await seriesOf(gateway);
    expect(Object.keys(series).sort()).toEqual(['Real', 'other']);
    expect(series.Real).toBe(6);
  });

  test('a name that came often with one; those that came once push out none', async () => {
    const gateway = await start();
    for (let n = 0; n < 120; n++) await ask(gateway, read(`Once${n}`), 1);
    await ask(gateway, read('Often'), 6);
    const series = await seriesOf(gateway);
    expect(Object.keys(series).sort()).toEqual(['Often', 'other']);
    // Nothing is lost between the two.
    expect(series.Often! + series.other!).toBe(126);
  });

  test('a trusted document at once, whoever sends it, though all series are taken', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'names-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const manifest = join(folder, 'manifest.json');
    writeFileSync(manifest, JSON.stringify({ one: read('Trusted'), two: 'query Other { __typename }' }));
    const gateway = await start({ TRUSTED_DOCUMENTS: manifest });
    for (let n = 0; n < 104; n++) await ask(gateway, read(`Name${n}`), 5);
    await ask(gateway, read('Trusted'), 1, null);
    const series = await seriesOf(gateway);
    expect(series.Trusted).toBe(1);
    expect(Object.keys(series).filter((name) => name.startsWith('Name'))).toHaveLength(100);
  });

  test('a name in the place of one that stays away', { timeout: 60_000 }, async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => void vi.useRealTimers());
    const gateway = await start();
    for (let n = 0; n < 100; n++) await ask(gateway, read(`Name${n}`), 5);
    await ask(gateway, read('Late'), 6);
    expect(await seriesOf(gateway)).not.toHaveProperty('Late');
    vi.advanceTimersByTime(599_000);
    await ask(gateway, read('Name7'), 1);
    vi.advanceTimersByTime(2_000);
    await ask(gateway, read('Late'), 1);
    expect(Object.keys(await seriesOf(gateway)).sort()).toEqual(['Late', 'Name7', 'other']);
  });
});

test('a long name is cut in the log, in spans and in metrics', async () => {
  const receiver = await startOtlpReceiver();
  const folder = mkdtempSync(join(tmpdir(), 'names-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const long = 'L'.repeat(120);
  const longer = 'M'.repeat(20_000);
  writeFileSync(join(folder, 'm.json'), JSON.stringify({ one: read(longer) }));
  const gateway = await startGateway({
    env: {
      TRUSTED_DOCUMENTS: join(folder, 'm.json'),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    },
  });
  await ask(gateway, read(long), 6);
  await ask(gateway, read(longer), 1);
  const series = await seriesOf(gateway);
  await gateway.close();
  const spans = receiver.exports.map(({ body }) => body);
  const shortened = ['L', 'M'].map((letter) => letter.repeat(64));
  expect(Object.keys(series)).toEqual(expect.arrayContaining(shortened));
  for (const text of [Object.keys(series).join(), gateway.log.join(), spans.join('')]) {
    for (const name of shortened) expect(text).toContain(name);
    expect(text).not.toMatch(/L{65}|M{65}/);
  }
});

test('Telnyx’ own request id is bounded wherever it is told', async () => {
  const gateway = await useInTest(startGatewayOnFake());
  const headers = { 'x-request-id': `${'i'.repeat(6_000)}\xe9\t` };
  const json = { errors: [{ code: '10005', title: 'no' }] };
  gateway.upstream.answers['GET /oauth_clients/c'] = { status: 400, headers, json };
  gateway.upstream.answers['DELETE /oauth_clients/c'] = { status: 204, headers, text: '' };
  const { body } = await gateway.ask('{ oauthClient(clientId: "c") { name } }');
  expect(body.errors![0]!.extensions.telnyxRequestId).toBe('i'.repeat(128));
  await gateway.ask('mutation { deleteOAuthClient(clientId: "c") { __typename } }');
  gateway.upstream.answers['DELETE /oauth_clients/c'] = {
    status: 204,
    headers: { 'x-request-id': 'a\xe9 b' },
    text: '',
  };
  await gateway.ask('mutation { deleteOAuthClient(clientId: "c") { __typename } }');
  const audits = gateway.log.map((line) => JSON.parse(line).audit).filter(Boolean);
  expect(audits.map(({ telnyxRequestId }) => telnyxRequestId)).toEqual(['i'.repeat(128), 'a??b']);
  expect(gateway.log.join()).not.toMatch(/i{129}/);
});
