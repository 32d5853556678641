import { inspect } from 'node:util';
import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
} from 'graphql';

/** One thing that a schema promises, and whether it says what it means by it. */
export interface Fact {
  /** Such as `OAuthClient.grants(first:): Int`. */
  readonly text: string;
  readonly described: boolean;
}

/** All names of a schema with their types, nullability and defaults: equal lists mean equal promises to clients. */
export function factsOf(schema: GraphQLSchema): Fact[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type))
    .flatMap(factsOfType);
}

function factsOfType(type: GraphQLNamedType): Fact[] {
  const { name } = type;
  const facts = [{ text: `${type.constructor.name} ${name}`, described: Boolean(type.description) }];
  const add = (text: string, described: boolean) => facts.push({ text, described });
  if (isEnumType(type)) {
    for (const value of type.getValues()) add(`${name}.${value.name}`, Boolean(value.description));
  } else if (isUnionType(type)) {
    for (const member of type.getTypes()) add(`${name} = ${member.name}`, true);
  } else if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) facts.push(factOfInput(name, field));
  } else if (isObjectType(type) || isInterfaceType(type)) {
    for (const parent of type.getInterfaces()) add(`${name} implements ${parent.name}`, true);
    for (const field of Object.values(type.getFields())) {
      add(`${name}.${field.name}: ${field.type}`, Boolean(field.description));
      facts.push(...field.args.map((arg) => factOfInput(`${name}.${field.name}`, arg)));
    }
  }
  return facts;
}

function factOfInput(owner: string, input: GraphQLArgument | GraphQLInputField): Fact {
  const { name, type, defaultValue, description } = input;
  const text = `${owner}(${name}:): ${type}${defaultValue === undefined ? '' : ` = ${inspect(defaultValue)}`}`;
  return { text, described: Boolean(description) };
}
