import {
  type ExecutionResult,
  GraphQLError,
  getVariableValues,
  type OperationDefinitionNode,
  type Source,
} from 'graphql';
import { isPromise } from 'graphql-yoga';
import type { CompiledOperations } from './compiled-operations.ts';
import type { Execution } from './operations.ts';

/**
 * The answer of compiled code. Undefined: what it cannot do, or says in other words, is left to the usual executor, such
 * as mutations, variables of a wrong type, other schemas than the gateway's own.
 */
export function executeCompiled(
  operations: CompiledOperations,
  { schema, document, contextValue, variableValues }: Execution,
  operation: OperationDefinitionNode,
): ExecutionResult | Promise<ExecutionResult> | undefined {
  if (schema !== operations.schema) return undefined;
  const query = operations.get(document, operation);
  const variables = variableValues ?? {};
  const { variableDefinitions = [] } = operation;
  // It checks variables too, but in words of its own.
  if (!query || (variableDefinitions.length > 0 && !isCoercible(schema, variableDefinitions, variables)))
    return undefined;
  const result = query(undefined, contextValue, variables);
  if (isPromise(result)) return result.then((each) => located(each, document.loc!.source));
  return 'data' in result ? located(result, document.loc!.source) : undefined; // it takes fewer variables than it should
}

function isCoercible(...asked: Parameters<typeof getVariableValues>): boolean {
  return 'coerced' in getVariableValues(...asked);
}

/** Compiled code's errors know lines and columns only. */
function located(result: ExecutionResult, source: Source): ExecutionResult {
  if (!result.errors) return result;
  const lineStarts = [0, ...source.body.matchAll(/\r\n|[\n\r]/g).map(({ 0: end, index }) => index + end.length)];
  const errors = result.errors.map(({ message, locations = [], path, originalError }) => {
    const positions = locations.map(({ line, column }) => lineStarts[line - 1]! + column - 1);
    return new GraphQLError(message, { source, positions, path: path ?? null, originalError: originalError ?? null });
  });
  return { errors, data: result.data ?? null };
}
