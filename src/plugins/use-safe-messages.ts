import {
  coerceInputValue,
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  isInputType,
  isNonNullType,
  typeFromAST,
  validate,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** As many as graphql-js reports: a long list of wrong items must not make a longer answer. */
const MAX_ERRORS = 50;
/** @see https://graphql.github.io/graphql-over-http/draft/#sec-application-graphql-response-json */
const REFUSED = { code: 'BAD_USER_INPUT', http: { spec: true, status: 400 } };

/**
 * graphql-js repeats values in its messages, whole inputs even, where one sibling of a secret is wrong. Here every
 * message keeps its place and reason and loses the value. Without `suggestions` it names nothing of the graph that the
 * caller did not name ("Did you mean").
 */
export function useSafeMessages({ suggestions }: { readonly suggestions: boolean }): Plugin {
  const hideSuggestions = !suggestions;
  return {
    onParse:
      () =>
      ({ result, replaceParseResult }) => {
        if (!(result instanceof GraphQLError)) return;
        const message = result.message.replace(/\b(String|BlockString|Int|Float) "[\s\S]*"/, '$1');
        replaceParseResult(rephrased(result, message, 'GRAPHQL_PARSE_FAILED') as never);
      },
    onValidate: ({ setValidationFn }) => {
      setValidationFn((schema, document, rules) => validate(schema, document, rules, { hideSuggestions }));
      return ({ result, setResult }) => {
        if (result.length === 0) return;
        setResult(result.map((error) => rephrased(error, withoutValue(error.message), 'GRAPHQL_VALIDATION_FAILED')));
      };
    },
    onExecute: ({ args }) => ({
      onExecuteDone: ({ result, setResult }) => {
        if (Symbol.asyncIterator in result || 'data' in result || !result.errors) return;
        const { schema, document, operationName, variableValues = {} } = args;
        const errors = coercionErrors(schema, document, operationName, variableValues, hideSuggestions);
        setResult({ ...result, errors: errors.length > 0 ? errors : result.errors });
      },
    }),
  };
}

/** All that is wrong with the variables, each at its path. */
function coercionErrors(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>>,
  hideSuggestions: boolean,
): GraphQLError[] {
  const errors: GraphQLError[] = [];
  for (const node of getOperationAST(document, operationName)?.variableDefinitions ?? []) {
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

function withoutValue(message: string): string {
  return message
    .replace(/^Value "[\s\S]*" (does not exist in "\w+" enum)/, 'The value $1')
    .replace(/( cannot represent [^:]*value): [\s\S]*$/, '$1.')
    .replace(/^Field "(?!\w+" )[\s\S]*" (is not defined by type)/, 'A field $1')
    .replace(/, found [\s\S]*$/, '.');
}

function rephrased(error: GraphQLError, message: string, code: string): GraphQLError {
  return new GraphQLError(message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    extensions: { code, ...error.extensions },
  });
}
