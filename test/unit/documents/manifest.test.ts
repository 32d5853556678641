import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readManifests } from '../../../src/documents/manifest.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifests-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function file(content: unknown): string {
  const path = join(folder, `${++count}.json`);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const apollo = (operations: unknown, version = 1) => ({
  format: 'apollo-persisted-query-manifest',
  version,
  operations,
});
const A = 'query A { __typename }';
const B = 'query B { __typename }';

describe('a manifest', () => {
  test.each([
    ['of Relay', { a: A, b: B }],
    [
      'of Apollo',
      apollo([
        { id: 'a', name: 'A', type: 'query', body: A },
        { id: 'b', name: 'B', type: 'query', body: B },
      ]),
    ],
  ])('%s', (_name, content) => {
    expect([...readManifests([file(content)])]).toEqual([
      ['a', A],
      ['b', B],
    ]);
  });

  test('consists of several files of both forms, which may repeat a document', () => {
    const files = [file({ a: A }), file(apollo([{ id: 'b', name: 'B', type: 'query', body: B }])), file({ a: A })];
    expect([...readManifests(files).keys()]).toEqual(['a', 'b']);
  });

  test('that is empty holds nothing', () => {
    expect(readManifests([file({}), file(apollo([]))]).size).toBe(0);
  });
});

describe('refused, with the file and the place, is', () => {
  test.each([
    ['no JSON', 'query { a }', /JSON/],
    ['a list', [A], /expected record/],
    ['null', null, /expected record/],
    ['a map of other things', { a: { text: A } }, /a: .*expected string/],
    ['an empty document', { a: '' }, /a: /],
    ['what is not GraphQL', { a: A, b: 'query B {\n  %\n}' }, /the document b, line 2: Syntax Error/],
    ["another version of Apollo's form", apollo([], 2), /version: /],
    ["Apollo's form without bodies", apollo([{ id: 'a' }]), /operations: 0: body: /],
    ['another form', { format: 'other', operations: [] }, /format: /],
  ])('%s', (_name, content, message) => {
    const path = file(content);
    expect(() => readManifests([path])).toThrow(message);
    expect(() => readManifests([path])).toThrow(path);
  });

  test('one id for two documents', () => {
    const paths = [file({ a: A }), file({ a: B })];
    expect(() => readManifests(paths)).toThrow(`${paths[1]}: the id a names another document already`);
  });

  test('a file that is not there', () => {
    expect(() => readManifests([join(folder, 'none.json')])).toThrow(/none\.json: ENOENT/);
  });
});
