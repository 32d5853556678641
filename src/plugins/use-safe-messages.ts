import { GraphQLError, OverlappingFieldsCanBeMergedRule, specifiedRules, type ValidationRule, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { ErrorCode } from '../lib/error-codes.ts';
import { fieldMerging } from '../operations/limits/field-merging.ts';
import { withoutValue } from '../results/redact.ts';

/** Errors that validation goes on for: each may look for similar names in the whole schema. */
const MAX_ERRORS = 50;

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
        replaceParseResult(rephrased(result, message, ErrorCode.GRAPHQL_PARSE_FAILED) as never);
      },
    onValidate: ({ setValidationFn }) => {
      setValidationFn((schema, document, rules = specifiedRules) =>
        validate(schema, document, withOwnMerging(rules), { hideSuggestions, maxErrors: MAX_ERRORS }),
      );
      return ({ result, setResult }) => {
        if (result.length === 0) return;
        setResult(
          result.map((error) => rephrased(error, withoutValue(error.message), ErrorCode.GRAPHQL_VALIDATION_FAILED)),
        );
      };
    },
  };
}

/** Yoga's plugin for answers in parts brings a rule for merging of its own, which has no bound at all. */
function withOwnMerging(rules: readonly ValidationRule[]): ValidationRule[] {
  return [...rules.filter(({ name }) => name !== OverlappingFieldsCanBeMergedRule.name), fieldMerging];
}

function rephrased(error: GraphQLError, message: string, code: ErrorCode): GraphQLError {
  return new GraphQLError(message, {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    extensions: { code, ...error.extensions },
  });
}
