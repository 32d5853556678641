import { GraphQLError, getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import { type DocumentLimits, parseWithin } from '../../../../src/operations/limits/document.ts';

const WIDE: DocumentLimits = {
  maxLength: 100_000,
  maxTokens: 100_000,
  maxDepth: 1_000,
  maxAliases: 1_000,
  maxDirectives: 1_000,
  maxRootFields: 1_000,
};

/** What the parser says to a document: how many there are of what there may not be so many. */
function refusal(limits: Partial<DocumentLimits>, source: string): unknown {
  try {
    parseWithin({ ...WIDE, ...limits }, () => false)(source);
    return 'taken';
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const { code, measure, requested, maximum } = error.extensions;
    expect(code).toBe('QUERY_TOO_COMPLEX');
    return [measure, requested, maximum];
  }
}

/** A limit is the most that is taken. */
function expectExactly(limit: keyof DocumentLimits, measure: string, count: number, source: string): void {
  expect(refusal({ [limit]: count }, source)).toBe('taken');
  expect(refusal({ [limit]: count - 1 }, source)).toEqual([measure, count, count - 1]);
}

describe('characters', () => {
  test.each(['{ a }', '{ a } # a comment', '{\n\t\ta,,,\n}', '{ a(s: "\u{1F511}") }'])('of %j', (source) => {
    expectExactly('maxLength', 'characters', source.length, source);
  });

  test('are counted before anything is parsed', () => {
    expect(refusal({ maxLength: 2 }, '{ a( ')).toEqual(['characters', 5, 2]);
  });
});

describe('the length of a name', () => {
  const name = 'n'.repeat(128);
  test.each([
    ['an alias', (n: string) => `{ ${n}: a }`],
    ['a field', (n: string) => `{ a { ${n} } }`],
    ['an operation', (n: string) => `query ${n} { a }`],
    ['a variable', (n: string) => `query ($${n}: Int) { a }`],
    ['a variable that is used', (n: string) => `{ a(b: $${n}) }`],
    ['a type', (n: string) => `query ($v: [${n}!]) { a }`],
    ['a fragment', (n: string) => `{ a } fragment ${n} on A { b }`],
    ['a fragment that is spread', (n: string) => `{ a { ...${n} } }`],
    ['a type condition', (n: string) => `{ ... on ${n} { a } }`],
    ['an argument', (n: string) => `{ a(${n}: 1) }`],
    ['a member', (n: string) => `{ a(b: [{ ${n}: 1 }]) }`],
    ['a directive', (n: string) => `{ a @${n} }`],
    ['an enum value', (n: string) => `{ a(b: ${n}) }`],
  ])('%s', (_what, source) => {
    expect(refusal({}, source(name))).toBe('taken');
    expect(refusal({}, source(`${name}n`))).toEqual(['name length', 129, 128]);
    expect(refusal({}, source(name.repeat(700)))).toEqual(['name length', 89_600, 128]);
  });

  test('does not count strings', () => {
    expect(refusal({}, `{ a(s: "${name}${name}") }`)).toBe('taken');
  });
});

test('a trusted document may be long, and have long names, but not be complex', () => {
  const source = `{ ${'n'.repeat(200)}: a }`;
  const parse = (limits: Partial<DocumentLimits>, text: string) => () =>
    parseWithin({ ...WIDE, ...limits }, (given) => given === source)(text);
  expect(parse({ maxLength: 100 }, source)).not.toThrow();
  expect(parse({ maxLength: 100 }, `${source} `)).toThrow('its characters would be');
  expect(parse({}, `${source} `)).toThrow('its name length would be');
  expect(parse({ maxAliases: 0 }, source)).toThrow('its aliases would be');
});

describe('tokens', () => {
  test('are counted without comments and commas', () => {
    const source = 'query Q($a: Int) { f(a: $a) } # a comment';
    expect(refusal({ maxTokens: 17 }, source)).toBe('taken');
    expect(refusal({ maxTokens: 16 }, source)).toEqual(['tokens', undefined, 16]);
    expect(refusal({ maxTokens: 17 }, `${source}\n# more comment`)).toBe('taken');
  });

  test('an invalid document says so instead', () => {
    const parse = parseWithin({ ...WIDE, maxTokens: 10 }, () => false);
    expect(() => parse('{ f(')).toThrow('Syntax Error');
    expect(() => parse('{ f(a: "more that 10 tokens" ')).toThrow('Syntax Error');
  });
});

describe('depth', () => {
  test.each([
    [1, '{ a }'],
    [3, '{ a { b { c } } d }'],
    [3, '{ a { ...F } } fragment F on A { b { c } }'],
    [3, '{ ... on A { a { ... { b { ... @include(if: true) { c } } } } } }'],
    [4, '{ a } mutation M { a { b { c { d } } } } query Q { a { b } }'],
    [1, '{ a } fragment Unused on A { a { b { c } } }'],
    [3, '{ ...F } fragment F on A { a { ...G } } fragment G on A { b { c } }'],
    [3, '{ ...F } fragment G on A { b { c } } fragment F on A { a { ...G } }'],
  ])('%i: %s', (depth, source) => expectExactly('maxDepth', 'depth', depth, source));

  test('15, the default, is enough for everything that introspection tools ask', () => {
    const whole = { descriptions: true, schemaDescription: true, specifiedByUrl: true, inputValueDeprecation: true };
    const source = getIntrospectionQuery({ ...whole, directiveIsRepeatable: true, oneOf: true });
    expect(refusal({ maxDepth: 15, maxTokens: 2_000 }, source)).toBe('taken');
  });
});

describe('aliases', () => {
  test.each([
    [1, '{ x: a }'],
    [3, '{ x: a { y: b c } z: d }'],
    [4, '{ ...F ...F } fragment F on A { x: a { y: b } }'],
    [2, '{ x: a { ... { y: b } } }'],
    [3, '{ x: a } query Q { x: a y: b z: c }'],
    [6, '{ ...F ...F } fragment F on A { ...G x: a } fragment G on A { y: b z: c }'],
  ])('%i: %s', (aliases, source) => expectExactly('maxAliases', 'aliases', aliases, source));

  test('fragments that spread each other 2^200 times are counted in no time', () => {
    const spread = (index: number) => `fragment F${index} on A { ...F${index + 1} ...F${index + 1} }`;
    const fragments = Array.from({ length: 200 }, (_, index) => spread(index));
    const source = `{ a { ...F0 } } ${fragments.join(' ')} fragment F200 on A { x: a }`;
    expect(refusal({}, source)).toEqual(['aliases', 2 ** 200, 1_000]);
  });
});

describe('directives', () => {
  test.each([
    [2, '{ a @include(if: true) @skip(if: false) }'],
    [3, 'query Q($v: Int @x) @y { a } fragment F on A @z { b }'],
    [2, '{ ...F @include(if: true) ... @skip(if: false) { a } } fragment F on A { b }'],
  ])('%i: %s', (directives, source) => expectExactly('maxDirectives', 'directives', directives, source));
});

describe('root fields', () => {
  test.each([
    [2, '{ a b { c d e } }'],
    [3, '{ a ...F } fragment F on Query { b c { d } }'],
    [4, '{ ...F ...F } fragment F on Query { b ... { c } }'],
    [3, '{ a } mutation M { a b c }'],
  ])('%i: %s', (fields, source) => expectExactly('maxRootFields', 'root fields', fields, source));
});

test.each([
  '{ ...A } fragment A on Query { ...A }',
  '{ ...A } fragment A on Query { a { ...B } } fragment B on Query { b { ...A } }',
  '{ ...Nowhere }',
])('what validation will refuse does not stop the count: %s', (source) => {
  expect(refusal({}, source)).toBe('taken');
});
