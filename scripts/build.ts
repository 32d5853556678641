import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { buildSchema, introspectionFromSchema } from 'graphql';
import { DIST, PACKED } from '../src/graphiql/assets.ts';

/*
 * Makes what the package holds beside its sources: `dist/`, JavaScript and types by tsc, as Node strips no types below
 * node_modules; and in it GraphiQL's files, each compressed, as they are four fifths of the package else.
 */

const root = fileURLToPath(new URL('../', import.meta.url));
const at = (path: string) => join(root, path);

rmSync(at('dist'), { recursive: true, force: true });
execFileSync(process.execPath, [at('node_modules/typescript/bin/tsc'), '--project', at('tsconfig.build.json')], {
  stdio: 'inherit',
});
for (const folder of ['graphiql/browser', 'reference/browser', 'reference/generated']) {
  cpSync(at(`src/${folder}`), at(`dist/${folder}`), { recursive: true });
}
cpSync(at('src/drift/facts.json'), at('dist/drift/facts.json'));
const schema = buildSchema(readFileSync(at('schema/schema.graphql'), 'utf8'));
writeFileSync(at('dist/introspection.json'), JSON.stringify(introspectionFromSchema(schema)));
cpSync(at('src/client/generated/persisted-documents.json'), at('dist/client/documents.json'));
// Bundlers read the nearest package.json: what front ends do not use of this folder, they may leave out.
writeFileSync(at('dist/client/package.json'), '{ "type": "module", "sideEffects": false }\n');

const graphiql = at('node_modules/@graphql-yoga/graphiql/dist');
const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
for (const file of Object.values(DIST)) {
  const target = at(`dist/assets/graphiql/${file}${PACKED}`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, brotliCompressSync(readFileSync(join(graphiql, file)), { params }));
}
