import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../../../src/schema/index.ts';
import { refuseSecretOutputs } from '../../../src/schema/secret-outputs.ts';

const BASE = `
  scalar OAuthSecret
  interface Node { id: ID! }
  type Client implements Node { id: ID! grants: [Grant!]! }
  type Grant implements Node { id: ID! client: Client SECRET_OF_GRANT }
  type Payload { client: Client clientSecret: OAuthSecret! }
  type Refusal { message: String! SECRET_OF_REFUSAL }
  union Result = Payload | Refusal
  input Input { token: OAuthSecret! }
  type Mutation { create(input: Input!): Result }
`;
const with_ = (query: string, more: Record<string, string> = {}) =>
  buildSchema(
    BASE.replace('SECRET_OF_GRANT', more.grant ?? '').replace('SECRET_OF_REFUSAL', more.refusal ?? '') + query,
  );

test('the graph itself passes', () => {
  expect(() => refuseSecretOutputs(schema)).not.toThrow();
});

test('secrets in the payloads of mutations and in inputs are as they should be', () => {
  const fine = with_('type Query { client(token: OAuthSecret): Client node: Node }');
  expect(() => refuseSecretOutputs(fine)).not.toThrow();
});

describe('a secret within reach of a query', () => {
  test.for<[string, string, Record<string, string>, string]>([
    ['itself', 'type Query { secret: OAuthSecret }', {}, 'Query.secret'],
    ['in a list', 'type Query { secrets: [OAuthSecret!]! }', {}, 'Query.secrets'],
    ['below a type', 'type Query { client: Client }', { grant: 'token: OAuthSecret' }, 'Grant.token'],
    ['behind an interface', 'type Query { node: Node }', { grant: 'token: OAuthSecret!' }, 'Grant.token'],
    ['in a payload of a mutation', 'type Query { last: Payload }', {}, 'Payload.clientSecret'],
    ['in a union', 'type Query { last: Result }', {}, 'Payload.clientSecret'],
    [
      'in several places',
      'type Query { last: Result client: Client }',
      { grant: 'a: OAuthSecret', refusal: 'b: OAuthSecret' },
      'Grant.a, Payload.clientSecret, Refusal.b',
    ],
  ])('%s fails the build', ([, query, more, places]) => {
    expect(() => refuseSecretOutputs(with_(query, more))).toThrow(
      new TypeError(`A secret would be within reach of queries: ${places}.`),
    );
  });
});

test('every argument and input member that carries a secret by its name has the type of one', () => {
  const SECRET_NAME = /secret|token$|^code$|verifier|password|assertion/i;
  const inputs = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!('getFields' in type) || type.name.startsWith('__')) return [];
    return Object.values(type.getFields()).flatMap((field) => ('args' in field ? field.args : [field]));
  });
  const secrets = inputs.filter(({ name }) => SECRET_NAME.test(name));
  expect(secrets.length).toBeGreaterThanOrEqual(8);
  expect(secrets.filter(({ type }) => !/^OAuthSecret!?$/.test(String(type)))).toEqual([]);
});
