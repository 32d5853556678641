import { GraphQLError, OverlappingFieldsCanBeMergedRule, specifiedRules, type ValidationRule, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { ErrorCode } from '../lib/error-codes.ts';
import { fieldMerging } from '../operations/limits/field-merging.ts';
import { withoutValue } from '../results/redact.ts';

/** Errors after which validation stops: each may search the whole schema for similar names. */
const MAX_ERRORS = 50;

/**
 * Removes values from the messages of graphql-js, which repeats whole inputs where a sibling of a secret is wrong. Each
 * message keeps location and reason. Without `suggestions` it names nothing of the graph that the client did not name
 * ("Did you mean").
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

/** Yoga's plugin for incremental delivery replaces the rule on merging fields by an unbounded one of its own. */
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
