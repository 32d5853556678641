import {
  coerceInputValue,
  GraphQLError,
  isInputType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import type { Execution } from './operations.ts';
import { withoutValue } from './without-value.ts';

/** As many as graphql-js reports: a long list of wrong items must not make a longer answer. */
const MAX_ERRORS = 50;
/** @see https://graphql.github.io/graphql-over-http/draft/#sec-application-graphql-response-json */
const REFUSED = { code: 'BAD_USER_INPUT', http: { spec: true, status: 400 } };

/** All that is wrong with the variables, each at its path. */
export function coercionErrors(
  { schema, variableValues }: Execution,
  { variableDefinitions = [] }: OperationDefinitionNode,
  hideSuggestions: boolean,
): GraphQLError[] {
  const variables = variableValues ?? {};
  const errors: GraphQLError[] = [];
  for (const node of variableDefinitions) {
    const name = node.variable.name.value;
    const type = typeFromAST(schema, node.type as never);
    if (!isInputType(type)) continue;
    const report = (message: string) => {
      if (errors.length < MAX_ERRORS) errors.push(new GraphQLError(message, { nodes: [node], extensions: REFUSED }));
    };
    if (!Object.hasOwn(variables, name)) {
      const isMissing = isNonNullType(type) && node.defaultValue === undefined;
      if (isMissing) report(`Variable "$${name}" of required type "${type}" was not provided.`);
      continue;
    }
    const onError = (path: readonly (string | number)[], _value: unknown, error: GraphQLError) => {
      const place = [name, ...path].join('.');
      report(`Variable "$${name}" is not valid at "${place}": ${withoutValue(error.message)}`);
    };
    coerceInputValue(variables[name], type, onError, hideSuggestions);
  }
  return errors;
}
