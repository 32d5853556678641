import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isObjectType,
} from 'graphql';
import { expect, test } from 'vitest';
import { priceOf } from '../../../../src/operations/limits/price.ts';
import { schema } from '../../../../src/schema/index.ts';
import { publishedNumbers } from './reference.ts';

const fields = Object.values(schema.getTypeMap()).flatMap((type) => {
  if (isIntrospectionType(type) || type.name === '_Service' || !(isObjectType(type) || isInterfaceType(type)))
    return [];
  return Object.values(type.getFields())
    .filter((field) => field.name !== '_service')
    .map((field) => ({ name: `${type.name}.${field.name}`, field }));
});

test('the gateway counts with the numbers that the SDL for routers prints, for every field', () => {
  const published = publishedNumbers();
  expect(fields.map(({ name }) => name).sort()).toEqual([...published.keys()].sort());
  for (const { name, field } of fields) {
    const { weight = isCompositeType(getNamedType(field.type)) ? 1 : 0, listSize } = published.get(name)!;
    expect({ name, ...priceOf(field) }).toEqual({ name, weight, listSize });
  }
  expect([...published.values()].filter(({ weight }) => weight !== undefined).length).toBeGreaterThan(20);
});

test('every list of objects says how long it can be, by itself or by the connection that it belongs to', () => {
  const sized = new Set<string>();
  for (const { field } of fields) {
    for (const name of priceOf(field).listSize?.sizedFields ?? []) sized.add(`${getNamedType(field.type)}.${name}`);
  }
  expect(sized).toContain('OAuthGrantConnection.nodes');
  const silent = fields.filter(
    ({ name, field }) =>
      isListType(getNullableType(field.type)) &&
      isCompositeType(getNamedType(field.type)) &&
      !priceOf(field).listSize &&
      !sized.has(name),
  );
  expect(silent.map(({ name }) => name)).toEqual([]);
});

test('weights are whole numbers, as routers want them', () => {
  for (const { name, field } of fields) expect([name, Number.isInteger(priceOf(field).weight)]).toEqual([name, true]);
});
