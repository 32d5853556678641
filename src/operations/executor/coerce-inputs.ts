import {
  type ArgumentNode,
  type FieldNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  getVariableValues,
  isLeafType,
  isNonNullType,
  type OperationDefinitionNode,
  valueFromAST,
} from 'graphql';
import { AS_THEY_ARE } from './leaves.ts';

type Values = Record<string, unknown>;

/** Coerces variables. Undefined: one is invalid or missing. */
export type CoerceVariableValues = (given: Values) => Values | undefined;

/** Stops at the first error: the usual executor, which then runs, reports the errors. */
const AT_THE_FIRST = { maxErrors: 0, hideSuggestions: true };

/**
 * Compiles the coercion of variables. Leaves values that are not plainly valid to graphql-js.
 *
 * @see GraphQL, section 6.1.2
 */
export function compileVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): CoerceVariableValues {
  const all: CoerceVariableValues = (given) =>
    getVariableValues(schema, variableDefinitions, given, AT_THE_FIRST).coerced;
  const plain = variableDefinitions.map(({ variable, type, defaultValue }) => {
    const named = type.kind === 'NonNullType' ? type.type : type;
    return {
      name: variable.name.value,
      isFine: (named.kind === 'NamedType' && AS_THEY_ARE[named.name.value]) || (() => false),
      isNullable: named === type,
      isOptional: named === type && !defaultValue,
    };
  });
  if (plain.some(({ name }) => name === '__proto__')) return all;
  return (given) => {
    const coerced: Values = {};
    for (const { name, isFine, isNullable, isOptional } of plain) {
      const value = given[name];
      if (isFine(value) || (isNullable && value === null)) coerced[name] = value;
      else if (!isOptional || Object.hasOwn(given, name)) return all(given);
    }
    return coerced;
  };
}

/**
 * Coerces the arguments of a field by the operation's variables.
 *
 * @throws {GraphQLError} An argument is missing or invalid.
 */
export type CoerceArgumentValues = (variables: Values) => Values;

/** The arguments of a field without any. */
const NONE = Object.freeze({});

/** An argument that depends on at most one variable. */
interface Plain {
  readonly name: string;
  readonly variable: string | undefined;
  /** Its value without the variable. Undefined: it is omitted. */
  readonly value: unknown;
  readonly isRequired: boolean;
}

/** Compiles the coercion of a field's arguments. @see GraphQL, section 6.4.1 */
export function compileArguments(field: GraphQLField<unknown, unknown>, node: FieldNode): CoerceArgumentValues {
  if (field.args.length === 0) return () => NONE;
  const all: CoerceArgumentValues = (variables) => getArgumentValues(field, node, variables);
  const plain: Plain[] = [];
  for (const argument of field.args) {
    const each = plainOf(
      argument,
      node.arguments?.find(({ name }) => name.value === argument.name),
    );
    if (!each) return all;
    plain.push(each);
  }
  return (variables) => {
    const given: Values = {};
    for (const { name, variable, value, isRequired } of plain) {
      const isGiven = variable !== undefined && Object.hasOwn(variables, variable);
      const argument = isGiven ? variables[variable] : value;
      if (isRequired && argument == null) return all(variables);
      if (argument !== undefined) given[name] = argument;
    }
    return given;
  };
}

/** Undefined: graphql-js must coerce the argument each time, such as lists and objects, which may contain variables. */
function plainOf({ name, type, defaultValue }: GraphQLArgument, node: ArgumentNode | undefined): Plain | undefined {
  const isRequired = isNonNullType(type);
  if (!node) return { name, variable: undefined, value: defaultValue, isRequired };
  const { value } = node;
  if (value.kind === 'Variable') return { name, variable: value.name.value, value: defaultValue, isRequired };
  if (!isLeafType(isRequired ? type.ofType : type)) return undefined;
  const constant = valueFromAST(value, type);
  const isPrimitive = typeof constant !== 'object' || constant === null;
  return constant !== undefined && isPrimitive ? { name, variable: undefined, value: constant, isRequired } : undefined;
}
