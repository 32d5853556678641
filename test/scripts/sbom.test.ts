import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

interface Component {
  'bom-ref': string;
  name: string;
  version: string;
  licenses?: { expression: string }[];
  hashes?: { alg: string; content: string }[];
}

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => JSON.parse(readFileSync(`${REPOSITORY}/${path}`, 'utf8'));

const bom = JSON.parse(execFileSync(process.execPath, ['scripts/sbom.ts'], { cwd: REPOSITORY, encoding: 'utf8' }));
const components: Component[] = bom.components;

test('lists what the lockfile marks for production, and nothing else', () => {
  const { packages } = read('package-lock.json') as {
    packages: Record<string, { version: string; dev?: true; devOptional?: true }>;
  };
  const production = Object.entries(packages)
    .filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional)
    .map(([path, { version }]) => `${path.split('node_modules/').at(-1)}@${version}`);
  expect(components.map(({ name, version }) => `${name}@${version}`).sort()).toEqual([...new Set(production)].sort());
  const { dependencies, devDependencies } = read('package.json');
  const names = new Set(components.map(({ name }) => name));
  expect(Object.keys(dependencies).filter((name) => !names.has(name))).toEqual([]);
  // Some of what tests need stands below a production dependency, too.
  const isForTests = (name: string) => packages[`node_modules/${name}`]!.dev === true;
  expect(Object.keys(devDependencies).filter((name) => isForTests(name) && names.has(name))).toEqual([]);
});

test('says of each where it comes from: license, digest, and who depends on it', () => {
  expect(bom).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { component: { type: 'application', name: read('package.json').name } },
  });
  const refs = new Set([bom.metadata.component['bom-ref'], ...components.map((each) => each['bom-ref'])]);
  expect(refs.size).toBe(components.length + 1);
  const depended = new Set<string>();
  for (const { ref, dependsOn } of bom.dependencies) {
    expect(refs).toContain(ref);
    for (const each of dependsOn) depended.add(each);
  }
  for (const component of components) {
    expect(depended).toContain(component['bom-ref']);
    expect(component.hashes?.[0], component.name).toEqual({
      alg: 'SHA-512',
      content: expect.stringMatching(/^[\da-f]{128}$/),
    });
  }
});

test('holds only licenses that leave free', () => {
  const FREE =
    /^\(?(MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD)( (OR|AND) (MIT|ISC|Apache-2\.0|BSD-[23]-Clause|0BSD))*\)?$/;
  const others = components.filter(({ licenses }) => !FREE.test(licenses?.[0]?.expression ?? ''));
  expect(others.map(({ name, licenses }) => `${name}: ${licenses?.[0]?.expression}`)).toEqual([]);
});
