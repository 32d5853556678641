import {
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLOutputType,
  getNullableType,
  isLeafType,
  isListType,
} from 'graphql';
import type { CompleteValue } from './types.ts';

/** Sizes that most responses do not exceed: characters of a string, items of a list of objects or of scalars. */
export const TYPICAL = { text: 256, items: 100, scalars: 16 };

/** Serializes a plain value; undefined: only `CompleteValue` can. */
export type SerializeLeaf = (value: unknown) => unknown;

/** Values that the built-in scalars coerce and serialize unchanged, by type name. */
export const AS_THEY_ARE: Readonly<Record<string, (value: unknown) => boolean>> = {
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => typeof value === 'number' && value === (value | 0),
};

/** Compiles the serialization of a leaf or a list of leaves. Undefined: the type is neither. */
export function compileSerializeLeaf(type: GraphQLOutputType): SerializeLeaf | undefined {
  const nullable = getNullableType(type);
  if (isLeafType(nullable)) return compileLeaf(nullable);
  const item = isListType(nullable) ? getNullableType(nullable.ofType) : undefined;
  return isLeafType(item) ? compileLeafList(compileLeaf(item)) : undefined;
}

function compileLeaf(type: GraphQLLeafType): SerializeLeaf {
  const isFine = AS_THEY_ARE[type.name];
  if (isFine) return (value) => (isFine(value) && !isLong(value) ? value : undefined);
  return (value) => {
    if (typeof value !== 'string') return undefined;
    try {
      const taken = type.serialize(value) ?? undefined;
      return isLong(taken) ? undefined : taken;
    } catch {
      return undefined;
    }
  };
}

/** If all items serialize to themselves, as they mostly do, the result is the list itself. */
function compileLeafList(serializeLeaf: SerializeLeaf): SerializeLeaf {
  return (value) => {
    if (!Array.isArray(value) || value.length > TYPICAL.scalars) return undefined;
    let taken: unknown[] = value;
    for (let index = 0; index < value.length; index++) {
      const item = serializeLeaf(value[index]);
      if (item === undefined) return undefined;
      if (item === value[index]) continue;
      if (taken === value) taken = [...value];
      taken[index] = item;
    }
    return taken;
  };
}

function isLong(value: unknown): boolean {
  return typeof value === 'string' && value.length > TYPICAL.text;
}

/** Compiles `CompleteValue` of a leaf. */
export function leaf(type: GraphQLLeafType): CompleteValue {
  const serializeLeaf = compileLeaf(type);
  return (exeContext, value) => {
    const taken = serializeLeaf(value);
    if (taken !== undefined) return taken;
    if (value == null) return null;
    if (value instanceof Error) throw value;
    const serialized = serialize(type, value);
    exeContext.isLong ||= isLong(serialized);
    return serialized;
  };
}

function serialize(type: GraphQLLeafType, value: unknown): unknown {
  let serialized: unknown;
  try {
    serialized = type.serialize(value);
  } catch (error) {
    // The caller locates the error at its field and path.
    throw error instanceof GraphQLError ? new Error(error.message) : error;
  }
  if (serialized == null) throw new Error(`${type.name} cannot hold this value.`);
  return serialized;
}
