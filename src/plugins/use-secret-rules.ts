import { type ASTVisitor, GraphQLError, type SelectionSetNode, type ValidationContext } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { ErrorCode } from '../lib/error-codes.ts';

declare module 'graphql' {
  interface GraphQLFieldExtensions<_TSource, _TContext, _TArgs> {
    /** The mutation tests or returns a secret. Only one per operation is allowed, since aliases enable brute force. */
    guarded?: true;
  }
}

/** Allows one guarded mutation per operation. */
export function useSecretRules(): Plugin {
  return { onValidate: ({ addValidationRule }) => addValidationRule(oneGuardedMutation) };
}

function oneGuardedMutation(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      if (operation.operation !== 'mutation') return;
      const fields = Object.values(context.getSchema().getMutationType()?.getFields() ?? {});
      const guarded = new Set(fields.filter(({ extensions }) => extensions.guarded).map(({ name }) => name));
      if (guardedKeys(guarded, context, operation.selectionSet).size < 2) return;
      const message = `Only one of ${[...guarded].join(', ')} may stand in an operation.`;
      const extensions = { code: ErrorCode.QUERY_TOO_COMPLEX, http: { status: 400 } };
      context.reportError(new GraphQLError(message, { nodes: [operation], extensions }));
    },
  };
}

/** The response keys of guarded root fields. A field that is selected twice under one key is executed once. */
function guardedKeys(
  guarded: ReadonlySet<string>,
  context: ValidationContext,
  set: SelectionSetNode,
  keys = new Set<string>(),
  seen = new Set<string>(),
): Set<string> {
  for (const selection of set.selections) {
    if (selection.kind === 'Field') {
      if (guarded.has(selection.name.value)) keys.add((selection.alias ?? selection.name).value);
    } else if (selection.kind === 'InlineFragment') {
      guardedKeys(guarded, context, selection.selectionSet, keys, seen);
    } else if (!seen.has(selection.name.value)) {
      seen.add(selection.name.value);
      const fragment = context.getFragment(selection.name.value);
      if (fragment) guardedKeys(guarded, context, fragment.selectionSet, keys, seen);
    }
  }
  return keys;
}
