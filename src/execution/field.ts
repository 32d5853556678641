import {
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLResolveInfo,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isNonNullType,
} from 'graphql';
import { type Complete, failsWithPlace } from './complete.ts';
import { type Asked, resolveInfo } from './resolve-info.ts';
import { isPromise, located, type Path, type Run } from './run.ts';

/** Executes one field of an object: its value as the answer has it, or a promise of it; throws where it makes the object null. */
export type ExecuteField = (run: Run, source: unknown, prev: Path | undefined) => unknown;

/** A field that is selected, and how its values are completed. */
export interface Selected extends Asked {
  readonly complete: Complete;
}

/** @see GraphQL, section 6.4 */
export function executing(selected: Selected): ExecuteField {
  const { key, complete } = selected;
  const fail = failing(selected);
  const resolve = resolving(selected, fail);
  const member = memberOf(selected.field);
  if (member === undefined) return resolve;
  const isSettled = failsWithPlace(selected.field.type);
  return (run, source, prev) => {
    try {
      const value = (source as Record<string, unknown> | null | undefined)?.[member];
      if (typeof value === 'function' || isPromise(value)) return resolve(run, source, prev);
      const completed = complete(run, value, prev, key, undefined);
      if (isSettled || !isPromise(completed)) return completed;
      return completed.then(undefined, (error) => fail(run, error, prev));
    } catch (error) {
      return fail(run, error, prev);
    }
  };
}

/** The member of the object that the field only exposes, by whatever name it has there. */
function memberOf({ extensions, resolve, name, type }: GraphQLField<unknown, unknown>): string | undefined {
  const { pothosExposedField } = extensions;
  if (isAbstractType(getNamedType(type))) return undefined;
  if (typeof pothosExposedField === 'string') return pothosExposedField;
  return resolve ? undefined : name;
}

type Fail = (run: Run, error: unknown, prev: Path | undefined) => null;

/** Null, and the error on record; where the field must not be null, the error is the object's. */
function failing({ field, key, parentType, nodes }: Selected): Fail {
  const isNullable = !isNonNullType(field.type);
  return (run, error, prev) => {
    const fault = located(error, nodes, { prev, key, typename: parentType.name });
    if (!isNullable) throw fault;
    run.errors.push(fault);
    return null;
  };
}

function resolving(selected: Selected, fail: Fail): ExecuteField {
  const { field, key, nodes, complete } = selected;
  const { resolve = defaultFieldResolver, args } = field;
  const isSettled = failsWithPlace(field.type);
  const finish = (run: Run, value: unknown, prev: Path | undefined, info: GraphQLResolveInfo): unknown => {
    try {
      const completed = complete(run, value, prev, key, info);
      if (isSettled || !isPromise(completed)) return completed;
      return completed.then(undefined, (error) => fail(run, error, prev));
    } catch (error) {
      return fail(run, error, prev);
    }
  };
  return (run, source, prev) => {
    const info = resolveInfo(selected, run, prev);
    let value: unknown;
    try {
      const given = args.length === 0 ? {} : getArgumentValues(field, nodes[0]!, run.variableValues);
      value = resolve(source, given, run.contextValue, info);
    } catch (error) {
      return fail(run, error, prev);
    }
    if (!isPromise(value)) return finish(run, value, prev, info);
    return value.then(
      (resolved) => finish(run, resolved, prev, info),
      (error) => fail(run, error, prev),
    );
  };
}
