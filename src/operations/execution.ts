import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { Context } from '../context.ts';
import type { Executed as CompiledResult } from './executor/index.ts';

/** What graphql-js calls the arguments of `execute`, as far as they matter here. */
export interface Execution {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly contextValue: Context;
  readonly variableValues?: Record<string, unknown> | null | undefined;
  readonly operationName?: string | null | undefined;
}

/** An answer, or one that comes in parts. */
export type Executed = CompiledResult | AsyncIterable<ExecutionResult>;
