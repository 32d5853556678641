import { GraphQLError, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { withoutValue } from './without-value.ts';

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
  };
}

function rephrased(error: GraphQLError, message: string, code: string): GraphQLError {
  return new GraphQLError(message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    extensions: { code, ...error.extensions },
  });
}
