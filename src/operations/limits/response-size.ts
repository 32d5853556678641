import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isLeafType,
  isListType,
  type OperationDefinitionNode,
} from 'graphql';
import { compileMeasure, type Measure } from './measure.ts';
import type { Measured } from './measured.ts';

/** Sizes that the values of most responses do not exceed. */
export interface Typical {
  /** Characters of a string. */
  readonly text: number;
  /** Items of a list of objects, and of one of scalars. */
  readonly items: number;
  readonly scalars: number;
}

/** Maximum bytes of a character in JSON: a control character is `\u001f`. */
const WIDEST = 6;
/** Bytes around a value: quotation marks, colon, comma, brackets. */
const AROUND = 8;

/**
 * Compiles the maximum size of a result's data, bytes, if no value in it exceeds the typical sizes; the executor
 * notices values that do. Only results that may be too large by this estimate have to be counted.
 */
export function compileSize(
  typical: Typical,
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Measured {
  const measure: Measure = {
    weightOf: (node, field) => keyOf(node) + bytesOfLeaf(field, typical),
    typename: (node) => keyOf(node) + typical.text,
    introspection: Number.MAX_SAFE_INTEGER,
    assumedSize: typical.items,
  };
  return compileMeasure(measure, schema, document, operation);
}

/** Bytes of the key: names are ASCII. */
function keyOf({ alias, name }: FieldNode): number {
  return (alias ?? name).value.length + AROUND;
}

function bytesOfLeaf({ type }: GraphQLField<unknown, unknown>, { text, scalars }: Typical): number {
  const named = getNamedType(type);
  if (!isLeafType(named)) return 0;
  const isShort = isEnumType(named) || ['Int', 'Float', 'Boolean', 'DateTime'].includes(named.name);
  const one = AROUND + (isShort ? 64 : text * WIDEST);
  return isListType(getNullableType(type)) ? one * scalars : one;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON escapes.
const ESCAPED = /[\u0000-\u001f"\\]/;

/** Bytes of a value as JSON, accurate to a few for each number. Stops counting above `most`. */
export function bytesOf(value: unknown, most: number): number {
  if (typeof value === 'string') return value.length > most ? most + 1 : bytesOfText(value);
  if (typeof value !== 'object' || value === null) return AROUND;
  const isList = Array.isArray(value);
  let bytes = 2;
  for (const key in value) {
    const member = (value as Record<string, unknown>)[key];
    bytes += (isList ? 1 : key.length + 4) + bytesOf(member, most - bytes);
    if (bytes > most) return bytes;
  }
  return bytes;
}

function bytesOfText(text: string): number {
  return ESCAPED.test(text) ? Buffer.byteLength(JSON.stringify(text)) : Buffer.byteLength(text) + 2;
}
