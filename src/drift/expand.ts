import type { Declarations, Interface } from './declarations.ts';
import type { Member, Type } from './types.ts';
import type { Written, WrittenMember } from './written.ts';

/** Depth at which recursive types end. */
const MAX_DEPTH = 12;

/** The types of type parameters, by their names. */
type Given = ReadonlyMap<string, Type>;

/** Replaces all names in a type by their declarations. A name that is not declared stays as it is. */
export function expand(type: Written, known: Declarations, space = '', given: Given = new Map(), depth = 0): Type {
  const inner = (each: Written) => expand(each, known, space, given, depth + 1);
  switch (type.kind) {
    case 'literal':
      return { kind: 'literals', values: [type.value] };
    case 'array':
      return { kind: 'array', items: inner(type.items) };
    case 'object':
      return { kind: 'object', members: membersIn(type.members, inner) };
    case 'intersection':
      return { kind: 'object', members: new Map(type.of.map(inner).flatMap((each) => [...membersOfObject(each)])) };
    case 'union':
      return unionOf(type.of.map(inner));
    case 'name':
      return depth > MAX_DEPTH ? { kind: 'plain', text: type.name } : named(type, known, space, given, depth);
  }
}

function named(
  { name, given: parameters }: Extract<Written, { kind: 'name' }>,
  known: Declarations,
  space: string,
  given: Given,
  depth: number,
): Type {
  const inner = (each: Written) => expand(each, known, space, given, depth + 1);
  const bound = given.get(name);
  if (bound) return bound;
  const alias = find(known.aliases, name, space);
  if (alias) return expand(alias.value, known, alias.name, new Map(), depth + 1);
  // The page class of a list is named after the response that it is a page of.
  const found = find(known.interfaces, name, space) ?? find(known.interfaces, `${name}Response`, space);
  if (!found) return { kind: 'plain', text: name };
  const own: Given = new Map(found.value.parameters.map((each, n) => [each, inner(parameters[n] ?? ANY)]));
  return { kind: 'object', members: membersOf(found.value, known, found.name, own, depth) };
}

const ANY: Written = { kind: 'name', name: 'any', given: [] };

function membersOf(
  { extended, members }: Interface,
  known: Declarations,
  space: string,
  given: Given,
  depth: number,
): Map<string, Member> {
  const inner = (each: Written) => expand(each, known, space, given, depth + 1);
  const inherited = extended.flatMap((each) => [...membersOfObject(inner(each))]);
  return new Map([...inherited, ...membersIn(members, inner)]);
}

function membersIn(members: readonly WrittenMember[], inner: (type: Written) => Type): Map<string, Member> {
  return new Map(members.map(({ name, optional, type }) => [name, { type: inner(type), optional }]));
}

function membersOfObject(type: Type): ReadonlyMap<string, Member> {
  return type.kind === 'object' ? type.members : new Map();
}

function unionOf(types: readonly Type[]): Type {
  const isNull = (type: Type) => type.kind === 'plain' && type.text === 'null';
  const rest = types.filter((type) => !isNull(type));
  const literals = rest.flatMap((type) => (type.kind === 'literals' ? type.values : []));
  const others = rest.filter((type) => type.kind !== 'literals');
  const type: Type =
    others.length === 0
      ? { kind: 'literals', values: literals }
      : others.length === 1 && literals.length === 0
        ? others[0]!
        : {
            kind: 'plain',
            text: [...others.map(textIn), ...literals.map((each) => `'${each}'`)].toSorted().join(' | '),
          };
  return rest.length < types.length ? { kind: 'nullable', type } : type;
}

function textIn(type: Type): string {
  return type.kind === 'plain' ? type.text : type.kind;
}

/** Looks a name up from inside a namespace: first in it, then in those around it. */
function find<T>(all: ReadonlyMap<string, T>, name: string, space: string): { name: string; value: T } | undefined {
  const around = space.split('.').map((_, n, parts) => parts.slice(0, parts.length - n).join('.'));
  // A name of another file has that file's name before it.
  const names = [...around.map((each) => `${each}.${name}`), name, name.slice(name.indexOf('.') + 1)];
  for (const each of names) {
    const value = all.get(each);
    if (value !== undefined) return { name: each, value };
  }
  return undefined;
}
