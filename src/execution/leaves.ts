import { GraphQLError, type GraphQLLeafType, type GraphQLOutputType, getNullableType, isLeafType } from 'graphql';
import type { Complete } from './complete.ts';
import { isPromise } from './run.ts';

/** Values that the specification's own types take as they are: most of all leaves. */
const AS_THEY_ARE: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
};

/** Whether a value of this type is in the answer what it is already; undefined: that is not to be seen so easily. */
export function takenAsItIs(type: GraphQLOutputType): ((value: unknown) => boolean) | undefined {
  const named = getNullableType(type);
  return isLeafType(named) ? AS_THEY_ARE[named.name] : undefined;
}

export function leaf(type: GraphQLLeafType): Complete {
  const isFine = takenAsItIs(type) ?? (() => false);
  return (_run, value) => {
    if (isFine(value)) return value;
    if (value == null) return null;
    if (value instanceof Error) throw value;
    return serialize(type, value);
  };
}

function serialize(type: GraphQLLeafType, value: unknown): unknown {
  let serialized: unknown;
  try {
    serialized = type.serialize(value);
  } catch (error) {
    // Which field it is about, and where, is for whoever asked for the value to say.
    throw error instanceof GraphQLError ? new Error(error.message) : error;
  }
  if (serialized == null) throw new Error(`${type.name} cannot hold this value.`);
  return serialized;
}

/**
 * A list of leaves without one that is null, wrong or still to come: mostly all are in the answer what they are already,
 * and it is the list itself.
 *
 * @param otherwise completes all other lists
 */
export function leaves(type: GraphQLLeafType, otherwise: Complete): Complete {
  const complete = leaf(type);
  return (run, value, prev, key, info) => {
    if (!Array.isArray(value)) return otherwise(run, value, prev, key, info);
    let completed: unknown[] = value;
    try {
      for (let index = 0; index < value.length; index++) {
        const item = value[index];
        if (item == null || isPromise(item)) return otherwise(run, value, prev, key, info);
        const done = complete(run, item, prev, key, info);
        if (done === item) continue;
        if (completed === value) completed = [...value];
        completed[index] = done;
      }
    } catch {
      return otherwise(run, value, prev, key, info);
    }
    return completed;
  };
}
