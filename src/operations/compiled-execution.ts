import type { OperationDefinitionNode } from 'graphql';
import type { CompiledOperations } from './compiled-operations.ts';
import type { ExecutionArgs } from './execution.ts';
import type { CompiledResult } from './executor/index.ts';

/**
 * Executes a compiled operation. Undefined: the usual executor must, because the operation is not compiled, a variable
 * has the wrong type, or the schema is not the gateway's own.
 */
export function executeCompiled(
  operations: CompiledOperations,
  { schema, document, contextValue, variableValues }: ExecutionArgs,
  operation: OperationDefinitionNode,
): CompiledResult | Promise<CompiledResult> | undefined {
  if (schema !== operations.schema) return undefined;
  return operations.get(document, operation)?.(contextValue, variableValues ?? {});
}
