import { defaultFieldResolver, type GraphQLField, getNamedType, isAbstractType } from 'graphql';
import { failsWithPlace } from './complete.ts';
import { type Fail, type Finish, failing, finishing } from './finish.ts';
import { arguing } from './inputs.ts';
import { taking } from './leaves.ts';
import { type Asked, resolveInfo } from './resolve-info.ts';
import { type Container, isPromise, type Path, type Run } from './run.ts';
import type { Complete } from './types.ts';

/**
 * Executes one field of an object: its value as the answer has it. What is still to come is null for now where it may be
 * null, and goes `into` the object by itself; else it is a promise. Throws, or rejects, where it makes the object null.
 */
export type ExecuteField = (run: Run, source: unknown, prev: Path | undefined, into: Container) => unknown;

/** A field that is selected, and how its values are completed. */
export interface Selected extends Asked {
  readonly complete: Complete;
}

/** @see GraphQL, section 6.4 */
export function executing(selected: Selected): ExecuteField {
  const { field, key, parentType, nodes, complete } = selected;
  const fail = failing(field.type, nodes, parentType.name);
  const finish = finishing(field.type, complete, failsWithPlace(field.type), fail);
  const resolve = resolving(selected, finish, fail);
  const member = memberOf(field);
  if (member === undefined) return resolve;
  const take = taking(field.type);
  return (run, source, prev, into) => {
    let value: unknown;
    try {
      value = (source as Record<string, unknown> | null | undefined)?.[member];
    } catch (error) {
      return fail(run, error, prev, key);
    }
    const taken = take?.(value);
    if (taken !== undefined) return taken;
    if (typeof value === 'function' || isPromise(value)) return resolve(run, source, prev, into);
    return finish(run, value, prev, key, undefined, into);
  };
}

/** The member of the object that the field only exposes, by whatever name it has there. */
function memberOf({ extensions, resolve, name, type }: GraphQLField<unknown, unknown>): string | undefined {
  const { pothosExposedField } = extensions;
  if (isAbstractType(getNamedType(type))) return undefined;
  if (typeof pothosExposedField === 'string') return pothosExposedField;
  return resolve ? undefined : name;
}

function resolving(selected: Selected, finish: Finish, fail: Fail): ExecuteField {
  const { field, key, nodes } = selected;
  const { resolve = defaultFieldResolver } = field;
  const argue = arguing(field, nodes[0]!);
  return (run, source, prev, into) => {
    const info = resolveInfo(selected, run, prev);
    let value: unknown;
    try {
      value = resolve(source, argue(run.variableValues), run.contextValue, info);
    } catch (error) {
      return fail(run, error, prev, key);
    }
    return finish(run, value, prev, key, info, into);
  };
}
