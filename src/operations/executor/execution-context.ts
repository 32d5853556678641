import {
  type GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  locatedError,
  type OperationDefinitionNode,
} from 'graphql';

/** The response path of a value. */
export type Path = GraphQLResolveInfo['path'];

/** What all executions of an operation share. */
export interface OperationPlan {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: GraphQLResolveInfo['fragments'];
}

/** The state of one execution. */
export interface ExecutionContext extends OperationPlan {
  readonly variableValues: Record<string, unknown>;
  readonly contextValue: unknown;
  /** Whether a string or list was longer than typical, so that the response may be larger than estimated. */
  isLong: boolean;
  /** Errors recorded so far, each where a nullable position became null. */
  readonly errors: GraphQLError[];
  /** Number of pending values; each has null in its position until it settles. */
  pending: number;
  /** Called when the last pending value has settled. */
  onSettled: (() => void) | undefined;
}

/** Resolves when the last pending value has settled; undefined where none is pending. */
export function whenSettled(exeContext: ExecutionContext): Promise<void> | undefined {
  if (exeContext.pending === 0) return undefined;
  return new Promise((resolve) => {
    exeContext.onSettled = resolve;
  });
}

/** An object or list of the response. */
export type Container = Record<string | number, unknown>;

/** Locates an error at the position where it occurred, however far it propagates. */
export function located(error: unknown, nodes: GraphQLResolveInfo['fieldNodes'], path: Path | undefined): GraphQLError {
  const keys: (string | number)[] = [];
  for (let place = path; place; place = place.prev) keys.push(place.key);
  return locatedError(error, nodes, keys.reverse());
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function';
}
