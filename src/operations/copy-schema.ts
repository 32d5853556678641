import { type GraphQLSchema, isEnumType, lexicographicSortSchema } from 'graphql';

/** Copies a schema with all its types, for changes that must not reach the original. */
export function copySchema(schema: GraphQLSchema): GraphQLSchema {
  // Sorting is the only function of graphql-js that copies all types.
  const copy = lexicographicSortSchema(schema);
  for (const type of Object.values(copy.getTypeMap())) {
    const original = schema.getType(type.name);
    if (isEnumType(type) && isEnumType(original)) type.serialize = original.serialize;
  }
  return copy;
}
