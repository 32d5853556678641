import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { changesOf } from '../../scripts/schema-check.ts';
import { printFederationSchema } from '../../scripts/subgraph-sdl.ts';
import { printClientSchema } from '../../src/schema/index.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/schema-check.ts', import.meta.url));
const NOW = { client: printClientSchema(), subgraph: printFederationSchema() };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'schema-check-'));
  mkdirSync(join(folder, 'schema'));
  writeFileSync(join(folder, 'schema/schema.graphql'), NOW.client);
  writeFileSync(join(folder, 'schema/subgraph.graphql'), NOW.subgraph);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs the check in a folder, as `npm run schema:check` does in the project's. */
function check(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [SCRIPT, ...words], { cwd: folder }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

/** What a graph had that ours does not: to go from that to ours is a breaking change. */
function promiseMore(): void {
  const change = (file: string) => {
    const path = join(folder, 'schema', file);
    const sdl = readFileSync(path, 'utf8');
    const richer = sdl.replace('input OAuthClientFilter {', 'input OAuthClientFilter {\n  "Gone."\n  colour: String\n');
    expect(richer).not.toBe(sdl);
    writeFileSync(path, richer);
  };
  change('schema.graphql');
  change('subgraph.graphql');
}

test('fails with a list where something broke, unless it is acknowledged', async () => {
  promiseMore();
  const broken = await check(folder);
  const change = "Input field 'colour' was removed from input object type 'OAuthClientFilter'";
  expect(broken.code).toBe(1);
  expect(broken.err.trim().split('\n').slice(1)).toEqual([change]);

  writeFileSync(join(folder, 'schema/acknowledged-breaking-changes.txt'), `# a reason\n${change}\n`);
  const acknowledged = await check(folder);
  expect(acknowledged.code).toBe(0);
  expect(acknowledged.out).toContain(`breaking, acknowledged: ${change}`);
});

test('compares with the last release, before the first one with the first parent, or with the revision named', {
  timeout: 120_000,
}, async () => {
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@t.example', ...words], { cwd: folder });
  const commit = (message: string) => {
    git('add', '.');
    git('commit', '--quiet', '--allow-empty', '--message', message);
  };
  git('init', '--quiet');
  commit('as it is');
  commit('nothing in the graph');
  expect(await check()).toMatchObject({ code: 0, out: expect.stringContaining('since HEAD^1') });

  promiseMore();
  commit('as it was promised');
  git('tag', 'v0.1.0');
  git('tag', 'nightly');
  writeFileSync(join(folder, 'schema/schema.graphql'), NOW.client);
  writeFileSync(join(folder, 'schema/subgraph.graphql'), NOW.subgraph);
  commit('as it is again: the promise is broken');
  const clean = await check();
  expect(clean).toMatchObject({ code: 1, err: expect.stringContaining('Breaking changes since v0.1.0') });
  commit('nothing more');
  expect((await check()).code).toBe(1);

  git('tag', '--delete', 'v0.1.0');
  expect((await check()).code).toBe(0);
  git('reset', '--quiet', '--hard', 'HEAD~1');
  expect(await check()).toMatchObject({ code: 1, err: expect.stringContaining('Breaking changes since HEAD^1') });
});

test('refuses an unknown base', async () => {
  const { code, err } = await check('nowhere');
  expect(code).toBe(1);
  expect(err).toContain('nowhere is neither a folder nor a revision of git');
});

test.each([
  [
    'a field that is gone',
    'client',
    / {2}"""[^"]*"""\n {2}requirePkce: Boolean!\n/,
    '',
    /Field 'requirePkce' was removed/,
  ],
  [
    'a field that may be null now',
    'client',
    'requirePkce: Boolean!',
    'requirePkce: Boolean',
    /type from 'Boolean!' to 'Boolean'/,
  ],
  [
    'an argument that must be given',
    'client',
    'oauthClients(',
    'oauthClients(\n all: Int!\n',
    /Argument 'all: Int!' added/,
  ],
  ['a member that left its union', 'client', ' | OAuthRateLimitedError\n', '\n', /'OAuthRateLimitedError' was removed/],
  [
    'a key that is gone',
    'subgraph',
    '@key(fields: "grantId")',
    '',
    /^@key\(fields: "grantId"\) was removed from OAuthGrant$/,
  ],
  ['a type that is no longer shared', 'subgraph', '@shareable\n', '', /^@shareable was removed from PageInfo$/],
  [
    'a secret without its tag',
    'subgraph',
    'OAuthSecret @tag(name: "secret")',
    'OAuthSecret',
    /^@tag\(name: "secret"\) was /,
  ],
] as const)('calls breaking %s', async (_name, view, from, to, message) => {
  const changed = NOW[view].replace(from, to);
  expect(changed).not.toBe(NOW[view]);
  const { breaking } = await changesOf(NOW, { ...NOW, [view]: changed });
  expect(breaking).toEqual([expect.stringMatching(message)]);
});

test('calls dangerous, not breaking, what only careless callers trip over', async () => {
  const client = NOW.client.replace(
    'union DeleteOAuthClientResult = ',
    'union DeleteOAuthClientResult = OAuthValidationError | ',
  );
  const { breaking, dangerous } = await changesOf(NOW, { ...NOW, client });
  expect(breaking).toEqual([]);
  expect(dangerous).toEqual([expect.stringContaining('DeleteOAuthClientResult')]);
});
