import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { ALICE_KEY } from '../../src/sandbox/index.ts';
import { post } from '../support/http.ts';
import { type Image, openImage, runIn, startIn, whyNoImages } from './support/container.ts';
import { freePort } from './support/free-port.ts';
import { describeUnless, describeWith } from './support/programs.ts';

/** On a busy machine; alone it takes a fraction of it. */
const BUILD_MS = 1_200_000;

test('a buildah that is installed and cannot build is a reason', () => {
  const bin = mkdtempSync(join(tmpdir(), 'bin-'));
  onTestFinished(() => rmSync(bin, { recursive: true }));
  writeFileSync(join(bin, 'buildah'), '#!/bin/sh\necho "mount: not permitted" >&2\nexit 125\n', { mode: 0o755 });
  vi.stubEnv('PATH', `${bin}:${process.env.PATH}`);
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(whyNoImages()).toMatch(/^buildah cannot build here: .*not permitted$/i);
});

const NAME = 'the image, built';

describeWith(['buildah', 'debootstrap'], NAME, () => describeUnless(whyNoImages(), NAME, theImage));

function theImage() {
  let folder: string;
  let gateway: Image;
  let sandbox: Image;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'images-'));
    execFileSync('bash', ['scripts/build-image.sh', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
    gateway = openImage(folder, 'gateway');
    sandbox = openImage(folder, 'sandbox');
  }, BUILD_MS);
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Names with versions of what is below `node_modules`, however often it is there. */
  const packagesOf = ({ root }: Image) => {
    const files = globSync('**/node_modules/{*,@*/*}/package.json', { cwd: join(root, 'app') });
    const read = (file: string) => JSON.parse(readFileSync(join(root, 'app', file), 'utf8'));
    return new Set(files.map(read).map(({ name, version }) => `${name}@${version}`));
  };

  test('holds the packages of production and no sandbox; its size', () => {
    const { components } = JSON.parse(execFileSync('node', ['scripts/sbom.ts'], { encoding: 'utf8' }));
    const listed = components.map(({ name, version }: Record<string, string>) => `${name}@${version}`);
    const packages = packagesOf(gateway);
    expect([...packages].toSorted()).toEqual(listed.toSorted());
    expect(existsSync(join(gateway.root, 'app/dist/sandbox'))).toBe(false);
    const [kilobytes] = execFileSync('du', ['-sk', join(gateway.root, 'app')], { encoding: 'utf8' }).split('\t');
    console.log(`The image: ${packages.size} packages, ${Math.round(Number(kilobytes) / 1_024)} MB below /app`);
    expect(Number(kilobytes)).toBeLessThan(120 * 1_024);
  });

  test('has nothing that its user may write, whether or not the root is read only', () => {
    const script = `
      const { accessSync, constants, readdirSync } = require('node:fs');
      const mayWrite = (path) => { try { accessSync(path, constants.W_OK); return true; } catch { return false; } };
      const writable = (folder) => readdirSync(folder || '/', { withFileTypes: true }).flatMap((entry) => {
        const path = folder + '/' + entry.name;
        if (entry.isSymbolicLink() || path === '/dev' || path === '/proc') return [];
        return [...(mayWrite(path) ? [path] : []), ...(entry.isDirectory() ? read(path) : [])];
      });
      const read = (path) => { try { return writable(path); } catch { return []; } };
      console.log(JSON.stringify(writable('')));`;
    const { stdout, stderr } = runIn(gateway, {}, ['node', '-e', script]);
    expect({ found: JSON.parse(stdout || 'null'), stderr }).toEqual({ found: [], stderr: '' });
    const owned = execFileSync(
      'find',
      [join(gateway.root, 'app'), '(', '-uid', '1000', '-o', '-perm', '-o+w', ')', '!', '-type', 'l'],
      {
        encoding: 'utf8',
      },
    );
    expect(owned).toBe('');
  });

  test('runs as its user with a read-only root and no shell, asks a sandbox, is healthy, and stops when told to', async () => {
    const world = startIn(sandbox, { SANDBOX_HOST: '127.0.0.1', SANDBOX_PORT: '0' });
    const apiUrl = await world.listening();
    const ports = { PORT: String(await freePort()), ADMIN_PORT: String(await freePort()) };
    const container = startIn(gateway, { ...ports, TELNYX_API_URL: apiUrl, HOST: '127.0.0.1' });
    const url = await container.listening();
    const list = { query: '{ oauthClients(first: 2) { totalCount nodes { name } } }' };
    const { status, json } = await post(url, list, { authorization: `Bearer ${ALICE_KEY}` });
    expect({ status, total: json.data.oauthClients.totalCount }).toEqual({ status: 200, total: expect.any(Number) });

    const [kind, ...health] = gateway.config.Healthcheck.Test;
    expect(kind).toBe('CMD');
    expect(runIn(gateway, ports, health)).toMatchObject({ status: 0 });
    expect(runIn(gateway, ports, ['sh', '-c', 'true'])).not.toMatchObject({ status: 0 });
    container.kill(gateway.config.StopSignal);
    expect(await container.ended).toBe(0);
    expect(runIn(gateway, ports, health)).toMatchObject({ status: 1 });
    world.kill(sandbox.config.StopSignal);
    expect(await world.ended).toBe(0);
  });
}
