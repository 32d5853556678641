import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildClientSchema, buildSchema, printSchema } from 'graphql';
import { expect, inject, test } from 'vitest';

const folder = inject('installed');
const own = join(folder, 'node_modules/telnyx-oauth-graphql');

/** Exports that are text. */
const WITHOUT_TYPES = ['--exclude-entrypoints', 'schema', 'subgraph'];

/** Checks a program in the folder, with strict types. */
function check(name: string, text: string) {
  writeFileSync(join(folder, name), text);
  const args = ['--noEmit', '--strict', '--module', 'nodenext', '--types', 'node', '--skipLibCheck', name];
  const types = ['--typeRoots', resolve('node_modules/@types')];
  const tsc = resolve('node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [tsc, ...args, ...types], { cwd: folder, encoding: 'utf8' });
}

test('the package is what its package.json says, for Node and for TypeScript', () => {
  const lint = (...args: string[]) => execFileSync(process.execPath, args, { encoding: 'utf8' });
  expect(lint('node_modules/publint/src/cli.js', own, '--strict')).toMatch(/All good/);
  const attw = 'node_modules/@arethetypeswrong/cli/dist/index.js';
  // Fails where something is wrong; what require() and old resolutions do not find, it tells of all the same.
  const said = lint(attw, inject('tarball'), '--profile', 'esm-only', ...WITHOUT_TYPES);
  const resolutions = said.match(/^(node16 \(from ESM\)|bundler): .*$/gm) ?? [];
  expect(resolutions.length).toBeGreaterThan(6);
  expect(resolutions.filter((line) => !line.includes('🟢'))).toEqual([]);
});

test('a program gets the gateway with its types', () => {
  const program = (settings: string) =>
    `import { createGateway } from 'telnyx-oauth-graphql';
const gateway = await createGateway({ settings: ${settings} });
const key: string | undefined = gateway.demoKey;
console.log(key);
await gateway.close();\n`;
  expect(check('right.ts', program('{ MAX_COST: 100 }'))).toMatchObject({ status: 0 });
  expect(check('wrong.ts', program('{ MAX_COTS: 100 }')).stdout).toContain("'MAX_COTS' does not exist");
  const { stdout } = spawnSync(process.execPath, [join(folder, 'right.ts')], { encoding: 'utf8' });
  expect(stdout).toBe('KEYsandboxAlice\n');
});

test('a front end gets operations and outcomes with their types', () => {
  const program = (member: string) => `
    import { outcomeOf } from 'telnyx-oauth-graphql/client';
    import { CreateOAuthClientDocument } from 'telnyx-oauth-graphql/client/documents';
    import type { ResultOf } from '@graphql-typed-document-node/core';
    export function show(data: ResultOf<typeof CreateOAuthClientDocument>): string | null | undefined {
      const outcome = outcomeOf(data.createOAuthClient);
      if (outcome.ok) return outcome.payload.${member};
      return outcome.failure.kind === 'forbidden' ? outcome.failure.requiredAction : outcome.failure.message;
    }`;
  expect(check('typed.ts', program('clientSecret'))).toMatchObject({ status: 0 });
  expect(check('mistyped.ts', program('issues')).stdout).toContain("'issues' does not exist");
});

test('the package holds no tests, no TypeScript sources and no settings of this repository', () => {
  const files = globSync('**', { cwd: own, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map(({ parentPath, name }) => join(parentPath, name).slice(own.length + 1));
  expect(names.filter((name) => /(?<!\.d)\.tsx?$|(^|\/)\.env|\.test\./.test(name))).toEqual([]);
  expect(new Set(names.map((name) => name.split('/')[0]))).toEqual(
    new Set(['bin', 'dist', 'schema', 'package.json', 'README.md', 'LICENSE']),
  );
});

/** Where each package of the installed tree is. */
const packages = globSync('node_modules/**/package.json', { cwd: folder })
  .map((path) => dirname(path))
  .filter((path) => /node_modules\/(@[^/]+\/)?[^/@]+$/.test(path));

test('what it brings along is at most 112 packages and 75 MB', () => {
  const bytes = globSync('node_modules/**', { cwd: folder })
    .map((path) => statSync(join(folder, path)))
    .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
  console.log(`Installed: ${packages.length} packages, ${Math.round(bytes / 1e6)} MB`);
  expect(packages.length).toBeGreaterThan(70);
  expect(packages.length).toBeLessThanOrEqual(112);
  expect(bytes / 1e6).toBeLessThanOrEqual(75);
});

test('of one package there are two versions only where Yoga and its executor ask for different ones', () => {
  const count = new Map<string, Set<string>>();
  for (const path of packages) {
    const { name, version } = JSON.parse(readFileSync(join(folder, path, 'package.json'), 'utf8'));
    count.set(name, (count.get(name) ?? new Set()).add(version));
  }
  const several = [...count].filter(([, versions]) => versions.size > 1).map(([name]) => name);
  const known = ['@graphql-tools/utils', '@whatwg-node/disposablestack', '@whatwg-node/promise-helpers'];
  expect(several.filter((name) => !known.includes(name))).toEqual([]);
});

test('all of it is under a licence without conditions on its use', () => {
  const licences = packages.map((path) => {
    const { name, license } = JSON.parse(readFileSync(join(folder, path, 'package.json'), 'utf8'));
    return { name, license };
  });
  const free = /^\(?(MIT|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0)\b/;
  expect(licences.filter(({ license }) => !free.test(license))).toEqual([]);
});

test('what front ends import of it says that bundlers may leave out what is not used, and imports no package', () => {
  const client = join(own, 'dist/client');
  expect(JSON.parse(readFileSync(join(client, 'package.json'), 'utf8'))).toEqual({
    type: 'module',
    sideEffects: false,
  });
  const script = `
    const { documentIdOf, scalars } = await import('telnyx-oauth-graphql/client');
    const { OAuthClientsDocument } = await import('telnyx-oauth-graphql/client/documents');
    const { default: texts } = await import('telnyx-oauth-graphql/client/documents.json', { with: { type: 'json' } });
    console.log(JSON.stringify([scalars.URL, documentIdOf(OAuthClientsDocument) in texts]));
  `;
  const options = { cwd: folder, encoding: 'utf8' } as const;
  const said = execFileSync(process.execPath, ['--input-type=module', '--eval', script], options);
  expect(JSON.parse(said)).toEqual(['string', true]);
  const imported = globSync('**/*.js', { cwd: client }).flatMap((file) =>
    [...readFileSync(join(client, file), 'utf8').matchAll(/\bfrom\s*['"]([^'"]+)['"]/g)].map(([, from]) => from!),
  );
  expect(imported.length).toBeGreaterThan(5);
  expect(imported.filter((from) => !from.startsWith('./'))).toEqual([]);
});

test('the introspection that it exports is that of the SDL', () => {
  const built = buildClientSchema(JSON.parse(readFileSync(join(own, 'dist/introspection.json'), 'utf8')));
  const written = buildSchema(readFileSync(join(own, 'schema/schema.graphql'), 'utf8'));
  expect(printSchema(built)).toBe(printSchema(written));
});

test('each file that it exports is there', () => {
  const { exports } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'));
  const paths = Object.values(exports).flatMap((each) =>
    typeof each === 'string' ? [each] : Object.values(each as object),
  );
  expect(paths.length).toBeGreaterThan(2);
  for (const path of paths) expect(statSync(join(own, path)).isFile()).toBe(true);
});
