import { buildSchema, type DocumentNode, getOperationAST, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { CompiledOperations } from '../../../src/operations/compiled-operations.ts';

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
    const documents = Array.from({ length: 750 }, (_, index) => parse(`{ a${index}: a }`));
    const first = documents.map((document) => {
      get(operations, document);
      return get(operations, document);
    });
    for (let index = 500; index < 750; index++) expect(get(operations, documents[index]!)).toBe(first[index]);
    expect(get(operations, documents[0]!)).not.toBe(first[0]);
  });

  test('half a million characters together', () => {
    const operations = new CompiledOperations(schema());
    const documents = Array.from({ length: 15 }, (_, index) => parse(`{ a${index}: a } # ${'x'.repeat(90_000)}`));
    const first = documents.map((document) => {
      get(operations, document);
      return get(operations, document);
    });
    for (let index = 10; index < 15; index++) expect(get(operations, documents[index]!)).toBe(first[index]);
    expect(get(operations, documents[0]!)).not.toBe(first[0]);
  });
});
