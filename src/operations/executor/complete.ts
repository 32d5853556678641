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
import { failing, finishing } from './finish.ts';
import { leaf, TYPICAL } from './leaves.ts';
import { type Container, isPromise, type Path, type Run } from './run.ts';
import type { Complete, Place } from './types.ts';

/** Executes the selections of an object, at `path`. */
export type ExecuteFields = (run: Run, source: unknown, path: Path | undefined) => unknown;

/** @param fieldsOf what is selected of an object of a type */
export function completion(
  type: GraphQLOutputType,
  place: Place,
  fieldsOf: (type: GraphQLObjectType) => ExecuteFields,
): Complete {
  if (isNonNullType(type)) return required(completion(type.ofType, place, fieldsOf), place);
  if (isListType(type)) return list(type, place, completion(type.ofType, place, fieldsOf));
  if (isLeafType(type)) return leaf(type);
  return isObjectType(type) ? object(type, place, fieldsOf) : abstract(type, place, fieldsOf);
}

function required(complete: Complete, place: Place): Complete {
  return (run, value, prev, key, info) => {
    const completed = complete(run, value, prev, key, info);
    if (completed === null)
      throw new Error(`Cannot return null for non-nullable field ${place.typename}.${place.name}.`);
    return completed;
  };
}

function list(type: GraphQLList<GraphQLOutputType>, place: Place, complete: Complete): Complete {
  const fail = failing(type.ofType, place.nodes, undefined);
  const finish = finishing(type.ofType, complete, failsWithPlace(type.ofType), fail);
  const typical = isLeafType(getNullableType(type.ofType)) ? TYPICAL.scalars : TYPICAL.items;
  return (run, value, prev, key, info) => {
    if (value == null) return null;
    if (value instanceof Error) throw value;
    if (typeof value !== 'object' || !(Symbol.iterator in value)) {
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${place.typename}.${place.name}".`);
    }
    const path = pathOf(place, prev, key);
    const completed: unknown[] = [];
    let isPending = false;
    try {
      for (const each of value as Iterable<unknown>) {
        const done = finish(run, each, path, completed.length, info, completed as unknown as Container);
        isPending ||= isPromise(done);
        completed.push(done);
      }
    } catch (error) {
      // Those under way may fail too, and nobody else would hear of it.
      if (isPending) void Promise.allSettled(completed);
      throw error;
    }
    run.isLong ||= completed.length > typical;
    return isPending ? Promise.all(completed) : completed;
  };
}

/**
 * Whether a completed value that is still to come fails as the answer will have it: objects that must be there pass on
 * the errors of their fields, which know their places.
 */
export function failsWithPlace(type: GraphQLOutputType): boolean {
  return isNonNullType(type) && isObjectType(type.ofType);
}

function object(type: GraphQLObjectType, place: Place, fieldsOf: (type: GraphQLObjectType) => ExecuteFields): Complete {
  let fields: ExecuteFields | undefined;
  return (run, value, prev, key) => {
    if (value == null) return null;
    if (value instanceof Error) throw value;
    fields ??= fieldsOf(type);
    return fields(run, value, pathOf(place, prev, key));
  };
}

function abstract(
  type: GraphQLAbstractType,
  place: Place,
  fieldsOf: (type: GraphQLObjectType) => ExecuteFields,
): Complete {
  const byName = new Map<string, ExecuteFields>();
  const fieldsOfNamed = ({ schema }: Run, name: unknown): ExecuteFields => {
    const actual = typeof name === 'string' ? schema.getType(name) : undefined;
    if (!isObjectType(actual) || !schema.isSubType(type, actual)) {
      throw new Error(
        `Abstract type "${type.name}" must resolve to one of its Object types for field "${place.typename}.${place.name}".`,
      );
    }
    const fields = byName.get(actual.name) ?? fieldsOf(actual);
    byName.set(actual.name, fields);
    return fields;
  };
  return (run, value, prev, key, info) => {
    if (value == null) return null;
    if (value instanceof Error) throw value;
    const path = pathOf(place, prev, key);
    const name = type.resolveType?.(value, run.contextValue, info!, type);
    return isPromise(name)
      ? name.then((resolved) => fieldsOfNamed(run, resolved)(run, value, path))
      : fieldsOfNamed(run, name)(run, value, path);
  };
}

/** Indices of lists belong to no type. */
function pathOf({ typename }: Place, prev: Path | undefined, key: string | number): Path {
  return { prev, key, typename: typeof key === 'string' ? typename : undefined };
}
