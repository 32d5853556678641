import { type GraphQLOutputType, type GraphQLResolveInfo, isNonNullType } from 'graphql';
import { type Container, type ExecutionContext, isPromise, located, type Path } from './execution-context.ts';
import type { CompleteValue, FieldRef } from './types.ts';

/**
 * Records the error and returns null; throws it where the position is non-null.
 *
 * @see GraphQL, section 6.4.4
 */
export type HandleFieldError = (
  exeContext: ExecutionContext,
  error: unknown,
  prev: Path | undefined,
  key: string | number,
) => null;

/**
 * Completes the value at a response position, a field or an item of a list. A pending value of a nullable position is
 * null for now and is put `into` its object or list later; other pending values are promises. Throws, or rejects, where
 * the error propagates to the object or list.
 */
export type CompletePosition = (
  exeContext: ExecutionContext,
  value: unknown,
  prev: Path | undefined,
  key: string | number,
  info: GraphQLResolveInfo | undefined,
  into: Container,
) => unknown;

/** @param typename the parent type of the field; undefined: the position is an item of a list */
export function compileHandleFieldError(
  type: GraphQLOutputType,
  nodes: FieldRef['nodes'],
  typename: string | undefined,
): HandleFieldError {
  const isNullable = !isNonNullType(type);
  return (exeContext, error, prev, key) => {
    const fault = located(error, nodes, { prev, key, typename });
    if (!isNullable) throw fault;
    exeContext.errors.push(fault);
    return null;
  };
}

/** @param isSettled whether a promise of `completeValue` rejects with located errors only */
export function compilePosition(
  type: GraphQLOutputType,
  completeValue: CompleteValue,
  isSettled: boolean,
  handleFieldError: HandleFieldError,
): CompletePosition {
  const isNullable = !isNonNullType(type);
  const completePosition: CompletePosition = (exeContext, value, prev, key, info, into) => {
    if (isPromise(value)) return completePositionLater(exeContext, value, prev, key, info, into);
    try {
      const done = completeValue(exeContext, value, prev, key, info);
      if (isSettled || !isPromise(done)) return done;
      if (!isNullable) return done.then(undefined, (error) => handleFieldError(exeContext, error, prev, key));
      exeContext.pending++;
      done.then(
        (completed) => settle(exeContext, into, key, completed),
        (error) => settle(exeContext, into, key, handleFieldError(exeContext, error, prev, key)),
      );
      return null;
    } catch (error) {
      return handleFieldError(exeContext, error, prev, key);
    }
  };
  const completePositionLater: CompletePosition = (exeContext, promise, prev, key, info, into) => {
    const value = promise as Promise<unknown>;
    if (!isNullable) {
      return value.then(
        (come) => completePosition(exeContext, come, prev, key, info, into),
        (error) => handleFieldError(exeContext, error, prev, key),
      );
    }
    exeContext.pending++;
    value.then(
      (come) => settle(exeContext, into, key, completePosition(exeContext, come, prev, key, info, into)),
      (error) => settle(exeContext, into, key, handleFieldError(exeContext, error, prev, key)),
    );
    return null;
  };
  return completePosition;
}

/** Puts a value that was pending into its position. */
function settle(exeContext: ExecutionContext, into: Container, key: string | number, value: unknown): void {
  into[key] = value;
  exeContext.pending--;
  if (exeContext.pending === 0) exeContext.onSettled?.();
}
