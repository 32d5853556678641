import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { build, type Instruction, readDockerfile, type Stage } from '../../support/dockerfile.ts';
import { post, send } from '../../support/http.ts';
import { useForTests } from '../../support/lifetime.ts';
import { startProcess } from '../../support/process.ts';

/** What npm would do in a stage, by links to what it has installed here already. */
const RUNS: Record<string, (folder: string) => void> = {
  'npm ci --omit=dev --ignore-scripts'(folder) {
    const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: true }>;
    };
    for (const [path, { dev }] of Object.entries(packages)) {
      if (dev || path.split('node_modules/').length !== 2) continue; // what is nested comes with its parent
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      symlinkSync(resolve(path), join(folder, path));
    }
  },
  'npm ci --ignore-scripts': (folder) => symlinkSync(resolve('node_modules'), join(folder, 'node_modules')),
  'node scripts/build.ts': (cwd) => execFileSync(process.execPath, ['scripts/build.ts'], { cwd, stdio: 'inherit' }),
  "find dist -name '*.d.ts' -delete"(folder) {
    for (const file of globSync('dist/**/*.d.ts', { cwd: folder })) rmSync(join(folder, file));
  },
  'rm -r dist/sandbox dist/process/run-sandbox.js'(folder) {
    for (const path of ['dist/sandbox', 'dist/process/run-sandbox.js']) rmSync(join(folder, path), { recursive: true });
  },
};

const stages = readDockerfile('Dockerfile');
const last = stages.at(-1)!;
const alone = stages.find(({ name }) => name === 'sandbox')!;
const only = (name: string, { instructions } = last): Instruction => {
  const found = instructions.filter((each) => each.name === name);
  expect(found).toHaveLength(1);
  return found[0]!;
};

/** On a busy machine: it has the compiler run. */
const BUILD_MS = 600_000;

let root: string;
let app: string;
let sandboxApp: string;
const sandbox = useForTests(() => startSandbox());
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'image-'));
  const roots = new Map<string, string>();
  for (const [index, stage] of stages.entries()) {
    const folder = join(root, String(index));
    build(stage, folder, roots, '.', (command, where) => RUNS[command]!(where));
    roots.set(stage.name, folder);
  }
  app = join(root, String(stages.length - 1), 'app');
  sandboxApp = join(roots.get('sandbox')!, 'app');
}, BUILD_MS);
afterAll(() => rmSync(root, { recursive: true }), BUILD_MS);

/** Runs an image's command with its environment and more; without its flags, which forbid to follow the links. */
function runImage(stage: Stage, folder: string, program: string, env: Record<string, string>) {
  const image = Object.fromEntries(only('ENV', stage).words.map((word) => word.split('=') as [string, string]));
  const [command, ...args] = only('CMD', stage).words;
  expect([command, args.at(-1)]).toEqual(['node', program]);
  // Packages are looked for where the image has them, not where the links lead.
  const links = { NODE_PRESERVE_SYMLINKS: '1' };
  return startProcess({ ...links, ...image, ...env }, folder, [], program);
}

function run(env: Record<string, string> = {}) {
  return runImage(last, app, 'dist/main.js', { PORT: '0', TELNYX_API_URL: sandbox.url, ...env });
}

describe('the image', () => {
  test.each([
    ['the gateway’s', last, '4000'],
    ['the sandbox’s', alone, '4010'],
  ] as const)('%s is Node’s, by tag alone, and runs as a user that owns nothing', (_name, stage, port) => {
    for (const { from } of stages) expect(from).toMatch(/^node:26-slim$/);
    expect(only('USER', stage).words).toEqual(['node']);
    const copies = stage.instructions.findLastIndex(({ name }) => name === 'COPY' || name === 'RUN');
    expect(stage.instructions.findIndex(({ name }) => name === 'USER')).toBeGreaterThan(copies);
    expect(stage.instructions.some(({ flags }) => 'chown' in flags)).toBe(false);
    expect(only('EXPOSE', stage).words).toEqual([port]);
    expect(only('CMD', stage).words).toContain('--permission');
  });

  test('holds what production needs, and nothing else', () => {
    expect(readdirSync(app).sort()).toEqual(['LICENSE', 'dist', 'node_modules', 'package.json', 'schema']);
    expect(existsSync(join(app, 'dist/sandbox'))).toBe(false);
    expect(existsSync(join(app, 'dist/process/run-sandbox.js'))).toBe(false);
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const name of Object.keys(dependencies)) expect(existsSync(join(app, 'node_modules', name)), name).toBe(true);
    // Some of what tests need stands below a production dependency, too.
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    for (const name of Object.keys(devDependencies).filter((each) => packages[`node_modules/${each}`].dev)) {
      expect(existsSync(join(app, 'node_modules', name)), name).toBe(false);
    }
  });
});

describe('a container', { timeout: 180_000 }, () => {
  test('answers queries, shows no GraphiQL, is healthy, and stops when told to', async () => {
    const gateway = run();
    const url = await gateway.listening();
    expect(await send(new URL('/readyz', url))).toMatchObject({ status: 200 });
    const list = { query: '{ oauthClients(first: 1) { totalCount } }' };
    const { json } = await post(url, list, { authorization: 'Bearer KEYsandboxAlice' });
    expect(json.data.oauthClients.totalCount).toBeGreaterThan(0);
    expect((await send(url, { headers: { accept: 'text/html' } })).headers['content-type']).toMatch(/json/);

    const [command, ...args] = only('HEALTHCHECK').words;
    expect(command).toBe('node');
    const health = (env: Record<string, string>) => spawnSync(process.execPath, args, { env }).status;
    const { port: PORT } = new URL(url);
    expect(health({ PORT })).toBe(0);
    expect(health({ PORT, ADMIN_PORT: '' })).toBe(0);
    expect(health({ PORT: '1', ADMIN_PORT: PORT })).toBe(0);
    gateway.kill(only('STOPSIGNAL').words[0] as NodeJS.Signals);
    expect(await gateway.ended).toBe(0);
    expect(health({ PORT })).toBe(1);
  });

  test('shows GraphiQL, from its own files, and the reference, where it is asked to', async () => {
    const url = await run({ GRAPHIQL: 'true' }).listening();
    const page = await send(url, { headers: { accept: 'text/html' } });
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(await send(new URL(file, url)), file).toMatchObject({ status: 200 });
    expect(await send(new URL('/docs/', url))).toMatchObject({ status: 200 });
  });

  test('of the sandbox stands in for Telnyx, is healthy, and stops when told to', async () => {
    const program = 'dist/process/run-sandbox.js';
    const other = runImage(alone, sandboxApp, program, { SANDBOX_PORT: '0', SANDBOX_HOST: '127.0.0.1' });
    const apiUrl = await other.listening();
    const url = await run({ TELNYX_API_URL: apiUrl }).listening();
    const { json } = await post(url, { query: '{ oauthAuthorizationServerMetadata { issuer } }' });
    expect(json.data.oauthAuthorizationServerMetadata.issuer).toBe(new URL(apiUrl).origin);
    const [, ...args] = only('HEALTHCHECK', alone).words;
    const health = () => spawnSync(process.execPath, args, { env: { SANDBOX_PORT: new URL(apiUrl).port } }).status;
    expect(health()).toBe(0);
    other.kill(only('STOPSIGNAL', alone).words[0] as NodeJS.Signals);
    expect(await other.ended).toBe(0);
    expect(health()).toBe(1);
  });

  test('has no sandbox, and says so', async () => {
    const gateway = run({ TELNYX_API_URL: 'sandbox', HOST: '127.0.0.1' });
    expect(await gateway.ended).toBe(1);
    expect(gateway.output()).toContain('TELNYX_API_URL: this image does not include the sandbox');
  });
});
