import { readFileSync } from 'node:fs';
import { buildSchema, isInputObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { variableTypes } from '../../../../src/graphiql/browser/operation.js';
import { credentialsIn, redactDocument, replaceSecrets } from '../../../../src/graphiql/browser/secrets.js';

const schema = buildSchema(readFileSync('schema/schema.graphql', 'utf8'));
const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType);

/** The variables of a document with the path of each secret in its place. */
function replaced(document: string, variables: object, known: string[] = []) {
  const of = { types: variableTypes(document), schema, known };
  return replaceSecrets(variables, of, (path: string[]) => `<${path.join('.')}>`);
}

test('each secret of each input of the graph is replaced, and nothing else', () => {
  const secrets = inputs.flatMap((input) =>
    Object.values(input.getFields())
      .filter(({ type }) => String(type).includes('OAuthSecret'))
      .map(({ name }) => ({ input, name })),
  );
  expect(secrets.length).toBeGreaterThan(6);
  for (const { input, name } of secrets) {
    const variables = { given: { [name]: 'SECRET', scopes: ['a'], other: null }, list: [{ [name]: 'SECRET' }] };
    expect(replaced(`query A($given: ${input.name}!, $list: [${input.name}!]) { a }`, variables)).toEqual({
      given: { [name]: `<given.${name}>`, scopes: ['a'], other: null },
      list: [{ [name]: `<list.${name}>` }],
    });
  }
});

test('a variable that is a secret by its type, its name, or what it holds', () => {
  const variables = {
    one: 'SECRET',
    refreshToken: 'SECRET',
    apiKey: 12345678,
    password: { of: ['SECRET', true] },
    note: 'with KEY123456 in it',
    clientId: 'x',
    codeChallenge: 'y',
    n: 3,
  };
  expect(replaced('query ($one: OAuthSecret!) { a }', variables, ['KEY123456'])).toEqual({
    one: '<one>',
    refreshToken: '<refreshToken>',
    apiKey: '<apiKey>',
    password: { of: ['<password.of>', true] },
    note: '<note>',
    clientId: 'x',
    codeChallenge: 'y',
    n: 3,
  });
});

test('while the schema is not known, names still tell', () => {
  const of = { types: { input: 'RequestOAuthTokenInput' }, schema: undefined, known: [] };
  const variables = { input: { clientSecret: 'SECRET', code: 'SECRET', scopes: ['a'] } };
  expect(replaceSecrets(variables, of, () => '')).toEqual({ input: { clientSecret: '', code: '', scopes: ['a'] } });
});

test('credentials are what headers hold that are not known to be harmless', () => {
  expect(
    credentialsIn({
      authorization: 'Bearer KEY123456',
      'X-Router-Secret': 'SECRET-router',
      'x-other': 'abcdefgh',
      cookie: '',
      'X-Timeout-MS': '100000000',
      'x-upstream-plan': 'beside',
    }),
  ).toEqual(['KEY123456', 'SECRET-router', 'abcdefgh']);
});

describe('a document loses', () => {
  test.each([
    ['{ a(token: "SECRET", name: "b") }', '{ a(token: "", name: "b") }'],
    ['{ a(input: { clientSecret : """SEC"RET""", id: "c" }) }', '{ a(input: { clientSecret : "", id: "c" }) }'],
    ['query ($a: OAuthSecret! = "SE\\"CRET") { a }', 'query ($a: OAuthSecret! = "") { a }'],
    ['# KEY123456\n{ a(b: "KEY123456") }', '# \n{ a(b: "") }'],
    ['{ a(clientId: "x", codes: ["y"], challenge: "z") }', '{ a(clientId: "x", codes: ["y"], challenge: "z") }'],
  ])('secrets, and nothing else: %j', (document, expected) => {
    expect(redactDocument(document, ['KEY123456'])).toBe(expected);
  });
});
