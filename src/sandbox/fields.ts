import type { Problem } from './errors.ts';
import { isScope } from './scopes.ts';

/** What is wrong with one value of a body, and where (RFC 6901). */
export interface Flaw {
  pointer: string;
  kind: 'missing' | 'url' | 'other';
  detail: string;
}

/** Checks one value; the pointer says where it stands. No flaw: an empty list. */
export type Rule = (value: unknown, pointer: string) => Flaw[];

/** Checks a body against a closed schema and names all flaws at once. */
export function checkMembers(body: object, rules: Record<string, Rule>, required: string[] = []): Flaw[] {
  const missing = required
    .filter((name) => !Object.hasOwn(body, name))
    .map((name): Flaw => ({ pointer: `/${name}`, kind: 'missing', detail: 'is required' }));
  const wrong = Object.entries(body).flatMap(([name, value]) => {
    const pointer = `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    return Object.hasOwn(rules, name) ? rules[name]!(value, pointer) : flaw(pointer, 'is not a known member');
  });
  return [...missing, ...wrong];
}

/** A flaw as an entry of the platform's error envelope. */
export function toProblem({ pointer, kind, detail }: Flaw): Problem {
  const [code, title] = {
    missing: ['10004', 'Missing required parameter'],
    url: ['10003', 'Invalid URL'],
    other: ['10015', 'Bad request'],
  }[kind] as [string, string];
  return { code, title, detail: `${pointer.slice(1)} ${detail}.`, source: { pointer } };
}

export const flag: Rule = (value, pointer) =>
  typeof value === 'boolean' ? [] : flaw(pointer, 'must be true or false');

export const filledText: Rule = (value, pointer) =>
  typeof value === 'string' && value.trim() !== '' ? [] : flaw(pointer, 'must be a string that is not blank');

export const scope: Rule = (value, pointer) =>
  typeof value === 'string' && isScope(value) ? [] : flaw(pointer, 'must be one scope token of RFC 6749 section 3.3');

export const oneOf =
  (...values: string[]): Rule =>
  (value, pointer) =>
    values.includes(value as string) ? [] : flaw(pointer, `must be one of ${values.join(', ')}`);

export const listOf =
  (rule: Rule): Rule =>
  (value, pointer) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => rule(item, `${pointer}/${index}`))
      : flaw(pointer, 'must be a list');

/** An absolute URI. The bytes are kept as they are: nothing is normalised. */
export const uri: Rule = (value, pointer) =>
  typeof value === 'string' && isUri(value) ? [] : flaw(pointer, 'must be an absolute URI', 'url');

/** Absolute and without a fragment; private schemes and loopback http are welcome (RFC 6749 3.1.2, RFC 8252 7). */
export const redirectUri: Rule = (value, pointer) =>
  typeof value === 'string' && isUri(value) && !value.includes('#')
    ? []
    : flaw(pointer, 'must be an absolute URI without a fragment', 'url');

function isUri(text: string): boolean {
  if (!/^[a-z][a-z\d+.-]*:(?:%[\da-f]{2}|[\w.~:/?#@!$&'()*+,;=[\]-])+$/i.test(text)) return false;
  return URL.canParse(text) && (!/^https?:/i.test(text) || /^https?:\/\/[^/?#]/i.test(text));
}

function flaw(pointer: string, detail: string, kind: Flaw['kind'] = 'other'): Flaw[] {
  return [{ pointer, kind, detail }];
}
