import {
  coerceInputValue,
  GraphQLError,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { ErrorCode } from '../lib/error-codes.ts';
import { withoutValue } from '../results/redact.ts';
import type { ExecutionArgs } from './execution.ts';

/** Maximum number of errors, the same as graphql-js'. Coercion stops there, because each error takes time. */
const MAX_ERRORS = 50;
/** @see https://graphql.github.io/graphql-over-http/draft/#sec-application-graphql-response-json */
const REFUSED = { code: ErrorCode.BAD_USER_INPUT, http: { spec: true, status: 400 } };

/** Stops a coercion at the maximum number of errors. */
const ENOUGH = new Error(`There are ${MAX_ERRORS} errors.`);

/**
 * The errors of the variables, each at its path, up to the maximum number.
 *
 * @param hideSuggestions whether messages must not suggest names ("Did you mean")
 */
export function coercionErrors(
  { schema, variableValues }: ExecutionArgs,
  { variableDefinitions = [] }: OperationDefinitionNode,
  hideSuggestions: boolean,
): GraphQLError[] {
  const variables = variableValues ?? {};
  const errors: GraphQLError[] = [];
  const coerce = (node: VariableDefinitionNode): void => {
    const name = node.variable.name.value;
    const type = typeFromAST(schema, node.type as never);
    if (!isInputType(type)) return;
    const report = (message: string) => {
      errors.push(new GraphQLError(message, { nodes: [node], extensions: REFUSED }));
      if (errors.length === MAX_ERRORS) throw ENOUGH;
    };
    if (!Object.hasOwn(variables, name)) {
      const isMissing = isNonNullType(type) && node.defaultValue === undefined;
      if (isMissing) report(`Variable "$${name}" of required type "${type}" was not provided.`);
      return;
    }
    const onError = (path: readonly (string | number)[], _value: unknown, error: GraphQLError) => {
      const place = [name, ...path].join('.');
      report(`Variable "$${name}" is not valid at "${place}": ${withoutValue(error.message)}`);
    };
    coerceInputValue(variables[name], type, onError, hideSuggestions);
  };
  try {
    variableDefinitions.forEach(coerce);
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  return errors;
}
