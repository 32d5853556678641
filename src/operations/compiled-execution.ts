import type { OperationDefinitionNode } from 'graphql';
import type { CompiledOperations } from './compiled-operations.ts';
import type { Execution } from './execution.ts';
import type { Executed } from './executor/index.ts';

/**
 * The answer of a compiled operation. Undefined: what is not compiled is left to the usual executor, and so are
 * variables of a wrong type and other schemas than the gateway's own.
 */
export function executeCompiled(
  operations: CompiledOperations,
  { schema, document, contextValue, variableValues }: Execution,
  operation: OperationDefinitionNode,
): Executed | Promise<Executed> | undefined {
  if (schema !== operations.schema) return undefined;
  return operations.get(document, operation)?.(contextValue, variableValues ?? {});
}
