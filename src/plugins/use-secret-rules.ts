import {
  type ASTVisitor,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInputType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
  type ValidationContext,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Mutations that test or hand out secrets: many in one operation, by aliases, would be brute force. */
const GUARDED = new Set([
  'requestOAuthToken',
  'introspectOAuthToken',
  'registerOAuthClient',
  'revealOAuthClientSecret',
  'decideOAuthConsent',
  'startOAuthAuthorization',
]);

/** One guarded mutation an operation. */
export function useSecretRules(): Plugin {
  return { onValidate: ({ addValidationRule }) => addValidationRule(oneGuardedMutation) };
}

/** What refuses an operation in a URL where a secret stands among its variables; undefined: nothing. */
export function secretInUrl(schema: GraphQLSchema, operation: OperationDefinitionNode): GraphQLError | undefined {
  const takesSecret = (operation.variableDefinitions ?? []).some((definition) => {
    const type = typeFromAST(schema, definition.type as never);
    return isInputType(type) && holdsSecret(type);
  });
  if (!takesSecret) return undefined;
  const message = 'An operation that takes a secret must be sent by POST: a URL would keep it.';
  const extensions = { code: 'BAD_REQUEST', http: { status: 405, headers: { allow: 'POST' } } };
  return new GraphQLError(message, { extensions });
}

function oneGuardedMutation(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (operation.operation !== 'mutation') return;
      if (guardedKeys(context, operation.selectionSet).size < 2) return;
      const message = `Only one of ${[...GUARDED].join(', ')} may stand in an operation.`;
      const extensions = { code: 'QUERY_TOO_COMPLEX', http: { status: 400 } };
      context.reportError(new GraphQLError(message, { nodes: [operation], extensions }));
    },
  };
}

/** The response keys of the guarded root fields: a field that stands twice under one key is executed once. */
function guardedKeys(
  context: ValidationContext,
  set: SelectionSetNode,
  keys = new Set<string>(),
  seen = new Set<string>(),
): Set<string> {
  for (const selection of set.selections) {
    if (selection.kind === 'Field') {
      if (GUARDED.has(selection.name.value)) keys.add((selection.alias ?? selection.name).value);
    } else if (selection.kind === 'InlineFragment') {
      guardedKeys(context, selection.selectionSet, keys, seen);
    } else if (!seen.has(selection.name.value)) {
      seen.add(selection.name.value);
      const fragment = context.getFragment(selection.name.value);
      if (fragment) guardedKeys(context, fragment.selectionSet, keys, seen);
    }
  }
  return keys;
}

function holdsSecret(type: GraphQLInputType, seen = new Set<unknown>()): boolean {
  const named = getNamedType(type);
  if (named.name === 'OAuthSecret') return true;
  if (!isInputObjectType(named) || seen.has(named)) return false;
  seen.add(named);
  return Object.values(named.getFields()).some((field) => holdsSecret(field.type, seen));
}
