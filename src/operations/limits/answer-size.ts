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

/** What no value of most answers is larger than. */
export interface Typical {
  /** Characters of a text. */
  readonly text: number;
  /** Items of a list of objects, and of one of scalars. */
  readonly items: number;
  readonly scalars: number;
}

/** Bytes of a character as JSON has it: a control character is `\u001f`. */
const WIDEST = 6;
/** Bytes around a value: quotation marks, colon, comma, brackets. */
const AROUND = 8;

/**
 * The most bytes that the data of an operation's answer can have while no value in it is larger than typical ones,
 * which is for executors to see: names times sizes. Only an answer that may be too large by that has to be counted.
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

/** Names are ASCII. */
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

/** Bytes that a value takes as JSON, within a few for each number; something above `most` as soon as it is more. */
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
