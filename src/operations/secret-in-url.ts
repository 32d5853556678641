import {
  GraphQLError,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInputType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { ErrorCode } from '../lib/error-codes.ts';

/** Refuses an operation by GET whose variables can hold a secret. Undefined: none of them can. */
export function secretInUrl(schema: GraphQLSchema, operation: OperationDefinitionNode): GraphQLError | undefined {
  const takesSecret = (operation.variableDefinitions ?? []).some((definition) => {
    const type = typeFromAST(schema, definition.type as never);
    return isInputType(type) && holdsSecret(type);
  });
  if (!takesSecret) return undefined;
  const message = 'An operation that takes a secret must be sent by POST, since URLs are logged and cached.';
  const extensions = { code: ErrorCode.BAD_REQUEST, http: { status: 405, headers: { allow: 'POST' } } };
  return new GraphQLError(message, { extensions });
}

function holdsSecret(type: GraphQLInputType, seen = new Set<unknown>()): boolean {
  const named = getNamedType(type);
  if (named.name === 'OAuthSecret') return true;
  if (!isInputObjectType(named) || seen.has(named)) return false;
  seen.add(named);
  return Object.values(named.getFields()).some((field) => holdsSecret(field.type, seen));
}
