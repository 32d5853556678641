import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readPinned } from '../../../src/drift/facts.ts';

/** Changes a file, given its text. */
export type Edit = readonly [file: string, from: string, to: string];

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'drift-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The installed package as far as OAuth goes, with these changes. */
export function nextPackage(edits: readonly Edit[]): string {
  const folder = temporaryFolder();
  const files = ['oauth', 'oauth-clients', 'oauth-grants', 'well-known'].flatMap((name) => [
    `${name}.d.ts`,
    `${name}.mjs`,
  ]);
  for (const file of ['package.json', 'core/pagination.d.ts', ...files.map((name) => `resources/${name}`)]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join('node_modules/telnyx', file), join(folder, file));
  }
  for (const [file, from, to] of edits) {
    const text = readFileSync(join(folder, file), 'utf8');
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    writeFileSync(join(folder, file), text.replaceAll(from, to));
  }
  return folder;
}

/** The OAuth resources of telnyx 4.6.0, of 2026-03-30. */
export function oldPackage(): string {
  const folder = temporaryFolder();
  const { $comment: _, ...files } = JSON.parse(readFileSync(join(import.meta.dirname, 'telnyx-4.6.0.json'), 'utf8'));
  for (const [file, lines] of Object.entries(files as Record<string, string[]>)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), lines.join('\n'));
  }
  return folder;
}

type Json = Record<string, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: tests change what they like in it
type Document = any;

/** A file with an OpenAPI document that says what is pinned, and with these changes. */
export function openApiFile(change: (document: Document) => void = () => {}): string {
  const { operations, version } = readPinned().openapi;
  const paths: Record<string, Json> = {};
  for (const [name, { paths: spellings, parameters, request, response }] of Object.entries(operations)) {
    const method = name.split(' ')[0]!.toLowerCase();
    const body = (members: object) => ({
      content: { 'application/json': { schema: schemaOf(Object.entries(members)) } },
    });
    for (const path of spellings) {
      paths[path] = {
        ...paths[path],
        [method]: {
          parameters: Object.entries(parameters).map(([key, type]) => ({
            in: 'query',
            name: key.replace(/\?$/, ''),
            required: !key.endsWith('?'),
            schema: schemaOfType(type),
          })),
          ...(Object.keys(request).length > 0 && { requestBody: body(request) }),
          responses: { 401: {}, 200: Object.keys(response).length > 0 ? body(response) : {} },
        },
      };
    }
  }
  const document = { openapi: '3.1.0', info: { version }, paths, components: { schemas: {} } };
  change(document);
  const file = join(temporaryFolder(), 'openapi.json');
  writeFileSync(file, JSON.stringify(document));
  return file;
}

/** Members by their paths, as a schema. */
function schemaOf(members: [path: string, type: string][]): Json {
  const properties: Json = {};
  const required: string[] = [];
  for (const [path, type] of members) {
    const [, name, optional] = /^(\w+)(\?)?$/.exec(path) ?? [];
    if (name === undefined) continue;
    const prefix = new RegExp(`^${name}(\\[\\])?\\.`);
    const inner = members.filter(([each]) => prefix.test(each)).map(([each, of]) => [each.replace(prefix, ''), of]);
    properties[name] = schemaOfType(type, schemaOf(inner as [string, string][]));
    if (optional === undefined) required.push(name);
  }
  return { type: 'object', properties, required };
}

function schemaOfType(type: string, object: Json = {}): Json {
  if (type.endsWith(' | null')) {
    const schema = schemaOfType(type.replace(/ \| null$/, ''), object);
    return { ...schema, type: [schema.type, 'null'] };
  }
  if (type.endsWith('[]')) return { type: 'array', items: schemaOfType(type.replace(/^\(|\)?\[\]$/g, ''), object) };
  if (type.startsWith("'")) return { type: 'string', enum: type.split(' | ').map((value) => value.slice(1, -1)) };
  const [, minimum, maximum] = /^number \((\d+) to (\d+)\)$/.exec(type) ?? [];
  if (maximum !== undefined) return { type: 'integer', minimum: Number(minimum), maximum: Number(maximum) };
  return type === 'object' ? object : { type };
}
