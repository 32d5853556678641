import { brandWithType, getTypeBrand } from '@pothos/core';
import { type GraphQLResolveInfo, type GraphQLSchema, getNamedType, isUnionType } from 'graphql';
import type { Context } from '../context.ts';
import { ValidationError } from '../telnyx/errors.ts';

type ResolveReference = (key: object, context: Context, info: GraphQLResolveInfo) => unknown;

/**
 * Makes `_entities` answer each representation in its own place: one that cannot be read costs its own item and no
 * other. The resolver that comes with the libraries fails the whole list for a `__typename` it does not know.
 *
 * @see https://www.apollographql.com/docs/graphos/schema-design/federated-schemas/reference/subgraph-spec#query_entities
 */
export function answerEntitiesApart(schema: GraphQLSchema): void {
  const field = schema.getQueryType()!.getFields()._entities!;
  const entity = getNamedType(field.type);
  if (!isUnionType(entity)) throw new TypeError('_entities must be a list of a union.');
  const references = new Map<unknown, ResolveReference>(
    entity.getTypes().map(({ name, extensions }) => [name, referenceOf(extensions)]),
  );

  const read = async (representation: unknown, context: Context, info: GraphQLResolveInfo): Promise<unknown> => {
    if (!isObject(representation)) throw misfit('format', 'A representation must be an object.');
    const { __typename } = representation;
    const resolveReference = references.get(__typename);
    if (!resolveReference) throw misfit('unknown_type', 'A representation’s __typename names no entity of this graph.');
    const resource = await resolveReference(representation, context, info);
    // The same mark that `node` leaves; a resource is of one type for good, so other requests may share it.
    brandWithType(resource, __typename as never);
    return resource;
  };
  field.resolve = (_root, { representations }: { representations: unknown[] }, context: Context, info) =>
    // An error in its place is what all executors put there; for an item that rejects, compiled code loses the place.
    representations.map((representation) => read(representation, context, info).catch((error: unknown) => error));
  entity.resolveType = (resource) => getTypeBrand(resource) as unknown as string;
}

function referenceOf(extensions: {
  apollo?: { subgraph?: { resolveReference?: ResolveReference } };
}): ResolveReference {
  const { resolveReference } = extensions.apollo?.subgraph ?? {};
  if (!resolveReference) throw new TypeError('An entity without resolveReference.');
  return resolveReference;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function misfit(code: string, message: string): ValidationError {
  return new ValidationError([{ path: ['representations'], code, message }]);
}
