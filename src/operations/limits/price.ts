import { type GraphQLField, getNamedType, isLeafType } from 'graphql';

/** `@listSize`: how many items a list can have. */
export interface ListSize {
  readonly assumedSize?: number;
  /** The arguments that say it: a number is the size, a list has it. */
  readonly slicingArguments?: readonly string[];
  /** The fields of the answer that have this size, where the answer is no list itself. */
  readonly sizedFields?: readonly string[];
}

export interface Price {
  /** Of one value of the field, without what is selected in it. */
  readonly weight: number;
  readonly listSize: ListSize | undefined;
}

/** What the schema's directives say of a field. Without `@cost` an object weighs 1 and a scalar nothing. */
export function priceOf(field: GraphQLField<unknown, unknown>): Price {
  const directives = (field.extensions.directives ?? []) as readonly { name: string; args: unknown }[];
  const argumentsOf = (name: string) => directives.find((directive) => directive.name === name)?.args;
  const cost = argumentsOf('cost') as { weight: number } | undefined;
  return {
    weight: cost?.weight ?? (isLeafType(getNamedType(field.type)) ? 0 : 1),
    listSize: argumentsOf('listSize') as ListSize | undefined,
  };
}
