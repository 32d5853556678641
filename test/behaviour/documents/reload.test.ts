import { createHash } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { post, send } from '../../support/http.ts';
import { useInTest } from '../../support/lifetime.ts';
import { startProcess } from '../../support/process.ts';

const OLD = '{ old: __typename }';
const NEW = '{ new: __typename }';
const idOf = (text: string) => createHash('sha256').update(text).digest('hex');
const manifest = (...texts: string[]) => JSON.stringify(Object.fromEntries(texts.map((text) => [idOf(text), text])));

/** A gateway that runs only the documents of a file which changes as Kubernetes changes what it mounts. */
async function startStrict() {
  const folder = mkdtempSync(join(tmpdir(), 'reload-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'documents.json');
  let version = 0;
  const write = (text: string) => {
    const file = join(folder, `v${version++}.json`);
    writeFileSync(file, text);
    symlinkSync(file, join(folder, 'next'));
    renameSync(join(folder, 'next'), path);
  };
  write(manifest(OLD));
  const sandbox = await useInTest(startSandbox());
  const gateway = startProcess({
    PORT: '0',
    NODE_ENV: 'production',
    TELNYX_API_URL: sandbox.url,
    TRUSTED_DOCUMENTS: path,
    TRUSTED_DOCUMENTS_ONLY: 'true',
  });
  const url = await gateway.listening();
  const ask = async (text: string) => {
    const { json } = await post(url, { documentId: idOf(text) });
    return json.errors?.[0].extensions.code ?? Object.keys(json.data).join();
  };
  const reloads = async (result: string) => {
    const { text } = await send(new URL('/metrics', url));
    const series = new RegExp(`^gateway_trusted_documents_reloads_total\\{result="${result}"\\} (\\d+)$`, 'm');
    return Number(series.exec(text)?.[1]);
  };
  return { gateway, write, ask, reloads };
}

test('new documents are taken by themselves, and those that vanished live on', { timeout: 60_000 }, async () => {
  const { gateway, write, ask, reloads } = await startStrict();
  expect([await ask(OLD), await ask(NEW)]).toEqual(['old', 'PERSISTED_QUERY_NOT_FOUND']);
  write(manifest(NEW));
  await expect.poll(() => ask(NEW), { timeout: 30_000 }).toBe('new');
  expect(await ask(OLD)).toBe('old');
  expect(await reloads('ok')).toBe(1);
  await expect.poll(() => gateway.output()).toContain('new trusted documents are in force');
});

test.each([
  ['no JSON', '{'],
  ['not of this schema', manifest(NEW, '{ nope }')],
  ['no GraphQL', manifest(NEW, '{')],
])('SIGHUP reads them at once, and leaves the old ones in force where the new are %s', async (_, text) => {
  const { gateway, write, ask, reloads } = await startStrict();
  write(text);
  gateway.kill('SIGHUP');
  await expect.poll(() => reloads('failed'), { timeout: 20_000 }).toBeGreaterThan(0);
  expect([await ask(OLD), await ask(NEW)]).toEqual(['old', 'PERSISTED_QUERY_NOT_FOUND']);
  await expect
    .poll(() => gateway.output())
    .toContain('the new trusted documents cannot be used: the old ones stay in force');
  write(manifest(OLD, NEW));
  gateway.kill('SIGHUP');
  await expect.poll(() => ask(NEW), { timeout: 20_000 }).toBe('new');
});
