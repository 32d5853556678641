import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { askingForTypes, Conformity } from './conforms.ts';

const schema = buildSchema(`
  type Query { must: Int!, may: [A!] }
  interface A { name: String! }
  type B implements A { name: String!, size: Int }
`);
const conformity = new Conformity(schema);
const asked = askingForTypes(schema, 'query ($no: Boolean!) { may { name ... on B { size } } must @skip(if: $no) }');
const query = { __type_of_it: 'Query' };
const b = { __type_of_it: 'B', name: 'b', size: 1 };
const mistakes = (data: unknown, paths: (string | number)[][] = [], no = true) =>
  conformity.mistakesOf(asked, { no }, { data, errors: paths.map((path) => ({ path })) });

describe('is an answer:', () => {
  test.each<[string, unknown, (string | number)[][], boolean]>([
    ['all that was asked for', { ...query, may: [b], must: 5 }, [], false],
    ['what was asked for under a condition', { ...query, may: [b] }, [], true],
    ['null where it may be', { ...query, may: null }, [['may']], true],
    ['null above where none may be', { ...query, may: null }, [['may', 0, 'name']], true],
    ['nothing but an error', null, [['must']], false],
  ])('%s', (_name, data, paths, no) => {
    expect(mistakes(data, paths, no)).toEqual([]);
  });
});

describe('is none:', () => {
  test.each<[string, unknown, (string | number)[][]]>([
    ['null where none may be', { ...query, may: [{ ...b, name: null }] }, [['may', 0, 'name']]],
    ['a field that is missing', { ...query, may: [{ __type_of_it: 'B', size: 1 }] }, []],
    ['a field too many', { ...query, may: [{ ...b, more: 1 }] }, []],
    ['a value of another type', { ...query, may: [{ ...b, size: 'x' }] }, []],
    ['a type that there is not', { ...query, may: [{ ...b, __type_of_it: 'C' }] }, []],
    ['no list', { ...query, may: b }, []],
    ['an error where there is data', { ...query, may: [b] }, [['may', 0, 'size']]],
    ['neither data nor errors', null, []],
  ])('%s', (_name, data, paths) => {
    expect(mistakes(data, paths)).not.toEqual([]);
  });
});
