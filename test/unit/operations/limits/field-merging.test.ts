import fc from 'fast-check';
import {
  buildSchema,
  type DocumentNode,
  OverlappingFieldsCanBeMergedRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { describe, expect, test } from 'vitest';
import { fieldMerging } from '../../../../src/operations/limits/field-merging.ts';

const schema = buildSchema(`
  input In { a: Int b: [In] }
  interface Pet { name: String! friend: Pet size(a: Int, in: In): Int toys: [Toy!]! }
  type Dog implements Pet {
    name: String! friend: Dog! size(a: Int, in: In): Int! toys: [Toy!]! nick: String tags: [Int!] code: Code
  }
  type Cat implements Pet {
    name: String! friend: Cat size(a: Int, in: In): Int toys: [Toy!]! nick: Int tags: [Int] code: String
  }
  type Toy { name: String owner: Pet either: Either }
  union Either = Dog | Cat | Toy
  enum Code { X }
  type Query { pet: Pet either: Either dog: Dog cat: Cat toy: Toy }
`);

const others = specifiedRules.filter((rule) => rule !== OverlappingFieldsCanBeMergedRule);

const TYPES = {
  Query: ['pet', 'either', 'dog', 'cat', 'toy'],
  Pet: ['name', 'friend', 'size', 'toys'],
  Dog: ['name', 'friend', 'size', 'toys', 'nick', 'tags', 'code'],
  Cat: ['name', 'friend', 'size', 'toys', 'nick', 'tags', 'code'],
  Toy: ['name', 'owner', 'either'],
  Either: [],
} as const;
const INNER: Record<string, keyof typeof TYPES> = {
  pet: 'Pet',
  either: 'Either',
  dog: 'Dog',
  cat: 'Cat',
  toy: 'Toy',
  owner: 'Pet',
  toys: 'Toy',
  'Pet.friend': 'Pet',
  'Dog.friend': 'Dog',
  'Cat.friend': 'Cat',
};
const NARROWER: Partial<Record<keyof typeof TYPES, readonly (keyof typeof TYPES)[]>> = {
  Pet: ['Dog', 'Cat', 'Pet', 'Either'],
  Either: ['Dog', 'Cat', 'Toy', 'Pet'],
  Dog: ['Pet', 'Either', 'Dog'],
  Cat: ['Pet', 'Cat'],
};
const SIZES = ['', '(a: 1)', '(a: 2)', '(in: {a: 1 b: [{}]} a: 1)', '(a: 1 in: {b: [{}] a: 1})', '(in: {b: [{a: 1}]})'];

/** Documents full of fields under equal names, some of which cannot be merged. */
const documents = fc.gen().map((choose): DocumentNode => {
  const pick = <T>(from: readonly T[]): T => from[choose(fc.nat, { max: from.length - 1 })]!;
  const fragments: { name: string; type: string; text: string }[] = [];
  const set = (type: keyof typeof TYPES, depth: number): string =>
    `{ ${Array.from({ length: 1 + pick([0, 1, 2]) }, () => selection(type, depth)).join(' ')} }`;
  const selection = (type: keyof typeof TYPES, depth: number): string => {
    const kind = pick([0, 1, 2, 3, 4, 5]);
    const narrower = pick(NARROWER[type] ?? [type]);
    if (kind === 0 && depth > 0) return `... on ${narrower} ${set(narrower, depth - 1)}`;
    if (kind === 1 && depth > 0) return `... ${set(type, depth - 1)}`;
    if (kind === 2 && depth > 0) {
      const text = set(narrower, depth - 1);
      const name = `F${fragments.length}`;
      fragments.push({ name, type: narrower, text: `fragment ${name} on ${narrower} ${text}` });
      return `...${name}`;
    }
    const known = fragments.filter((fragment) => fragment.type === type);
    if (kind === 3 && known.length > 0) return `...${pick(known).name}`;
    const name = TYPES[type].length === 0 ? '__typename' : pick(TYPES[type]);
    const inner = INNER[name] ?? INNER[`${type}.${name}`];
    const alias = pick(['', '', 'x: ', 'y: ']);
    if (inner) return depth > 0 ? `${alias}${name} ${set(inner, depth - 1)}` : `${alias}__typename`;
    return `${alias}${name}${name === 'size' ? pick(SIZES) : ''}`;
  };
  const operation = set('Query', 3);
  return parse([operation, ...fragments.map(({ text }) => text)].join('\n'));
});

test('what graphql-js merges is merged, and nothing else', () => {
  const verdicts = { merged: 0, refused: 0 };
  fc.assert(
    fc.property(documents, (document) => {
      fc.pre(validate(schema, document, others).length === 0);
      const expected = validate(schema, document, [OverlappingFieldsCanBeMergedRule]).length === 0;
      expect(validate(schema, document, [fieldMerging]).length === 0).toBe(expected);
      verdicts[expected ? 'merged' : 'refused']++;
    }),
    { numRuns: 300 },
  );
  expect(verdicts.merged).toBeGreaterThan(30);
  expect(verdicts.refused).toBeGreaterThan(30);
});

describe('what cannot be merged is told with both places', () => {
  const told = (source: string) =>
    validate(schema, parse(source), [fieldMerging]).map(({ message, locations }) => [
      message,
      ...locations!.map(({ column }) => column),
    ]);
  const hint = 'Use different aliases on the fields to fetch both if this was intentional.';
  test.each([
    ['{ dog { x: name x: nick } }', '"x"', '"name" and "nick" are different fields', 9, 17],
    ['{ dog { size(a: 1) size } }', '"size"', 'they have differing arguments or stream directives', 9, 20],
    [
      '{ dog { toys @stream(initialCount: 1) { name } toys { name } } }',
      '"toys"',
      'they have differing arguments or stream directives',
      9,
      48,
    ],
    [
      '{ pet { ... on Dog { nick } ... on Cat { nick } } }',
      '"nick"',
      'they return conflicting types "String" and "Int"',
      22,
      42,
    ],
    [
      '{ dog { friend { x: name } } dog { friend { x: nick } } }',
      '"x"',
      '"name" and "nick" are different fields',
      18,
      45,
    ],
  ])('%s', (source, key, reason, ...columns) => {
    expect(told(source)).toEqual([[`Fields ${key} conflict because ${reason}. ${hint}`, ...columns]]);
  });
});

test('fragments that hold themselves end', () => {
  const source = `{ dog { ...F } } fragment F on Dog { friend { ...F ...G } } fragment G on Dog { friend { ...F } ...G }`;
  expect(validate(schema, parse(source), [fieldMerging])).toEqual([]);
});

test('fragments that make of a few fields a great many are refused', () => {
  const spread = (index: number) =>
    `fragment F${index} on Dog { x: friend { ...F${index + 1} } y: friend { ...F${index + 1} } }`;
  const fragments = Array.from({ length: 40 }, (_, index) => spread(index)).join(' ');
  const source = `{ dog { ...F0 } } ${fragments} fragment F40 on Dog { name }`;
  const [error, ...more] = validate(schema, parse(source), [fieldMerging]);
  expect(error!.extensions).toEqual({ code: 'QUERY_TOO_COMPLEX', measure: 'fields', maximum: 10_000 });
  expect(more).toEqual([]);
});
