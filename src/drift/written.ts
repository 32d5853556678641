import type { Tokens } from './tokens.ts';

/** A type as it is written in a declaration file. */
export type Written =
  | { readonly kind: 'name'; readonly name: string; readonly given: readonly Written[] }
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'array'; readonly items: Written }
  | { readonly kind: 'union' | 'intersection'; readonly of: readonly Written[] }
  | { readonly kind: 'object'; readonly members: readonly WrittenMember[] };

export interface WrittenMember {
  readonly name: string;
  readonly optional: boolean;
  readonly type: Written;
}

/** Reads a type. @throws {SourceError} It is written in a way that Telnyx' generator does not use. */
export function readType(tokens: Tokens): Written {
  tokens.takes('|');
  return separated(tokens, '|', 'union', () => separated(tokens, '&', 'intersection', () => readArray(tokens)));
}

function separated(tokens: Tokens, separator: string, kind: 'union' | 'intersection', read: () => Written): Written {
  const of = [read()];
  while (tokens.takes(separator)) of.push(read());
  return of.length === 1 ? of[0]! : { kind, of };
}

function readArray(tokens: Tokens): Written {
  let type = readOne(tokens);
  while (tokens.takes('[')) {
    if (tokens.takes(']')) type = { kind: 'array', items: type };
    else {
      // The type of a member, which only the heads of classes have.
      tokens.skipTo(']');
      type = { kind: 'name', name: 'any', given: [] };
    }
  }
  return type;
}

function readOne(tokens: Tokens): Written {
  if (tokens.next === '{') return { kind: 'object', members: readMembers(tokens) };
  if (tokens.takes('(')) {
    const type = readType(tokens);
    tokens.take(')');
    return type;
  }
  if (/^['"\d]/.test(tokens.next)) return { kind: 'literal', value: unquoted(tokens.take()) };
  if (!/^[\w$]+$/.test(tokens.next)) tokens.fail('a type');
  let name = tokens.take();
  while (tokens.takes('.')) name += `.${tokens.take()}`;
  const given = tokens.takes('<') ? readTypes(tokens) : [];
  if (given.length > 0) tokens.take('>');
  return name === 'Array' && given.length === 1 ? { kind: 'array', items: given[0]! } : { kind: 'name', name, given };
}

/** Reads types that are separated by commas. */
export function readTypes(tokens: Tokens): Written[] {
  const types = [readType(tokens)];
  while (tokens.takes(',')) types.push(readType(tokens));
  return types;
}

/** Reads the members in a pair of braces. */
export function readMembers(tokens: Tokens): WrittenMember[] {
  const members: WrittenMember[] = [];
  tokens.take('{');
  while (!tokens.takes('}')) {
    const name = readName(tokens);
    const optional = tokens.takes('?');
    tokens.take(':');
    members.push({ name, optional, type: readType(tokens) });
    tokens.takes(';');
  }
  return members;
}

function readName(tokens: Tokens): string {
  // `[key: string]` stands for any further member.
  if (!tokens.takes('[')) return unquoted(tokens.take());
  tokens.skipTo(']');
  return '*';
}

function unquoted(token: string): string {
  return /^['"]/.test(token) ? token.slice(1, -1) : token;
}
