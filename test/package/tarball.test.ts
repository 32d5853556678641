import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';

const folder = inject('installed');
const own = join(folder, 'node_modules/telnyx-oauth-graphql');

test('the package is what its package.json says', () => {
  const said = execFileSync(process.execPath, ['node_modules/publint/src/cli.js', own, '--strict'], {
    encoding: 'utf8',
  });
  expect(said).toMatch(/All good/);
});

test('the package holds no tests, no TypeScript sources and no settings of this repository', () => {
  const files = globSync('**', { cwd: own, withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map(({ parentPath, name }) => join(parentPath, name).slice(own.length + 1));
  expect(names.filter((name) => /(?<!\.d)\.tsx?$|(^|\/)\.env|\.test\./.test(name))).toEqual([]);
  expect(new Set(names.map((name) => name.split('/')[0]))).toEqual(
    new Set(['bin', 'dist', 'schema', 'package.json', 'README.md', 'LICENSE']),
  );
});

test('what it brings along is at most 112 packages and 75 MB', () => {
  const manifests = globSync('node_modules/**/package.json', { cwd: folder });
  const packages = manifests.filter((path) => /node_modules\/(@[^/]+\/)?[^/@]+\/package\.json$/.test(path));
  const bytes = globSync('node_modules/**', { cwd: folder })
    .map((path) => statSync(join(folder, path)))
    .reduce((sum, stats) => sum + (stats.isFile() ? stats.size : 0), 0);
  expect(packages.length).toBeGreaterThan(80);
  expect(packages.length).toBeLessThanOrEqual(112);
  expect(bytes / 1e6).toBeLessThanOrEqual(75);
});

test('each file that it exports is there', () => {
  const { exports } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8'));
  const paths = Object.values(exports).flatMap((each) =>
    typeof each === 'string' ? [each] : Object.values(each as object),
  );
  expect(paths.length).toBeGreaterThan(2);
  for (const path of paths) expect(statSync(join(own, path)).isFile()).toBe(true);
});
