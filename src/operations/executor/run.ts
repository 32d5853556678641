import {
  type GraphQLError,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  locatedError,
  type OperationDefinitionNode,
} from 'graphql';

/** Where in the answer a value stands. */
export type Path = GraphQLResolveInfo['path'];

/** What stands still while an operation is executed time and again. */
export interface Prepared {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: GraphQLResolveInfo['fragments'];
}

/** One execution of an operation. */
export interface Run extends Prepared {
  readonly variableValues: Record<string, unknown>;
  readonly contextValue: unknown;
  /** Whether a text or a list was longer than most, so that the answer may be larger than it looks. */
  isLong: boolean;
  /** What went wrong so far and made null what may be null. */
  readonly errors: GraphQLError[];
  /** How many values are still to come, each of which has null in its place until then. */
  pending: number;
  /** Told when the last of them has come. */
  onSettled: (() => void) | undefined;
}

/** Undefined where all values have come; else it resolves when the last of them has. */
export function settled(run: Run): Promise<void> | undefined {
  if (run.pending === 0) return undefined;
  return new Promise((resolve) => {
    run.onSettled = resolve;
  });
}

/** An object or list of the answer. */
export type Container = Record<string | number, unknown>;

/** An error belongs to the place where it came up, however far up it makes the answer null. */
export function located(error: unknown, nodes: GraphQLResolveInfo['fieldNodes'], path: Path | undefined): GraphQLError {
  const keys: (string | number)[] = [];
  for (let place = path; place; place = place.prev) keys.push(place.key);
  return locatedError(error, nodes, keys.reverse());
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as PromiseLike<unknown>).then === 'function';
}
