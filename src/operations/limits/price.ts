import { type GraphQLField, getNamedType, isLeafType } from 'graphql';

/** `@listSize`: the size of a list. */
export interface ListSize {
  readonly assumedSize?: number;
  /** Arguments that determine the size: a number, or a list by its length. */
  readonly slicingArguments?: readonly string[];
  /** Fields of the result that have this size, where the result itself is not a list. */
  readonly sizedFields?: readonly string[];
}

export interface Price {
  /** Weight of one value of the field, without its selections. */
  readonly weight: number;
  readonly listSize: ListSize | undefined;
}

/** The price of a field by the schema's directives. Without `@cost` an object weighs 1 and a scalar nothing. */
export function priceOf(field: GraphQLField<unknown, unknown>): Price {
  const directives = (field.extensions.directives ?? []) as readonly { name: string; args: unknown }[];
  const argumentsOf = (name: string) => directives.find((directive) => directive.name === name)?.args;
  const cost = argumentsOf('cost') as { weight: number } | undefined;
  return {
    weight: cost?.weight ?? (isLeafType(getNamedType(field.type)) ? 0 : 1),
    listSize: argumentsOf('listSize') as ListSize | undefined,
  };
}
