import { ContractError } from './errors.ts';
import { ABSOLUTE_URI, asBoolean, asId, asNumber, RFC_3339 } from './members.ts';
import type { Call } from './transport/call.ts';
import { detailsOf, type UpstreamResponse } from './transport/response-errors.ts';

/**
 * What a member of a response must be; with `?` it may be absent. A `text` is not empty, but a `text?` may be; a `time`
 * is of RFC 3339. A `secret` may be absent, too.
 *
 * @see docs/telnyx.md
 */
export type Kind =
  | 'string'
  | 'text'
  | 'id'
  | 'boolean'
  | 'flag'
  | 'time'
  | 'texts'
  | 'secret'
  | 'text?'
  | 'id?'
  | 'flag?'
  | 'number?'
  | 'time?'
  | 'uri?'
  | 'texts?'
  | 'uris?'
  | 'list?';

export type Shape<T> = { readonly [K in keyof T]?: Kind };

/** Whether a value is of this kind without any conversion. */
export function fits(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'string':
    case 'id':
      return typeof value === 'string';
    case 'text':
      return typeof value === 'string' && value !== '';
    case 'boolean':
    case 'flag':
      return typeof value === 'boolean';
    case 'time':
      return isTime(value);
    case 'texts':
      return Array.isArray(value) && value.every(isText);
  }
  return value == null || fitsOptional(kind, value);
}

function fitsOptional(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'uri?':
      return isUri(value);
    case 'time?':
      return isTime(value);
    case 'uris?':
      return Array.isArray(value) && value.every(isUriOrNull);
    case 'texts?':
      return Array.isArray(value) && value.every(isText);
    case 'list?':
      return Array.isArray(value);
    case 'secret':
      return typeof value === 'string' && value !== '';
    case 'flag?':
      return typeof value === 'boolean';
    case 'number?':
      return typeof value === 'number';
    default:
      return typeof value === 'string';
  }
}

const isText = (value: unknown) => typeof value === 'string';
const isTime = (value: unknown) => typeof value === 'string' && RFC_3339.test(value);
const isUri = (value: unknown) => typeof value === 'string' && ABSOLUTE_URI.test(value);
const isUriOrNull = (value: unknown) => value === null || isUri(value);

/** Converts a value of another type that has a clear meaning; null: it has none. */
const MEANINGS: Partial<Record<Kind, (value: unknown) => unknown>> = {
  id: asId,
  'id?': asId,
  flag: asBoolean,
  'flag?': asBoolean,
  'number?': asNumber,
  'text?': asText,
};

/** Kinds in whose place some servers send an empty string. */
const EMPTY_IS_NONE: ReadonlySet<Kind> = new Set(['uri?', 'time?', 'secret']);

/** Reads the items of a list; `form` describes items that have the right type and the wrong form. */
const ITEMS: Partial<Record<Kind, { readonly taken: (item: unknown) => unknown; readonly form?: string }>> = {
  texts: { taken: asText },
  'texts?': { taken: asText },
  'uris?': { taken: (item) => (isUriOrNull(item) ? item : undefined), form: 'an absolute URI' },
};

/** The form that a text must have in such a member. */
const FORMS: Partial<Record<Kind, string>> = {
  'uri?': 'an absolute URI',
  time: 'a time of RFC 3339',
  'time?': 'a time of RFC 3339',
};

/**
 * Returns the replacement of a value that does not fit: what it means, or an error if only its own field is affected,
 * which executors put at the field's path.
 *
 * @param member its name in errors
 * @throws {ContractError} The whole object is lost.
 */
export function mended(call: Call, response: UpstreamResponse, member: string, kind: Kind, value: unknown): unknown {
  const meaning = MEANINGS[kind]?.(value);
  if (meaning != null) return meaning;
  if (value === '' && EMPTY_IS_NONE.has(kind)) return null;
  const items = ITEMS[kind];
  if (items && Array.isArray(value)) {
    return value.map((item, index) => {
      const taken = items.taken(item);
      return taken === undefined ? misfitError(call, response, `${member}[${index}]`, item, items.form) : taken;
    });
  }
  const form = FORMS[kind];
  const isOfField = kind.endsWith('?') || (form !== undefined && typeof value === 'string');
  if (isOfField) return misfitError(call, response, member, value, form);
  throw new ContractError(`Telnyx answered ${call.route} ${problemOf(member, value)}.`, detailsOf(call, response));
}

/** A text, also from a number or a flag; undefined: it is none of these. */
function asText(value: unknown): string | undefined {
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isPlain ? String(value) : undefined;
}

/**
 * The error in the place of a member. It names the member and the route, never the value. The rest of the response was
 * read, so the outcome is not in doubt.
 *
 * @param form the form that a text must have
 */
export function misfitError(
  call: Call,
  response: UpstreamResponse,
  member: string,
  value: unknown,
  form?: string,
): ContractError {
  const details = { ...detailsOf(call, response), outcome: undefined };
  return new ContractError(`Telnyx answered ${call.route} ${problemOf(member, value, form)}.`, details);
}

function problemOf(member: string, value: unknown, form?: string): string {
  if (value == null) return `without ${member}`;
  if (form !== undefined && typeof value === 'string') return `with ${member} that is not ${form}`;
  return `with ${member} as something else than documented`;
}
