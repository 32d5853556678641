import type { GraphQLField, GraphQLSchema } from 'graphql';

/** A field of `Query` or `Mutation`. */
export type RootField = GraphQLField<unknown, unknown>;

/** What clients may ask for at the root, queries first; not what only routers ask. */
export function rootFieldsOf(schema: GraphQLSchema): RootField[] {
  const types = [schema.getQueryType()!, schema.getMutationType()!];
  return types.flatMap((type) => Object.values(type.getFields())).filter(({ name }) => !name.startsWith('_'));
}

/** Whether a caller without a credential is refused: descriptions say where one is not needed. */
export function needsCredential({ description }: RootField): boolean {
  return !/Needs no (credential|API key)\./.test(description ?? '');
}
