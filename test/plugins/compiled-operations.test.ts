import { buildSchema, type DocumentNode, getOperationAST, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { CompiledOperations } from '../../src/plugins/compiled-operations.ts';

const schema = () => buildSchema('type Query { a: Int } type Mutation { a: Int }');

const get = (operations: CompiledOperations, document: DocumentNode, name?: string) => {
  const operation = getOperationAST(document, name);
  return operation ? operations.get(document, operation) : undefined;
};
const isCompiled = (...asked: Parameters<typeof get>) => get(...asked) !== undefined;

describe('compiled are', () => {
  test('operations that come again', () => {
    const operations = new CompiledOperations(schema());
    const document = parse('{ a }');
    expect([1, 2, 3].map(() => isCompiled(operations, document))).toEqual([false, true, true]);
  });

  test('each of a document’s operations by itself', () => {
    const operations = new CompiledOperations(schema());
    const document = parse('query A { a } query B { b: a }');
    expect(isCompiled(operations, document, 'A')).toBe(false);
    expect(isCompiled(operations, document, 'B')).toBe(false);
    expect(get(operations, document, 'B')!({}, {})).toEqual({ data: { b: null } });
    expect(get(operations, document, 'A')!({}, {})).toEqual({ data: { a: null } });
    expect(isCompiled(operations, document)).toBe(false);
  });

  test('mutations too', () => {
    const operations = new CompiledOperations(schema());
    const document = parse('mutation { a }');
    expect([1, 2, 3].map(() => isCompiled(operations, document))).toEqual([false, true, true]);
  });

  test.each(['{ ... @defer { a } }', '{ ...F } fragment F on Query { ... @defer(if: false) { a } }'])(
    'no queries whose answers may come in parts: %s',
    (text) => {
      const operations = new CompiledOperations(schema());
      const document = parse(text);
      expect([1, 2, 3].map(() => isCompiled(operations, document))).toEqual([false, false, false]);
    },
  );

  test('no documents that come once, however many', () => {
    const operations = new CompiledOperations(schema());
    for (let index = 0; index < 1_000; index++) expect(isCompiled(operations, parse(`{ a${index}: a }`))).toBe(false);
  });

  test('the 250 that were used last', () => {
    const operations = new CompiledOperations(schema());
    const documents = Array.from({ length: 251 }, (_, index) => parse(`{ a${index}: a }`));
    const first = documents.map((document) => {
      get(operations, document);
      return get(operations, document);
    });
    // The first one went when the last one came: it is compiled anew, and pushes out the second.
    expect(get(operations, documents[250]!)).toBe(first[250]);
    expect(get(operations, documents[2]!)).toBe(first[2]);
    expect(get(operations, documents[0]!)).not.toBe(first[0]);
    expect(get(operations, documents[1]!)).not.toBe(first[1]);
  });

  test('half a million characters together', () => {
    const operations = new CompiledOperations(schema());
    const documents = Array.from({ length: 6 }, (_, index) => parse(`{ a${index}: a } # ${'x'.repeat(90_000)}`));
    const first = documents.map((document) => {
      get(operations, document);
      return get(operations, document);
    });
    expect(get(operations, documents[5]!)).toBe(first[5]);
    expect(get(operations, documents[0]!)).not.toBe(first[0]);
  });
});
