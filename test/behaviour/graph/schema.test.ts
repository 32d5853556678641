import { readFileSync } from 'node:fs';
import {
  buildClientSchema,
  buildSchema,
  type GraphQLSchema,
  getIntrospectionQuery,
  type IntrospectionQuery,
  isAbstractType,
  isObjectType,
} from 'graphql';
import { beforeAll, describe, expect, test } from 'vitest';
import { schema } from '../../../src/schema/index.ts';
import { startGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';
import { factsOf } from './facts.ts';

const read = (path: string) => buildSchema(readFileSync(new URL(path, import.meta.url), 'utf8'));
const agreed = read('agreed.graphql');
const printed = read('../../../schema/schema.graphql');

/** What a router asks for; clients have no use for it, and the printed schema leaves it out. */
const FOR_ROUTERS = /\b(_Any|_Entity|_Service|_entities|_service)\b/;

const textsOf = (schema: GraphQLSchema) => factsOf(schema).map(({ text }) => text);

let live: GraphQLSchema;
const gateway = useForTests(() => startGateway());
beforeAll(async () => {
  const { body } = await gateway.ask(getIntrospectionQuery());
  live = buildClientSchema(body.data as IntrospectionQuery);
});

describe('the graph is what was agreed', () => {
  test('as printed: every type, field, argument, input, enum value and union member, with type and nullability', () => {
    expect(textsOf(printed).sort()).toEqual(textsOf(agreed).sort());
  });

  test('as it answers about itself', () => {
    const forClients = textsOf(live).filter((text) => !FOR_ROUTERS.test(text));
    expect(forClients.sort()).toEqual(textsOf(agreed).sort());
  });

  test('introspection needs no credential', async () => {
    const { status, body } = await gateway.ask(getIntrospectionQuery(), {}, { key: null });
    expect(status).toBe(200);
    expect(buildClientSchema(body.data).getQueryType()?.name).toBe('Query');
    expect(gateway.sandbox.calls).toEqual([]);
  });
});

test('everything is described', () => {
  const silent = factsOf(printed).filter(({ described }) => !described);
  expect(silent.map(({ text }) => text)).toEqual([]);
});

test('every type but the Relay ones bears the prefix that keeps it apart in a supergraph', () => {
  const common = ['Query', 'Mutation', 'Node', 'PageInfo', 'DateTime', 'URL'];
  const names = factsOf(printed).flatMap(({ text }) => /^GraphQL\w+Type (\w+)$/.exec(text)?.[1] ?? []);
  const bare = names.filter((name) => !name.includes('OAuth'));
  expect(bare.sort()).toEqual(common.sort());
});

test('objects are not told apart by isTypeOf, and abstract types have a resolveType: src/execution relies on both', () => {
  const types = Object.values(schema.getTypeMap());
  expect(types.filter((type) => isObjectType(type) && type.isTypeOf).map(String)).toEqual([]);
  const abstract = types.filter(isAbstractType);
  expect(abstract.length).toBeGreaterThan(5);
  expect(abstract.filter((type) => !type.resolveType).map(String)).toEqual([]);
});
