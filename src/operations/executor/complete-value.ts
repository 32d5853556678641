import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNullableType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { type Container, type ExecutionContext, isPromise, type Path } from './execution-context.ts';
import { leaf, TYPICAL } from './leaves.ts';
import { compileHandleFieldError, compilePosition } from './response-position.ts';
import type { CompleteValue, FieldRef } from './types.ts';

/** Executes the selections of an object, at `path`. */
export type ExecuteFields = (exeContext: ExecutionContext, source: unknown, path: Path | undefined) => unknown;

/** @param fieldsOf compiles the selections of an object of that type */
export function compileCompleteValue(
  type: GraphQLOutputType,
  fieldRef: FieldRef,
  fieldsOf: (type: GraphQLObjectType) => ExecuteFields,
): CompleteValue {
  if (isNonNullType(type)) return required(compileCompleteValue(type.ofType, fieldRef, fieldsOf), fieldRef);
  if (isListType(type)) return list(type, fieldRef, compileCompleteValue(type.ofType, fieldRef, fieldsOf));
  if (isLeafType(type)) return leaf(type);
  return isObjectType(type) ? object(type, fieldRef, fieldsOf) : abstract(type, fieldRef, fieldsOf);
}

function required(completeValue: CompleteValue, fieldRef: FieldRef): CompleteValue {
  return (exeContext, value, prev, key, info) => {
    const completed = completeValue(exeContext, value, prev, key, info);
    if (completed === null)
      throw new Error(`Cannot return null for non-nullable field ${fieldRef.typename}.${fieldRef.name}.`);
    return completed;
  };
}

function list(type: GraphQLList<GraphQLOutputType>, fieldRef: FieldRef, completeValue: CompleteValue): CompleteValue {
  const handleFieldError = compileHandleFieldError(type.ofType, fieldRef.nodes, undefined);
  const completePosition = compilePosition(type.ofType, completeValue, failsLocated(type.ofType), handleFieldError);
  const typical = isLeafType(getNullableType(type.ofType)) ? TYPICAL.scalars : TYPICAL.items;
  return (exeContext, value, prev, key, info) => {
    if (value == null) return null;
    if (value instanceof Error) throw value;
    if (typeof value !== 'object' || !(Symbol.iterator in value)) {
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${fieldRef.typename}.${fieldRef.name}".`,
      );
    }
    const path = pathOf(fieldRef, prev, key);
    const completed: unknown[] = [];
    let isPending = false;
    try {
      for (const each of value as Iterable<unknown>) {
        const done = completePosition(
          exeContext,
          each,
          path,
          completed.length,
          info,
          completed as unknown as Container,
        );
        isPending ||= isPromise(done);
        completed.push(done);
      }
    } catch (error) {
      // Pending items may reject, too, and nothing else would handle that.
      if (isPending) void Promise.allSettled(completed);
      throw error;
    }
    exeContext.isLong ||= completed.length > typical;
    return isPending ? Promise.all(completed) : completed;
  };
}

/** Whether a pending value rejects with located errors only: non-null objects pass on those of their fields. */
export function failsLocated(type: GraphQLOutputType): boolean {
  return isNonNullType(type) && isObjectType(type.ofType);
}

function object(
  type: GraphQLObjectType,
  fieldRef: FieldRef,
  fieldsOf: (type: GraphQLObjectType) => ExecuteFields,
): CompleteValue {
  let fields: ExecuteFields | undefined;
  return (exeContext, value, prev, key) => {
    if (value == null) return null;
    if (value instanceof Error) throw value;
    fields ??= fieldsOf(type);
    return fields(exeContext, value, pathOf(fieldRef, prev, key));
  };
}

function abstract(
  type: GraphQLAbstractType,
  fieldRef: FieldRef,
  fieldsOf: (type: GraphQLObjectType) => ExecuteFields,
): CompleteValue {
  const byName = new Map<string, ExecuteFields>();
  const fieldsOfNamed = ({ schema }: ExecutionContext, name: unknown): ExecuteFields => {
    const actual = typeof name === 'string' ? schema.getType(name) : undefined;
    if (!isObjectType(actual) || !schema.isSubType(type, actual)) {
      throw new Error(
        `Abstract type "${type.name}" must resolve to one of its Object types for field ` +
          `"${fieldRef.typename}.${fieldRef.name}".`,
      );
    }
    const fields = byName.get(actual.name) ?? fieldsOf(actual);
    byName.set(actual.name, fields);
    return fields;
  };
  return (exeContext, value, prev, key, info) => {
    if (value == null) return null;
    if (value instanceof Error) throw value;
    const path = pathOf(fieldRef, prev, key);
    const name = type.resolveType?.(value, exeContext.contextValue, info!, type);
    return isPromise(name)
      ? name.then((resolved) => fieldsOfNamed(exeContext, resolved)(exeContext, value, path))
      : fieldsOfNamed(exeContext, name)(exeContext, value, path);
  };
}

/** List indices belong to no type. */
function pathOf({ typename }: FieldRef, prev: Path | undefined, key: string | number): Path {
  return { prev, key, typename: typeof key === 'string' ? typename : undefined };
}
