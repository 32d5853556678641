import { readPinned } from '../drift/facts.ts';
import { ABSOLUTE_URI, RFC_3339 } from '../telnyx/members.ts';
import { cannotBeTold, doesNotHold, type Finding, holds } from './checks.ts';
import type { Item, Resource } from './target.ts';
import { listed } from './words.ts';

/** The advice where members do not fit. */
export const ADVICE = 'nothing to set: docs/telnyx.md says what the graph returns then; a newer release may know more';

/** What the OpenAPI document promises of an item's member. */
interface Promised {
  readonly type: string;
  readonly optional: boolean;
}

/** Compares items with the pinned OpenAPI document. */
export function checkMembers(resource: Resource, items: readonly Item[]): Finding {
  const id = `${resource}-members` as const;
  if (items.length === 0) return cannotBeTold(id, 'the list is empty');
  const promised = promisedOf(resource);
  const drifts: [kind: string, names: ReadonlySet<string>][] = [
    ['without', namesIn(items, (item) => missing(item, promised))],
    ['of another type', namesIn(items, (item) => misfits(item, promised))],
    ['no URI or no time', namesIn(items, malformed)],
    ['with unknown values', namesIn(items, (item) => unknownValues(item, promised))],
    ['new', namesIn(items, (item) => Object.keys(item).filter((name) => !promised.has(name)))],
  ];
  const seen = drifts.flatMap(([kind, names]) => (names.size > 0 ? [`${kind}: ${listed([...names])}`] : []));
  if (seen.length === 0) return holds(id, `${items.length} items fit`);
  return doesNotHold(id, seen.join('; '), ADVICE);
}

function promisedOf(resource: Resource): Map<string, Promised> {
  const { response } = readPinned().openapi.operations[`GET /oauth_${resource}`]!;
  return new Map(
    Object.entries(response).flatMap(([path, type]): [string, Promised][] => {
      const [, name, optional] = /^data\[\]\.(\w+)(\?)?$/.exec(path) ?? [];
      return name === undefined ? [] : [[name, { type, optional: optional !== undefined }]];
    }),
  );
}

function namesIn(items: readonly Item[], of: (item: Item) => string[]): Set<string> {
  return new Set(items.flatMap(of));
}

function missing(item: Item, promised: ReadonlyMap<string, Promised>): string[] {
  return [...promised].flatMap(([name, { optional }]) => (!optional && item[name] == null ? [name] : []));
}

function misfits(item: Item, promised: ReadonlyMap<string, Promised>): string[] {
  return [...promised].flatMap(([name, { type }]) => (item[name] == null || fits(item[name], type) ? [] : [name]));
}

/** The form of texts, by the names of members. */
const FORMS: readonly [name: RegExp, form: RegExp][] = [
  [/_uris?$/, ABSOLUTE_URI],
  [/_at$/, RFC_3339],
];

function malformed(item: Item): string[] {
  return Object.keys(item).filter((name) => {
    const form = FORMS.find(([pattern]) => pattern.test(name))?.[1];
    return form !== undefined && [item[name]].flat().some((text) => typeof text === 'string' && !form.test(text));
  });
}

function fits(value: unknown, type: string): boolean {
  const isList = type.includes('[]');
  const kind = /\b(number|boolean|object)\b/.exec(type)?.[1] ?? 'string';
  const isKind = (each: unknown) => kind === typeof each;
  return isList ? Array.isArray(value) && value.every(isKind) : isKind(value);
}

function unknownValues(item: Item, promised: ReadonlyMap<string, Promised>): string[] {
  return [...promised].flatMap(([name, { type }]) => {
    const known = [...type.matchAll(/'([^']*)'/g)].map(([, value]) => value);
    const values = [item[name]].flat().filter((value) => typeof value === 'string');
    return known.length === 0
      ? []
      : values.filter((value) => !known.includes(value)).map((value) => `${name}=${value}`);
  });
}
