import { type GraphQLSchema, isEnumType, lexicographicSortSchema } from 'graphql';

/** The same schema with types of its own, for changes that must not reach the one that all others are executed with. */
export function copySchema(schema: GraphQLSchema): GraphQLSchema {
  // Sorting is how graphql-js copies a schema with all its types.
  const copy = lexicographicSortSchema(schema);
  for (const type of Object.values(copy.getTypeMap())) {
    const original = schema.getType(type.name);
    if (isEnumType(type) && isEnumType(original)) type.serialize = original.serialize;
  }
  return copy;
}
