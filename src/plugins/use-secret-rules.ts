import {
  type ASTVisitor,
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
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

/** One guarded mutation an operation; no secret in a URL. */
export function useSecretRules(): Plugin {
  return {
    onValidate: ({ addValidationRule }) => addValidationRule(oneGuardedMutation),
    onExecute: ({ args, setResultAndStopExecution }) => {
      const { request } = args.contextValue as { request?: Request };
      const operation = getOperationAST(args.document, args.operationName);
      if (request?.method !== 'GET' || !operation || !takesSecret(args.schema, operation)) return;
      const message = 'An operation that takes a secret must be sent by POST: a URL would keep it.';
      const extensions = { code: 'BAD_REQUEST', http: { status: 405, headers: { allow: 'POST' } } };
      setResultAndStopExecution({ errors: [new GraphQLError(message, { extensions })] });
    },
  };
}

function oneGuardedMutation(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (operation.operation !== 'mutation') return;
      const guarded = rootFields(context, operation.selectionSet).filter((name) => GUARDED.has(name));
      if (guarded.length < 2) return;
      const message = `Only one of ${[...GUARDED].join(', ')} may stand in an operation.`;
      const extensions = { code: 'QUERY_TOO_COMPLEX', http: { status: 400 } };
      context.reportError(new GraphQLError(message, { nodes: [operation], extensions }));
    },
  };
}

function rootFields(context: ValidationContext, set: SelectionSetNode, seen = new Set<string>()): string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === 'Field') return [selection.name.value];
    if (selection.kind === 'InlineFragment') return rootFields(context, selection.selectionSet, seen);
    const name = selection.name.value;
    const fragment = context.getFragment(name);
    if (!fragment || seen.has(name)) return [];
    return rootFields(context, fragment.selectionSet, new Set([...seen, name]));
  });
}

function takesSecret(schema: GraphQLSchema, operation: OperationDefinitionNode): boolean {
  return (operation.variableDefinitions ?? []).some((definition) => {
    const type = typeFromAST(schema, definition.type as never);
    return isInputType(type) && holdsSecret(type);
  });
}

function holdsSecret(type: GraphQLInputType, seen = new Set<unknown>()): boolean {
  const named = getNamedType(type);
  if (named.name === 'OAuthSecret') return true;
  if (!isInputObjectType(named) || seen.has(named)) return false;
  seen.add(named);
  return Object.values(named.getFields()).some((field) => holdsSecret(field.type, seen));
}
