import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';

const FOLDERS = new Set(globSync('test/*/**/*.*').map((path) => path.split('/')[1]!));
const UNIT_TESTS = globSync('test/unit/**/*.test.ts').map((path) => posix.relative('test/unit', path));
const STARTS_GATEWAY = /\bstart(\w*Gateway\w*|Company|Service|Process)\(/;

test('each folder of test/ is described in CONTRIBUTING.md', () => {
  const text = readFileSync('CONTRIBUTING.md', 'utf8');
  expect([...FOLDERS].filter((folder) => !text.includes(`test/${folder}`))).toEqual([]);
});

test('each test of a module is where the module is in src/, under its name', () => {
  const modules = globSync('src/**/*.{ts,js}').map((path) => posix.relative('src', path).replace(/\.\w+$/, ''));
  const homeless = UNIT_TESTS.filter((path) => {
    const name = path.replace(/\.test\.ts$/, '');
    return !modules.some((module) => name === module || name.startsWith(`${module}-`));
  });
  expect(homeless).toEqual([]);
});

test('no test of a module starts a gateway', () => {
  const files = globSync('test/unit/**/*.ts');
  expect(files.length).toBeGreaterThan(60);
  expect(files.filter((file) => STARTS_GATEWAY.test(readFileSync(file, 'utf8')))).toEqual([]);
});
