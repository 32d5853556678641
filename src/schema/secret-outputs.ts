import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';

/**
 * Checks that no query can return an `OAuthSecret`: then no type has one that loaders or caches of clients and routers
 * keep, or that requests share. Throws `TypeError` with every such field.
 */
export function refuseSecretOutputs(schema: GraphQLSchema): void {
  const leaks: string[] = [];
  const seen = new Set<GraphQLNamedType>();
  const visit = (type: GraphQLNamedType): void => {
    if (seen.has(type)) return;
    seen.add(type);
    if (isUnionType(type) || isInterfaceType(type)) schema.getPossibleTypes(type).forEach(visit);
    if (!isObjectType(type) && !isInterfaceType(type)) return;
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type);
      if (named.name === 'OAuthSecret') leaks.push(`${type.name}.${field.name}`);
      else visit(named);
    }
  };
  visit(schema.getQueryType()!);
  if (leaks.length > 0) throw new TypeError(`A secret would be within reach of queries: ${leaks.join(', ')}.`);
}
