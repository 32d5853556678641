import { type ExecutionResult, GraphQLError, getOperationAST, getVariableValues, type Source } from 'graphql';
import { isPromise, type Plugin } from 'graphql-yoga';
import { CompiledOperations } from './compiled-operations.ts';

interface Execution {
  readonly schema: unknown;
  readonly document: Parameters<CompiledOperations['get']>[0];
  readonly operationName?: string | null;
  readonly variableValues?: Record<string, unknown>;
  readonly contextValue?: unknown;
  readonly rootValue?: unknown;
}

/**
 * Executes queries that come again as compiled code. What that cannot do, or says in other words, is left to the usual
 * executor: mutations, variables of a wrong type, other schemas than the gateway's own.
 */
export function useCompiledExecution(): Plugin {
  let operations: CompiledOperations;
  let own: unknown;
  return {
    onSchemaChange({ schema }) {
      own = schema;
      operations = new CompiledOperations(schema);
    },
    onExecute({ executeFn, setExecuteFn }) {
      setExecuteFn((args: Execution) => {
        const { schema, document, operationName, contextValue, rootValue, variableValues = {} } = args;
        const execute = schema === own && operations.get(document, operationName);
        if (!execute || !areTaken(args, variableValues)) return executeFn(args);
        const result = execute(rootValue, contextValue, variableValues);
        if (!('data' in result || isPromise(result))) return executeFn(args); // it takes fewer variables than it should
        const { source } = document.loc!;
        return isPromise(result) ? result.then((each) => located(each, source)) : located(result, source);
      });
    },
  };
}

/** Compiled code checks variables too, but in words of its own. */
function areTaken({ schema, document, operationName }: Execution, variables: Record<string, unknown>): boolean {
  const { variableDefinitions = [] } = getOperationAST(document, operationName)!;
  return (
    variableDefinitions.length === 0 || 'coerced' in getVariableValues(schema as never, variableDefinitions, variables)
  );
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
