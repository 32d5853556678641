import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql';

/**
 * Makes sure that no query can answer an `OAuthSecret`, and so that no type that queries share with mutations, that
 * loaders keep, that requests share or that caches of clients and routers hold has one. Throws `TypeError` that names
 * every such field.
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
