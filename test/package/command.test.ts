import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, inject, test } from 'vitest';
import { post, send } from '../support/http.ts';
import { startProgram } from '../support/process.ts';

const folder = inject('installed');
const program = join(folder, 'node_modules/.bin/telnyx-oauth-graphql');
const FREE_PORTS = { PORT: '0', SANDBOX_PORT: '0' };

/** Runs the program to its end. */
function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

test.each([[[]], [['start']]])('%j starts on the sandbox and prints what npm start prints', async (args) => {
  const gateway = startProgram([program, ...args], FREE_PORTS, folder);
  const url = await gateway.listening();
  const list = { query: '{ oauthClients(first: 1) { totalCount } }' };
  const { json } = await post(url, list, { authorization: 'Bearer KEYsandboxAlice' });
  expect(json.data.oauthClients.totalCount).toBeGreaterThan(0);
  expect(gateway.output()).toMatch(/^Telnyx OAuth over GraphQL: http:.*\/graphql {2}\(open it in a browser\)$/m);
  expect(gateway.output()).toMatch(/^On the embedded sandbox at .*: no Telnyx account is touched\.$/m);
  expect(gateway.output()).toMatch(/^Demo key: {2}Authorization: Bearer KEYsandboxAlice$/m);
  gateway.kill('SIGTERM');
  expect(await gateway.ended).toBe(0);
});

test('sandbox serves the sandbox alone', async () => {
  const sandbox = startProgram([program, 'sandbox'], { SANDBOX_PORT: '0' }, folder);
  await expect.poll(() => sandbox.output(), { timeout: 20_000 }).toMatch(/http:\/\/127\.0\.0\.1:\d+\/v2/);
  sandbox.kill('SIGTERM');
  expect(await sandbox.ended).toBe(0);
});

test('serves GraphiQL whole, in each coding', async () => {
  const url = await startProgram([program], FREE_PORTS, folder).listening();
  const page = await send(url, { headers: { accept: 'text/html' } });
  const files = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => new URL(path!, url));
  expect(files.length).toBeGreaterThan(3);
  const script = files.find(({ pathname }) => pathname.endsWith('graphiql.js'))!;
  const original = readFileSync('node_modules/@graphql-yoga/graphiql/dist/yoga-graphiql.umd.js', 'utf8');
  for (const coding of ['br', 'gzip', 'identity']) {
    const response = await fetch(script, { headers: { 'accept-encoding': coding } });
    expect(await response.text()).toBe(original);
    expect(response.headers.get('content-encoding')).toBe(coding === 'identity' ? null : coding);
  }
});

test('serves the reference whole', async () => {
  const url = await startProgram([program], FREE_PORTS, folder).listening();
  const page = await send(new URL('/docs/', url));
  expect(page.text).toBe(readFileSync('src/reference/generated/index.html', 'utf8'));
  const files = [...page.text.matchAll(/<(?:script|link|img)[^>]* (?:src|href)="([^"]+)"/g)].map(([, path]) => path!);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) expect(await send(new URL(`/docs/${file}`, url)), file).toMatchObject({ status: 200 });
});

test('runs with the young memory that npm start has', async () => {
  const gateway = startProgram([program], { ...FREE_PORTS, LOG_LEVEL: 'info' }, folder);
  await gateway.listening();
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const [flag] = scripts.start.match(/--max-semi-space-size=\d+/);
  expect(readFileSync('Dockerfile', 'utf8')).toContain(`"${flag}"`);
  expect(readFileSync(`/proc/${gateway.pid}/cmdline`, 'utf8').split('\0')).toContain(flag);
});

test('prints the SDL that the repository holds', () => {
  expect(run('schema').stdout).toBe(readFileSync('schema/schema.graphql', 'utf8'));
  expect(run('schema', '--subgraph').stdout).toBe(readFileSync('schema/subgraph.graphql', 'utf8'));
});

test('prints its version, and its usage where asked', () => {
  expect(run('--version')).toMatchObject({
    status: 0,
    stdout: `${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`,
  });
  for (const args of [['--help'], ['-h'], ['schema', '--help']]) {
    expect(run(...args)).toMatchObject({ status: 0, stdout: expect.stringContaining('Commands\n  start ') });
  }
});

test('the doctor finds nothing wrong on the sandbox', () => {
  const { status, stdout } = run('doctor', '--json');
  const { summary } = JSON.parse(stdout);
  expect({ status, ...summary }).toMatchObject({ status: 0, doesNotHold: 0, cannotBeTold: 1 });
});

test('the drift watch knows what the package was made for', () => {
  expect(run('drift', '--sdk', resolve('node_modules/telnyx'))).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('nothing differs'),
  });
});

test.each([
  [['nope']],
  [['--nope']],
  [['start', '--nope']],
  [['schema', '--nope']],
  [['schema', 'nope']],
  [['toString']],
])('answers %j with the usage and exit code 2', (args) => {
  expect(run(...args)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('Commands\n  start ') });
});

test('says in one sentence that Node is too old', () => {
  const pretend = join(folder, 'old.cjs');
  writeFileSync(
    pretend,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });`,
  );
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--require', pretend, program], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^telnyx-oauth-graphql needs Node\.js 24 or newer; this is v[\d.]+\.\n$/);
});
