import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAYERS, pathFrom, ruleOf } from '../support/layers.ts';

const PLACES = Object.keys(LAYERS);
const SOURCES = globSync('src/**/*.{ts,js}').map((path) => path.replace(/^src\//, ''));
/** The place that a file stands in: itself, or the folder that holds it. */
const placeOf = (file: string): string => {
  for (let at = file; at !== '.'; at = posix.dirname(at)) if (at in LAYERS) return at;
  throw new Error(`${file} stands in no layer`);
};

test('each source file is in a layer, and five are in no folder', () => {
  for (const file of SOURCES) expect(PLACES).toContain(placeOf(file));
  const loose = SOURCES.filter((file) => !file.includes('/')).map((file) => file.replace(/\.\w+$/, ''));
  expect([...new Set(loose)].toSorted()).toEqual(['context', 'gateway', 'main', 'request', 'service']);
});

test('lint has one rule for each layer, and no others', () => {
  const { overrides } = JSON.parse(readFileSync('biome.json', 'utf8'));
  expect(overrides).toEqual(Object.entries(LAYERS).map(([place, layer]) => ruleOf(place, layer)));
});

/** Each way to import, as one line. */
const WAYS: Record<string, (from: string, n: number) => string> = {
  values: (from, n) => `import { a as a${n} } from '${from}';`,
  types: (from, n) => `import type { A as A${n} } from '${from}';`,
  'to pass on': (from, n) => `export { b as b${n} } from '${from}';`,
  'when it runs': (from) => `void import('${from}');`,
};
/** JavaScript has no types to import. */
const waysOf = (file: string) => Object.keys(WAYS).filter((way) => way !== 'types' || file.endsWith('.ts'));
const isFile = (place: string) => posix.extname(place) !== '';
/** A file that need not be there. */
const fileIn = (place: string) => (isFile(place) ? place : `${place}/new.ts`);

describe('lint refuses, however it is imported, all that a layer may not have:', () => {
  const refused = new Map<string, string[]>();
  const linesOf = (place: string) =>
    PLACES.filter((other) => other !== place).flatMap((other) =>
      waysOf(place).map((way) => ({ other, way, from: pathFrom(posix.dirname(fileIn(place)), fileIn(other)) })),
    );
  let project: string;
  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'layers-'));
    cpSync('biome.json', join(project, 'biome.json'));
    for (const place of PLACES) {
      const path = join(project, 'src', fileIn(place));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(
        path,
        linesOf(place)
          .map(({ from, way }, n) => WAYS[way]!(from, n))
          .join('\n'),
      );
    }
    const options = ['--vcs-enabled=false', '--only=style/noRestrictedImports', '--max-diagnostics=none'];
    const { stdout } = spawnSync(resolve('node_modules/.bin/biome'), ['lint', ...options, '--reporter=json'], {
      cwd: project,
      encoding: 'utf8',
    });
    const report: { diagnostics: { location: { path: string; start: { line: number } } }[] } = JSON.parse(stdout);
    for (const { location } of report.diagnostics) {
      const place = placeOf(location.path.replace(/^src\//, ''));
      const { other, way } = linesOf(place)[location.start.line - 1]!;
      refused.set(place, [...(refused.get(place) ?? []), `${other} ${way}`]);
    }
  }, 120_000); // a busy machine needs its time to lint
  afterAll(() => rmSync(project, { recursive: true }));

  test.each(Object.entries(LAYERS))('%s', (place, { may }) => {
    const expected = linesOf(place).filter(({ other }) => !may.some((each) => fileIn(each) === fileIn(other)));
    expect((refused.get(place) ?? []).toSorted()).toEqual(
      expected.map(({ other, way }) => `${other} ${way}`).toSorted(),
    );
  });
});

describe('imports', () => {
  const FROM = /(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;
  /** Written when it is asked for. */
  const SERVED = 'graphiql/browser/config.js';
  const imports = new Map(
    SOURCES.map((file) => [
      file,
      [...readFileSync(join('src', file), 'utf8').matchAll(FROM)]
        .map(([, path]) => posix.join(posix.dirname(file), path!))
        .filter((path) => path !== SERVED),
    ]),
  );

  test('are found in all files', () => {
    expect([...imports.values()].flat().length).toBeGreaterThan(SOURCES.length);
    for (const path of [...imports.values()].flat()) expect(SOURCES).toContain(path);
  });

  test('go in no circle, types included', () => {
    expect(circlesIn(imports)).toEqual([]);
  });
});

/** The sets of files that lead back to themselves. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const reachable = (from: string) => {
    const found = new Set<string>();
    const open = [...imports.get(from)!];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (found.has(file)) continue;
      found.add(file);
      open.push(...(imports.get(file) ?? []));
    }
    return found;
  };
  const reach = new Map([...imports.keys()].map((file) => [file, reachable(file)]));
  const circles = new Map<string, string[]>();
  for (const [file, found] of reach) {
    if (!found.has(file)) continue;
    const members = [...found].filter((other) => reach.get(other)!.has(file)).toSorted();
    circles.set(members.join(), members);
  }
  return [...circles.values()].toSorted();
}
