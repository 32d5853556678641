import { readFileSync } from 'node:fs';
import { buildSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import { TOUR } from '../../../src/graphiql/tabs.ts';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));

describe.each(TOUR)('example %#', ({ query, variables = '{}' }) => {
  const document = parse(query);

  test('is valid', () => {
    expect(validate(schema, document)).toEqual([]);
  });

  test('brings the variables it needs', () => {
    const operation = getOperationAST(document)!;
    expect(getVariableValues(schema, operation.variableDefinitions ?? [], JSON.parse(variables))).toHaveProperty(
      'coerced',
    );
  });

  test('has a name for its tab, begins with a comment and fits into the editor at a width of 1280', () => {
    expect(getOperationAST(document)?.name?.value).toMatch(/^[A-Z]\w+$/);
    expect(query).toMatch(/^# [A-Z]/);
    expect(Math.max(...query.split('\n').map((line) => line.length))).toBeLessThanOrEqual(50);
  });
});
