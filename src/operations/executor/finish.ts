import { type GraphQLOutputType, type GraphQLResolveInfo, isNonNullType } from 'graphql';
import { type Container, isPromise, located, type Path, type Run } from './run.ts';
import type { Complete, Place } from './types.ts';

/** Null, and the error on record; throws the error where the value must not be null. */
export type Fail = (run: Run, error: unknown, prev: Path | undefined, key: string | number) => null;

/**
 * What the answer has for a value that a field or an item of a list has. Where that is still to come and may be null, it
 * is null for now, and goes `into` the object or list by itself; else it is a promise. Throws, or rejects, where it makes
 * the object or list null.
 */
export type Finish = (
  run: Run,
  value: unknown,
  prev: Path | undefined,
  key: string | number,
  info: GraphQLResolveInfo | undefined,
  into: Container,
) => unknown;

/** @param typename the type that has the field; undefined: items of a list */
export function failing(type: GraphQLOutputType, nodes: Place['nodes'], typename: string | undefined): Fail {
  const isNullable = !isNonNullType(type);
  return (run, error, prev, key) => {
    const fault = located(error, nodes, { prev, key, typename });
    if (!isNullable) throw fault;
    run.errors.push(fault);
    return null;
  };
}

/** @param isSettled whether what `complete` promises fails as the answer will have it */
export function finishing(type: GraphQLOutputType, complete: Complete, isSettled: boolean, fail: Fail): Finish {
  const isNullable = !isNonNullType(type);
  const finish: Finish = (run, value, prev, key, info, into) => {
    if (isPromise(value)) return finishLater(run, value, prev, key, info, into);
    try {
      const done = complete(run, value, prev, key, info);
      if (isSettled || !isPromise(done)) return done;
      if (!isNullable) return done.then(undefined, (error) => fail(run, error, prev, key));
      run.pending++;
      done.then(
        (completed) => arrive(run, into, key, completed),
        (error) => arrive(run, into, key, fail(run, error, prev, key)),
      );
      return null;
    } catch (error) {
      return fail(run, error, prev, key);
    }
  };
  const finishLater: Finish = (run, promise, prev, key, info, into) => {
    const value = promise as Promise<unknown>;
    if (!isNullable) {
      return value.then(
        (come) => finish(run, come, prev, key, info, into),
        (error) => fail(run, error, prev, key),
      );
    }
    run.pending++;
    value.then(
      (come) => arrive(run, into, key, finish(run, come, prev, key, info, into)),
      (error) => arrive(run, into, key, fail(run, error, prev, key)),
    );
    return null;
  };
  return finish;
}

/** A value that was pending has come to its place. */
function arrive(run: Run, into: Container, key: string | number, value: unknown): void {
  into[key] = value;
  run.pending--;
  if (run.pending === 0) run.onSettled?.();
}
