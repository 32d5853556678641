import { Kind, parse } from 'graphql';
import { expect, test } from 'vitest';
import { operationAt, operationsOf } from '../../../../src/graphiql/browser/operation.js';
import { TOUR } from '../../../../src/graphiql/tabs.ts';

const DOCUMENTS = [
  ...TOUR.map(({ query }) => query),
  '{ a }',
  'query { a }',
  'query One @mutation { a } query Two @query { a }',
  'query One { a } query Two($query: Int = 1, $b: In = { query: "x" }) @d(mutation: 2) { query mutation { a } }',
  'fragment F on Query { query }\n# query A { a }\nmutation M { a(b: "} query B { ", c: """query C { \\""" """) }',
  'subscription($a: [Int!]! = [1]) { a }',
];

test.each(DOCUMENTS)('the operations of %j are those that a parser finds', (document) => {
  const found = parse(document).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION && document[definition.loc!.start] !== '{'
      ? [{ type: definition.operation, name: definition.name?.value, start: definition.loc!.start }]
      : [],
  );
  expect(operationsOf(document)).toEqual(found);
});

test('a document with mistakes has those that can be told', () => {
  expect(operationsOf('} query One { a ')).toMatchObject([{ name: 'One' }]);
  expect(operationsOf('query One { "')).toMatchObject([{ name: 'One' }]);
});

test('the operation at an offset is the last one that begins before it, else the first', () => {
  const document = '# none\nquery One { a }\nmutation Two { b }';
  const at = (offset: number) => operationAt(document, offset).name;
  expect([at(0), at(7), at(22), at(23), at(document.length)]).toEqual(['One', 'One', 'One', 'Two', 'Two']);
  expect(operationAt('{ a }', 3)).toMatchObject({ type: 'query', name: undefined });
});
