/** Wire values of `client_type`. @see RFC 6749 section 2.1 */
export type OAuthClientType = 'public' | 'confidential';
/** Wire values of `grant_type` that Telnyx offers. @see RFC 6749 section 1.3 */
export type OAuthGrantType = 'authorization_code' | 'client_credentials' | 'refresh_token';

/** RFC 3986 section 4.3: a scheme, and no character that a URI must encode. */
export const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"\\^`{|}]+$/;
/** RFC 3339 section 5.6. */
export const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/** Reads one member of a response; null: it is absent, or another kind of value. Never throws. */
export type Reader<T> = (value: unknown) => T | null;

/** A reader for each member of a type. */
export type Readers<T> = { readonly [K in keyof T]-?: Reader<NonNullable<T[K]>> };

/**
 * Reads the members of a response in which a value that does not fit must affect nothing else. This is for responses
 * that carry a secret once, since an error of any field makes most GraphQL clients drop the whole response.
 *
 * @param misfit called with each member that is null because its value does not fit
 */
export function readMembers<T>(
  object: object,
  readers: Readers<T>,
  misfit: (name: string) => void,
): { [K in keyof T]: NonNullable<T[K]> | null } {
  const read: Record<string, unknown> = {};
  for (const name in readers) {
    const value = (object as Record<string, unknown>)[name];
    read[name] = readers[name](value);
    if (read[name] === null && value != null && value !== '') misfit(name);
  }
  return read as { [K in keyof T]: NonNullable<T[K]> | null };
}

/** A decimal number, as JSON number or in a string. The graph could not hold longer ones. */
const NUMERIC = /^-?\d{1,16}(\.\d{1,16})?$/;

/** A finite number; some servers send it as a string. */
export const asNumber: Reader<number> = (value) => {
  if (typeof value === 'string' && NUMERIC.test(value)) return Number(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
};

/** A lifetime in whole seconds, rounded down; null below 0 and above what GraphQL's Int holds. */
export const asLifetime: Reader<number> = (value) => {
  const seconds = Math.floor(asNumber(value) ?? -1);
  return seconds >= 0 && seconds < 2 ** 31 ? seconds : null;
};

export const asString: Reader<string> = (value) => (typeof value === 'string' ? value : null);
/** An identifier; some servers send it as a number. */
export const asId: Reader<string> = (value) => (Number.isSafeInteger(value) ? String(value) : asString(value));
/** A flag; some servers send it as a word. */
export const asBoolean: Reader<boolean> = (value) => {
  if (value === 'true' || value === 'false') return value === 'true';
  return typeof value === 'boolean' ? value : null;
};
export const asUri: Reader<string> = matching(ABSOLUTE_URI);
export const asDateTime: Reader<string> = matching(RFC_3339);
export const asClientType: Reader<OAuthClientType> = oneOf('public', 'confidential');
export const asGrantType: Reader<OAuthGrantType> = oneOf('authorization_code', 'client_credentials', 'refresh_token');

/** A list. Items that do not fit are null, each in its place. */
export function listOf<T>(read: Reader<T>): Reader<(T | null)[]> {
  return (value) => (Array.isArray(value) ? value.map(read) : null);
}

/** A list of strings; null: one of its items is not a string. */
export const asStrings: Reader<string[]> = (value) =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;

function matching(pattern: RegExp): Reader<string> {
  return (value) => (typeof value === 'string' && pattern.test(value) ? value : null);
}

function oneOf<T extends string>(...values: readonly T[]): Reader<T> {
  const known: ReadonlySet<unknown> = new Set(values);
  return (value) => (known.has(value) ? (value as T) : null);
}
