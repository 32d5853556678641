import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';

/** Bytes at most of a bundle with one of these, minified: what they are, and room for a graph that grows. */
const BUDGET: Readonly<Record<string, number>> = {
  failureOf: 2500,
  failuresOf: 2500,
  graphcache: 4500,
  outcomeOf: 2900,
  possibleTypes: 2500,
  refusalOf: 2100,
};
/** Enums, lists of names, and small helpers. */
const SMALL = 1200;
/** A document is as long as its fields are many. */
const DOCUMENT = 5000;

const INDEX = new URL('../../../src/client/index.ts', import.meta.url).pathname;
const DOCUMENTS = new URL('../../../src/client/documents.ts', import.meta.url).pathname;

const exportsOf = async (path: string) => Object.keys(await import(path));

/** What a front end ships that imports this one name. */
async function bundle(path: string, name: string) {
  const entry = '\0entry';
  const build = await rolldown({
    input: entry,
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) =>
          id === entry ? `import { ${name} } from ${JSON.stringify(path)}; globalThis.kept = ${name};` : null,
      },
    ],
  });
  const { output } = await build.generate({ format: 'esm', minify: true });
  await build.close();
  return output[0];
}

test.each([
  ['index', INDEX, SMALL],
  ['documents', DOCUMENTS, DOCUMENT],
])('%s: each name costs no more than itself and imports nothing', async (_name, path, most) => {
  const names = await exportsOf(path);
  expect(names.length).toBeGreaterThan(8);
  for (const name of names) {
    const { code, imports, dynamicImports } = await bundle(path, name);
    expect([name, ...imports, ...dynamicImports]).toEqual([name]);
    expect([name, Math.max(code.length, BUDGET[name] ?? most)]).toEqual([name, BUDGET[name] ?? most]);
  }
});
