import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../examples/names.ts';

const ROOT = JSON.parse(readFileSync('package.json', 'utf8'));
const LOCK: { packages: Record<string, unknown> } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** Lines that say something. */
const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');

test('there are four, and the repository installs nothing for them', () => {
  expect(EXAMPLES.toSorted()).toEqual(['fetch', 'react-apollo', 'relay', 'router']);
  expect(ROOT.workspaces).toBeUndefined();
  expect(Object.keys(LOCK.packages).filter((path) => path.startsWith('examples/'))).toEqual([]);
});

describe.each(EXAMPLES)('examples/%s', (name) => {
  const folder = `examples/${name}`;

  test('is small: fewer than 300 lines of code, a README of about ten', () => {
    const written = globSync(['*.{ts,mts,js,graphql}', 'src/*.{ts,tsx}'], { cwd: folder });
    const code = written.filter((file) => file !== 'supergraph.graphql'); // a build makes it
    const lines = code.flatMap((file) => linesOf(`${folder}/${file}`));
    expect(lines.length).toBeGreaterThan(50);
    expect(lines.length).toBeLessThan(300);
    expect(linesOf(`${folder}/README.md`).length).toBeLessThanOrEqual(14);
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
  });

  test('has dependencies of its own, locked, and the package by a link as from npm', () => {
    const { private: isPrivate, dependencies } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    expect({ isPrivate, link: dependencies[ROOT.name] }).toEqual({ isPrivate: true, link: 'file:../..' });
    expect(existsSync(`${folder}/package-lock.json`)).toBe(true);
    // What a lock has of the linked package's own dependencies would have to follow each change of them.
    const { packages } = JSON.parse(readFileSync(`${folder}/package-lock.json`, 'utf8'));
    expect(Object.keys(packages).filter((path) => path.startsWith('../../node_modules'))).toEqual([]);
  });
});
