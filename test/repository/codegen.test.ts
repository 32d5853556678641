import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { Kind, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';

test('what is generated is what the schema and the operations say', () => {
  const { status, stderr } = spawnSync('node_modules/.bin/graphql-codegen', ['--config', 'codegen.ts', '--check'], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
}, 90_000);

describe('the manifest of the example', () => {
  const example = 'examples/consent/src';
  const manifest: Record<string, string> = JSON.parse(
    readFileSync(`${example}/generated/persisted-documents.json`, 'utf8'),
  );
  const operationsOf = (text: string) =>
    parse(text).definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);

  test('names each document by the SHA-256 of its text', () => {
    for (const [id, text] of Object.entries(manifest)) {
      expect(createHash('sha256').update(text).digest('hex')).toBe(id);
    }
  });

  test('has the document that docs/clients.md asks for by its id', () => {
    const [, id] = /"documentId": "(\w+)"/.exec(readFileSync('docs/clients.md', 'utf8'))!;
    expect(Object.keys(manifest)).toContain(id);
  });

  test('has every operation once, whole, and valid', () => {
    const written = globSync(`${example}/**/*.graphql`).flatMap((file) => operationsOf(readFileSync(file, 'utf8')));
    const listed = Object.values(manifest).flatMap(operationsOf);
    expect(listed.map(({ name }) => name!.value).toSorted()).toEqual(written.map(({ name }) => name!.value).toSorted());
    for (const text of Object.values(manifest)) expect(validate(schema, parse(text))).toEqual([]);
  });
});
