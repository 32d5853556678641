import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { Context } from '../context.ts';
import type { CompiledResult } from './executor/index.ts';

/** The arguments of graphql-js' `execute` that matter here. */
export interface ExecutionArgs {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly contextValue: Context;
  readonly variableValues?: Record<string, unknown> | null | undefined;
  readonly operationName?: string | null | undefined;
}

/** A single result, or the payloads of incremental delivery. */
export type OperationResult = CompiledResult | AsyncIterable<ExecutionResult>;
