import type { Members, Operation, Operations } from './facts.ts';

/** One difference between the pinned facts and those of a source. */
export interface Change {
  readonly change: 'new' | 'changed' | 'vanished';
  readonly what: 'operation' | 'path' | 'parameter' | 'request member' | 'response member' | 'enum value';
  readonly operation: string;
  /** The path, parameter or member; for an enum value, its member and the value. Empty for an operation. */
  readonly name: string;
  /** Types of a member or parameter. */
  readonly was?: string;
  readonly is?: string;
}

const SECTIONS = [
  ['parameters', 'parameter'],
  ['request', 'request member'],
  ['response', 'response member'],
] as const;

/** Lists everything that is new, changed or gone. An operation that is new or gone is one change. */
export function compare(pinned: Operations, found: Operations): Change[] {
  return namesOf(pinned, found).flatMap((name): Change[] => {
    const [was, is] = [pinned[name], found[name]];
    if (!was) return [{ change: 'new', what: 'operation', operation: name, name: '' }];
    if (!is) return [{ change: 'vanished', what: 'operation', operation: name, name: '' }];
    return [
      ...comparePaths(name, was, is),
      ...SECTIONS.flatMap(([section, what]) => compareMembers(name, what, was[section], is[section])),
    ];
  });
}

function comparePaths(operation: string, was: Operation, is: Operation): Change[] {
  return listChanges(was.paths, is.paths).map(([change, path]) => ({ change, what: 'path', operation, name: path }));
}

function compareMembers(operation: string, what: Change['what'], was: Members, is: Members): Change[] {
  const [before, after] = [byPlainName(was), byPlainName(is)];
  return namesOf(before, after).flatMap((name): Change[] => {
    const [old, now] = [before[name], after[name]];
    const here = { what, operation, name };
    if (!old) return [{ change: 'new', ...here, is: now!.type + now!.note }];
    if (!now) return [{ change: 'vanished', ...here, was: old.type + old.note }];
    const [oldValues, newValues] = [literalsOf(old.type), literalsOf(now.type)];
    const values = oldValues && newValues ? listChanges(oldValues, newValues) : [];
    const enums = values.map(
      ([change, value]): Change => ({ change, what: 'enum value', operation, name: `${name} = ${value}` }),
    );
    const isSameKind = oldValues && newValues ? restOf(old.type) === restOf(now.type) : old.type === now.type;
    if (isSameKind && old.note === now.note) return enums;
    return [...enums, { change: 'changed', ...here, was: old.type + old.note, is: now.type + now.note }];
  });
}

/** Members by their names, without the question mark of optional ones. */
function byPlainName(members: Members): Record<string, { type: string; note: string }> {
  return Object.fromEntries(
    Object.entries(members).map(([name, type]) => [
      name.replace(/\?$/, ''),
      { type, note: name.endsWith('?') ? ', optional' : ', required' },
    ]),
  );
}

/** The values of an enum, or of a list of enums; undefined: the type is neither. */
function literalsOf(type: string): string[] | undefined {
  const values = [...type.matchAll(/'([^']*)'/g)].map(([, value]) => value!);
  return values.length > 0 ? values : undefined;
}

/** A type without its enum values. */
function restOf(type: string): string {
  return type.replaceAll(/'[^']*'( \| )?/g, '').replaceAll(/[()]/g, '');
}

function listChanges(was: readonly string[], is: readonly string[]): ['new' | 'vanished', string][] {
  return [
    ...is.filter((each) => !was.includes(each)).map((each) => ['new', each] as ['new', string]),
    ...was.filter((each) => !is.includes(each)).map((each) => ['vanished', each] as ['vanished', string]),
  ];
}

function namesOf(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].toSorted();
}
