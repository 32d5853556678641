import { ABSOLUTE_URI, RFC_3339 } from '../../../src/telnyx/members.ts';

/** What Telnyx may send in the place of a member: each kind of JSON value, and none. */
export const VALUES: readonly unknown[] = [
  undefined,
  null,
  '',
  'text',
  '7',
  'true',
  'https://a.example/x',
  '2026-01-02T03:04:05Z',
  'public',
  7,
  7.5,
  true,
  {},
  [],
  ['text'],
  ['refresh_token'],
  [7],
  [null],
  ['https://a.example/x'],
];

/** What an error says of a member. */
type Problem = (member: string) => string;

const NONE: Problem = (member) => `without ${member}.`;
const ELSE: Problem = (member) => `with ${member} as something else than documented.`;
const NO_URI: Problem = (member) => `with ${member} that is not an absolute URI.`;
const NO_TIME: Problem = (member) => `with ${member} that is not a time of RFC 3339.`;
const OTHER_ISSUER: Problem = () => 'with another issuer than http';

/**
 * The rule of docs/telnyx.md: what comes of a value. `taken` as this; left out in part and counted, with what is told
 * `beside`; an error of the `field`, or of one `item` of its list, or of the `object` that is lost with it.
 */
export type Outcome =
  | { readonly taken: unknown }
  | { readonly counted: unknown; readonly beside: Record<string, unknown> }
  | { readonly lost: 'field' | 'item' | 'object'; readonly problem: Problem };

const isText = (value: unknown): value is string => typeof value === 'string';
const taken = (value: unknown): Outcome => ({ taken: value });
const lost = (what: 'field' | 'item' | 'object', problem: Problem): Outcome => ({ lost: what, problem });

/** Where the member may be absent. */
const optional =
  (rule: (value: unknown) => Outcome) =>
  (value: unknown): Outcome =>
    value == null ? taken(null) : rule(value);

/** Where some servers send an empty text for none. */
const orEmpty = (rule: (value: unknown) => Outcome) => optional((value) => (value === '' ? taken(null) : rule(value)));

const always =
  (rule: (value: unknown) => Outcome) =>
  (value: unknown): Outcome =>
    value == null ? lost('object', NONE) : rule(value);

const form = (pattern: RegExp, problem: Problem, otherwise: 'field' | 'object') => (value: unknown) => {
  if (!isText(value)) return lost(otherwise, ELSE);
  return pattern.test(value) ? taken(value) : lost('field', problem);
};

/** The items are looked at one by one; of those here there is one at most. */
const list = (item: (value: unknown) => Outcome, otherwise: 'field' | 'object') => (value: unknown) => {
  if (!Array.isArray(value)) return lost(otherwise, ELSE);
  if (value.length === 0) return taken([]);
  const outcome = item(value[0]);
  if ('taken' in outcome) return taken([outcome.taken]);
  return 'problem' in outcome ? lost('item', outcome.problem) : outcome;
};

const text = (value: unknown) => {
  const isPlain = isText(value) || typeof value === 'number' || typeof value === 'boolean';
  return isPlain ? taken(String(value)) : lost('field', ELSE);
};
const id = (otherwise: 'field' | 'object') => (value: unknown) =>
  isText(value) || Number.isInteger(value) ? taken(String(value)) : lost(otherwise, ELSE);
const flag = (otherwise: 'field' | 'object') => (value: unknown) =>
  value === true || value === 'true' ? taken(true) : lost(otherwise, ELSE);
const uriOrNull = (value: unknown) => (value === null ? taken(null) : form(ABSOLUTE_URI, NO_URI, 'field')(value));

/** The kinds of members, by what comes of a value in their place. */
export const RULES = {
  id: always(id('object')),
  text: always((value) => (isText(value) ? taken(value) : lost('object', ELSE))),
  flag: always(flag('object')),
  dateTime: always(form(RFC_3339, NO_TIME, 'object')),
  texts: always(list(always(text), 'object')),
  uri: orEmpty(form(ABSOLUTE_URI, NO_URI, 'field')),
  uris: optional(list(uriOrNull, 'field')),
  scopes: optional(list(always(text), 'field')),
  clientType: optional((value) =>
    value === 'public'
      ? taken('PUBLIC')
      : { counted: null, beside: { unrecognizedClientType: isText(value) ? value : null } },
  ),
  grantTypes: optional((value) => {
    if (!Array.isArray(value)) return lost('field', ELSE);
    if (value.length === 0) return taken([]);
    if (value[0] === 'refresh_token') return taken(['REFRESH_TOKEN']);
    return { counted: [], beside: { unrecognizedGrantTypes: value.filter(isText) } };
  }),
  optionalId: optional(id('field')),
  optionalText: optional(text),
  optionalFlag: optional(flag('field')),
  optionalTime: orEmpty(form(RFC_3339, NO_TIME, 'field')),
  seconds: optional((value) => {
    if (typeof value !== 'number' && value !== '7') return lost('field', ELSE);
    return taken(new Date(Number(value) * 1000).toISOString());
  }),
  /** Scopes in one text. */
  scope: optional((value) => {
    const outcome = text(value);
    return 'taken' in outcome ? taken(String(outcome.taken).split(' ').filter(Boolean)) : outcome;
  }),
  /** One text, or a list of them. */
  audience: optional((value) => {
    if (Array.isArray(value)) return list(always(text), 'field')(value);
    const outcome = text(value);
    return 'taken' in outcome ? taken([outcome.taken]) : outcome;
  }),
  /** Another issuer than the configured one is refused, of whatever type it is (RFC 8414 section 3.3). */
  issuer: orEmpty(() => lost('object', OTHER_ISSUER)),
} satisfies Record<string, (value: unknown) => Outcome>;

export type MemberKind = keyof typeof RULES;

/**
 * Values in the place of a member of this kind that are not what Telnyx documents: one for each thing that comes of
 * them.
 */
export function driftsOf(kind: MemberKind): unknown[] {
  const drifts = new Map<string, unknown>();
  for (const value of VALUES) {
    const outcome = RULES[kind](value);
    if ('lost' in outcome) drifts.set(`${outcome.lost} ${outcome.problem('')}`, value);
    else if ('counted' in outcome) drifts.set('counted', value);
    else if (value != null && !isSame(outcome.taken, value)) drifts.set(`taken ${typeof value}`, value);
  }
  return [...drifts.values()];
}

/** The graph writes names of enum values in upper case. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one).toLowerCase() === JSON.stringify(other).toLowerCase();
}
