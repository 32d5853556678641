import { buildSchema, execute, type GraphQLObjectType, getOperationAST, parse } from 'graphql';
import { expect, test } from 'vitest';
import { compileOperation } from '../../../../src/operations/executor/index.ts';

/*
 * What is prepared answers as graphql-js does. The whole graph is compared at random in
 * test/behaviour/operations/compiled-execution.test.ts; here is what its resolvers do not do, or only on bad days.
 */

const schema = buildSchema(`
  interface Named { name: String }
  type Cat implements Named { name: String lives: Int! friends: [Named!] friend: Cat }
  type Dog implements Named { name: String barks: Boolean }
  union Pet = Cat | Dog
  enum Size { SMALL LARGE }
  input Point { x: Int! y: Int = 2 }
  type Query {
    cat(name: String = "Tom", size: Size): Cat
    sure: Cat!
    pet(kind: String!): Pet
    pets: [Pet]
    cats: [Cat!]
    names: [String]
    strict: [String!]
    grid: [[Int]]
    later: String
    method(of: Int): String
    echo(id: ID!, size: Size = SMALL, text: String = "none", flag: Boolean, of: Int, list: [Int], point: Point): String
    size: Size
    id: ID
    ratio: Float
  }
  type Mutation { set(to: Int!): Int must(be: Int): Int! }
`);

/** Whoever runs the gateway reads it, in other words than graphql-js has. */
const UNTYPED = /^(Abstract type|Runtime Object type)/;
const tick = () => new Promise((resolve) => setImmediate(resolve));
const later = async <T>(value: T): Promise<T> => tick().then(() => value);
const failLater = async (message: string) => {
  await tick();
  throw new Error(message);
};

/** Resolves the root's fields with these, executes the query both ways, and returns what both answer. */
async function ask(query: string, fields: Record<string, unknown>, variables: Record<string, unknown> = {}) {
  const types = schema.getTypeMap();
  for (const name of ['Named', 'Pet']) {
    (types[name] as never as { resolveType: unknown }).resolveType = ({ type }: { type: unknown }) => type;
  }
  for (const field of Object.values((types.Query as GraphQLObjectType).getFields())) {
    const value = fields[field.name];
    field.resolve = (...given) => (typeof value === 'function' ? value(...given) : value);
  }
  const document = parse(query);
  const operation = getOperationAST(document)!;
  const expected = await execute({ schema, document, variableValues: variables, contextValue: { it: 1 } });
  const run = compileOperation(schema, document, operation);
  const comparable = (result: typeof expected) => ({
    data: JSON.stringify(result.data),
    errors: (result.errors ?? [])
      .map(({ message, path, locations }) =>
        JSON.stringify([UNTYPED.test(message) ? 'no type' : message, path, locations]),
      )
      .toSorted(),
  });
  for (const _ of [1, 2]) expect(comparable((await run({ it: 1 }, variables))!)).toEqual(comparable(expected));
  return expected;
}

const TOM = { type: 'Cat', name: 'Tom', lives: 9 };
const REX = { type: 'Dog', name: 'Rex', barks: true };

test.each<[string, string, Record<string, unknown>]>([
  ['promises, of objects and of items', '{ cat { name } names later }', { cat: later(TOM), names: [later('a'), 'b'] }],
  ['members that are promises or methods', '{ cat { name lives } }', { cat: { name: later('T'), lives: () => 7 } }],
  [
    'arguments with defaults and enums',
    '{ cat(size: LARGE) { name } }',
    { cat: (_: unknown, args: object) => ({ name: JSON.stringify(args) }) },
  ],
  [
    'aliases, and one that JavaScript knows',
    '{ __proto__: later constructor: later toString: id }',
    { later: 'x', id: 1 },
  ],
  [
    'a type that is only known later',
    '{ pet(kind: "x") { ... on Cat { lives } } }',
    { pet: { ...TOM, type: later('Cat') } },
  ],
  [
    'unions and interfaces',
    '{ pets { __typename ... on Named { name } ...C ... on Dog { barks } } } fragment C on Cat { lives friends { name } }',
    { pets: [REX, { ...TOM, friends: [REX, TOM] }, null] },
  ],
  [
    'fields at several places',
    '{ cat { name } ... { cat { lives name } } ...Q } fragment Q on Query { cat { friends { name } } }',
    { cat: TOM },
  ],
  ['any iterable', '{ names strict }', { names: new Set(['a', 'b']), strict: () => ['a'].values() }],
  ['lists of lists', '{ grid }', { grid: [[1, 2], null, [later(3)]] }],
  [
    'values that become others',
    '{ id names later ratio size }',
    { id: 7, names: [1, true], later: 3.5, ratio: 2, size: 'SMALL' },
  ],
])('%s', async (_what, query, fields) => {
  expect((await ask(query, fields)).errors).toBeUndefined();
});

test.each<[string, string, Record<string, unknown>]>([
  [
    'a resolver throws',
    '{ later cat { name } }',
    {
      later: () => {
        throw new Error('no');
      },
      cat: TOM,
    },
  ],
  [
    'it throws what is no error',
    '{ later id }',
    {
      later: () => {
        throw 'text';
      },
      id: () => {
        throw { message: 'm' };
      },
    },
  ],
  ['it rejects', '{ later id }', { later: () => failLater('late'), id: 1 }],
  ['it gives an error', '{ later names }', { later: new Error('given'), names: [new Error('item'), 'b'] }],
  ['null where there must be none', '{ cat { lives } later }', { cat: { lives: null }, later: 'x' }],
  ['null at the root', '{ later sure { name } }', { later: 'x', sure: null }],
  [
    'null in an object that is only read',
    '{ cat { friend { lives } name } later }',
    { cat: { friend: { lives: later(null) }, name: 'T' }, later: 'x' },
  ],
  ['null late in a list of none', '{ cats { lives } later }', { cats: [TOM, { lives: later(null) }], later: 'x' }],
  ['null in a list of none', '{ strict names }', { strict: ['a', null], names: [null] }],
  [
    'null in the middle of what is late',
    '{ pets { ... on Cat { lives } } }',
    { pets: [later({ ...TOM, lives: null }), REX, later(TOM)] },
  ],
  ['no list', '{ names strict grid }', { names: 'text', strict: 5, grid: [[1], 2] }],
  [
    'values that fit no leaf',
    '{ id ratio size cat { lives } later }',
    { id: {}, ratio: 'x', size: 'HUGE', cat: { lives: 1.5 }, later: [] },
  ],
  ['a type that cannot be', '{ pet(kind: "x") { __typename } }', { pet: { type: 'Query' } }],
  ['no type', '{ pets { __typename } }', { pets: [{}, REX] }],
  ['an argument that is missing', 'query ($k: String! = "x") { pet(kind: $k) { __typename } names }', { pet: null }],
])('errors: %s', async (what, query, fields) => {
  const { errors } = await ask(query, fields);
  if (!what.startsWith('an argument')) expect(errors?.length).toBeGreaterThan(0);
});

test('where one field fails at once, those under way are waited for, and no rejection is left alone', async () => {
  const { data, errors } = await ask('{ cat { name lives } later }', {
    cat: { name: failLater('heard all the same'), lives: null },
    later: 'x',
  });
  expect(data).toEqual({ cat: null, later: 'x' });
  expect(errors).toHaveLength(2);
});

test('resolvers get what graphql-js gives them', async () => {
  const seen: unknown[] = [];
  const query =
    'query Q($k: String!) { ...F } fragment F on Query { pets { ... on Cat { alias: name } } first: pet(kind: $k) { __typename } }';
  const pet = (source: unknown, args: unknown, context: unknown, info: Record<string, unknown>) => {
    const { fieldName, path, variableValues, operation, fragments, parentType, returnType, fieldNodes } = info;
    seen.push({
      source,
      args: { ...(args as object) },
      context,
      fieldName,
      path,
      variableValues: { ...(variableValues as object) },
      parentType: String(parentType),
      returnType: String(returnType),
      fragments: Object.keys(fragments as object),
      operation: (operation as { kind: string }).kind,
      nodes: (fieldNodes as unknown[]).length,
    });
    return TOM;
  };
  await ask(query, { pet, pets: [] }, { k: 'cat' });
  expect(seen).toHaveLength(3);
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
});

const ECHO = { echo: (_: unknown, args: object) => JSON.stringify(Object.entries(args)) };
const ALL = `query ($id: ID!, $size: Size, $text: String = "own", $flag: Boolean, $of: Int, $list: [Int], $point: Point) {
  echo(id: $id, size: $size, text: $text, flag: $flag, of: $of, list: $list, point: $point)
}`;

test.each<[string, Record<string, unknown>]>([
  [ALL, { id: 'a' }],
  [ALL, { id: 'a', size: 'LARGE', text: 'b', flag: false, of: 2 ** 31 - 1, list: [1], point: { x: 1 } }],
  [ALL, { id: 7, size: null, text: null, flag: null, of: -0, list: 3, point: { x: 1, y: null } }],
  [ALL, { id: 'a', other: 'not defined' }],
  ['query ($of: Int = 4) { echo(id: "a", of: $of, size: null, text: "t", list: [1, $of], point: { x: $of }) }', {}],
  [
    'query ($__proto__: ID!, $constructor: Int) { echo(id: $__proto__, of: $constructor) }',
    JSON.parse('{"__proto__": "a"}'),
  ],
  ['{ echo(id: 3, size: LARGE, flag: true, of: null, list: 1) }', {}],
])('inputs of every kind: %s %j', async (query, variables) => {
  const { data, errors } = await ask(query, ECHO, variables);
  expect(errors).toBeUndefined();
  expect(data?.echo).toMatch(/^\[/);
});

test('an argument that only its default can save, with and without a variable for it', async () => {
  for (const variables of [{}, { id: null }, { id: 'a' }])
    await ask('query ($id: ID = "d") { echo(id: $id) }', ECHO, variables);
});

test.each<[string, Record<string, unknown>]>([
  [ALL, {}],
  [ALL, { id: null }],
  [ALL, { id: {} }],
  [ALL, { id: 'a', of: 2 ** 31 }],
  [ALL, { id: 'a', of: 1.5 }],
  [ALL, { id: 'a', flag: 'true' }],
  [ALL, { id: 'a', size: 'HUGE' }],
])('of wrong variables the usual executor tells: %s %j', (query, variables) => {
  const document = parse(query);
  expect(compileOperation(schema, document, getOperationAST(document)!)({}, variables)).toBeUndefined();
});

test('what is skipped and included, with every value of the variables', async () => {
  const query = `query ($a: Boolean!, $b: Boolean = true) { later @skip(if: $a) ... @include(if: $b) { id later cat { name @skip(if: $b) lives } }
    ...F @skip(if: $a) names @include(if: true) strict @skip(if: true) } fragment F on Query { cat { name } }`;
  const fields = { later: 'x', id: '1', cat: TOM, names: ['a'] };
  for (const a of [true, false])
    for (const b of [true, false, undefined]) await ask(query, fields, b === undefined ? { a } : { a, b });
});

test('it is prepared for eight answers to what is selected, and for no null', () => {
  const document = parse(
    `query (${[...'abcd'].map((name) => `$${name}: Boolean = true`)}) { ${[...'abcd'].map((name) => `${name}: later @skip(if: $${name})`)} }`,
  );
  const run = compileOperation(schema, document, getOperationAST(document)!);
  const all = Array.from({ length: 16 }, (_, bits) =>
    Object.fromEntries([...'abcd'].map((name, bit) => [name, (bits & (1 << bit)) > 0])),
  );
  expect(all.map((variables) => run({}, variables) !== undefined)).toEqual(all.map((_, index) => index < 8));
  expect(run({}, all[0]!)).toBeDefined();
  expect(run({}, { ...all[0], a: null })).toBeUndefined();
});

test('the fields of a mutation are executed one after the other, up to the first that makes all null', async () => {
  const { set, must } = schema.getMutationType()!.getFields();
  const query =
    'mutation ($n: Int!) { a: set(to: $n) b: set(to: 2) c: set(to: 3) ...F d: must(be: 4) e: set(to: 5) } fragment F on Mutation { a: set(to: $n) }';
  const document = parse(query);
  for (const last of [4, null]) {
    const log: unknown[] = [];
    set!.resolve = async (_root, { to }) => {
      log.push(`begin ${to}`);
      await tick();
      log.push(`end ${to}`);
      if (to === 2) throw new Error('two');
      return to;
    };
    must!.resolve = () => last;
    const expected = await execute({ schema, document, variableValues: { n: 1 } });
    const expectedLog = log.splice(0);
    const run = compileOperation(schema, document, getOperationAST(document)!);
    expect(JSON.parse(JSON.stringify(await run({}, { n: 1 })))).toEqual(JSON.parse(JSON.stringify(expected)));
    expect(log).toEqual(expectedLog);
    expect(log.slice(0, 4)).toEqual(['begin 1', 'end 1', 'begin 2', 'end 2']);
    expect(log.includes('begin 5')).toBe(last !== null);
  }
});

test('a late failure in a list that has already failed is no unhandled rejection', async () => {
  const cats = () => [{ lives: failLater('late') }, { lives: null }];
  schema.getQueryType()!.getFields().cats!.resolve = cats;
  const document = parse('{ cats { lives } }');
  const { data, errors } = (await compileOperation(schema, document, getOperationAST(document)!)({}, {}))!;
  expect(data).toEqual({ cats: null });
  expect(errors).toMatchObject([{ path: ['cats', 1, 'lives'] }]);
  await tick();
  await tick();
});
