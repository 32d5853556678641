import {
  defaultFieldResolver,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isNonNullType,
} from 'graphql';
import type { Complete } from './complete.ts';
import { isPromise, located, type Path, type Run } from './run.ts';

/** Executes one field of an object: its value as the answer has it, or a promise of it; throws where it makes the object null. */
export type ExecuteField = (run: Run, source: unknown, prev: Path | undefined) => unknown;

/** A field that is selected. */
export interface Selected {
  readonly field: GraphQLField<unknown, unknown>;
  /** Its name in the answer. */
  readonly key: string;
  readonly parentType: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
  readonly complete: Complete;
}

/** @see GraphQL, section 6.4 */
export function executing(selected: Selected): ExecuteField {
  const { key, complete } = selected;
  const fail = failing(selected);
  const resolve = resolving(selected, fail);
  const member = memberOf(selected.field);
  if (member === undefined) return resolve;
  return (run, source, prev) => {
    try {
      const value = (source as Record<string, unknown> | null | undefined)?.[member];
      if (typeof value === 'function' || isPromise(value)) return resolve(run, source, prev);
      return complete(run, value, prev, key, undefined);
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

function resolving({ field, key, parentType, nodes, complete }: Selected, fail: Fail): ExecuteField {
  const { resolve = defaultFieldResolver, name: fieldName, type: returnType } = field;
  const finish = (run: Run, value: unknown, prev: Path | undefined, info: GraphQLResolveInfo): unknown => {
    try {
      const completed = complete(run, value, prev, key, info);
      return isPromise(completed) ? completed.then(undefined, (error) => fail(run, error, prev)) : completed;
    } catch (error) {
      return fail(run, error, prev);
    }
  };
  return (run, source, prev) => {
    const { schema, operation, fragments, variableValues } = run;
    // All but what graphql-js adds for resolvers that would end their own work: here calls end with the request.
    const info = {
      fieldName,
      fieldNodes: nodes,
      returnType,
      parentType,
      path: { prev, key, typename: parentType.name },
      schema,
      fragments,
      rootValue: undefined,
      operation,
      variableValues,
    } as unknown as GraphQLResolveInfo;
    let value: unknown;
    try {
      const args = field.args.length === 0 ? {} : getArgumentValues(field, nodes[0]!, variableValues);
      value = resolve(source, args, run.contextValue, info);
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
