/** A type in a form that both sources have. */
export type Type =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'literals'; readonly values: readonly string[] }
  | { readonly kind: 'array'; readonly items: Type }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, Member> }
  | { readonly kind: 'nullable'; readonly type: Type };

export interface Member {
  readonly type: Type;
  readonly optional: boolean;
}

/** Depth beyond which the members of nested objects are not listed. */
const MAX_DEPTH = 8;

/**
 * The members of a type and of all objects in it, each with its path. Optional members end in `?`.
 *
 * @example `data[].client_id` is `string`, `data[].logo_uri?` is `string | null`
 */
export function membersOf(type: Type, path = '', depth = 0): [name: string, type: string][] {
  const inner = objectIn(type);
  if (inner === undefined || depth > MAX_DEPTH) return [];
  return [...inner.members].flatMap(([name, member]) => {
    const at = `${path}${path && '.'}${name}`;
    return [
      [`${at}${member.optional ? '?' : ''}`, textOf(member.type)] as [string, string],
      ...membersOf(member.type, `${at}${'[]'.repeat(arraysIn(member.type))}`, depth + 1),
    ];
  });
}

/** A type as in TypeScript. Objects are only `object`, since their members have lines of their own. */
export function textOf(type: Type): string {
  switch (type.kind) {
    case 'plain':
      return type.text;
    case 'literals':
      return type.values
        .toSorted()
        .map((value) => `'${value}'`)
        .join(' | ');
    case 'array': {
      const items = textOf(type.items);
      return items.includes(' ') ? `(${items})[]` : `${items}[]`;
    }
    case 'object':
      return 'object';
    case 'nullable':
      return `${textOf(type.type)} | null`;
  }
}

function objectIn(type: Type): Extract<Type, { kind: 'object' }> | undefined {
  if (type.kind === 'array') return objectIn(type.items);
  if (type.kind === 'nullable') return objectIn(type.type);
  return type.kind === 'object' ? type : undefined;
}

function arraysIn(type: Type): number {
  if (type.kind === 'nullable') return arraysIn(type.type);
  return type.kind === 'array' ? 1 + arraysIn(type.items) : 0;
}
