import { type GraphQLSchema, isEnumType, isIntrospectionType } from 'graphql';
import { ContractError } from '../telnyx/errors.ts';

/** Makes an unknown enum value an error of its own field only, with the code of an upstream fault. */
export function strictEnums(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isEnumType(type) || isIntrospectionType(type)) continue;
    const names = new Map(type.getValues().map(({ name, value }) => [value, name]));
    type.serialize = (value) => {
      const name = names.get(value);
      if (name !== undefined) return name;
      throw new ContractError('Telnyx sent a value that this field cannot hold.');
    };
  }
}
