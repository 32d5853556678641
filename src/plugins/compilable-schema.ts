import {
  type GraphQLAbstractType,
  type GraphQLSchema,
  isAbstractType,
  isIntrospectionType,
  isObjectType,
} from 'graphql';
import { copySchema } from './copy-schema.ts';

/** The schema as it is compiled: to code that reads members itself, and never throws where no one would catch. */
export function compilableSchema(schema: GraphQLSchema): GraphQLSchema {
  const copy = copySchema(schema);
  for (const type of Object.values(copy.getTypeMap())) {
    if (isAbstractType(type)) neverThrow(type);
    if (isObjectType(type) && !isIntrospectionType(type)) Object.values(type.getFields()).forEach(readDirectly);
  }
  return copy;
}

/**
 * A field that only exposes a member of Telnyx' resource, by whatever name it has there: without a resolver, compiled
 * code reads the member that the field is named after.
 */
function readDirectly(field: { name: string; resolve?: unknown; extensions: { pothosExposedField?: unknown } }): void {
  const { pothosExposedField: member } = field.extensions;
  if (typeof member !== 'string') return;
  field.name = member;
  field.resolve = undefined;
}

/** Compiled code asks for the type outside of its promise: what is thrown there would end the process. */
function neverThrow(type: GraphQLAbstractType): void {
  const { resolveType } = type;
  if (!resolveType) return;
  type.resolveType = (...args) => {
    try {
      return resolveType.apply(type, args);
    } catch {
      return undefined;
    }
  };
}
