import { brandWithType, getTypeBrand } from '@pothos/core';
import type { GraphQLFieldConfig } from 'graphql';
import {
  GraphQLList,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  GraphQLUnionType,
} from 'graphql';
import type { Context } from '../context.ts';
import { ValidationError } from '../telnyx/errors.ts';
import { callPerItemOf } from './cost.ts';
import { entities } from './entities.ts';

/** In the form of Pothos' plugin. */
const DIRECTIVES = Object.entries(callPerItemOf('representations')).map(([name, args]) => ({ name, args }));

/**
 * `_entities`, which resolves each representation on its own: one that cannot be read is null without affecting others.
 * The resolver of `@apollo/subgraph` fails the whole list for an unknown `__typename`.
 *
 * @param typeOf the object type of this name
 * @see
 *   https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec#query_entities
 */
export function entitiesField(typeOf: (name: string) => GraphQLObjectType): GraphQLFieldConfig<unknown, Context> {
  const entity = new GraphQLUnionType({
    name: '_Entity',
    types: [...entities.keys()].map(typeOf),
    resolveType: (resource) => getTypeBrand(resource) as unknown as string,
  });
  const any = new GraphQLScalarType({ name: '_Any' });
  return {
    type: new GraphQLNonNull(new GraphQLList(entity)),
    args: { representations: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(any))) } },
    resolve: (_root, { representations }: { representations?: unknown[] }, context, info) =>
      representations!.map((each) => readEntity(each, context, info)),
    extensions: { directives: DIRECTIVES },
  };
}

/**
 * Reads the entity of a router's representation; null if there is none. Rejects with `ValidationError` for an invalid
 * representation, so that it fails alone.
 */
export async function readEntity(
  representation: unknown,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<unknown> {
  if (!isObject(representation)) throw misfit('format', 'A representation must be an object.');
  const { __typename } = representation;
  const entity = entities.get(__typename as string);
  if (!entity) throw misfit('unknown_type', 'A representation’s __typename names no entity of this graph.');
  const resource = await entity.resolveReference(representation, context, info);
  // The same mark as `node` sets. Requests may share it, since a resource never changes its type.
  brandWithType(resource, __typename as never);
  return resource;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function misfit(code: string, message: string): ValidationError {
  return new ValidationError([{ path: ['representations'], code, message }]);
}
