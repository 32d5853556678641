import { asDateTime, asNumber } from '../telnyx/members.ts';

/**
 * Converts seconds since 1970, as in JWTs (RFC 7519 section 2), to RFC 3339. Null for a time that RFC 3339 cannot
 * express, and for anything that is not a number.
 */
export function dateTimeOf(seconds: unknown): string | null {
  throwMisfit(seconds);
  const date = new Date((asNumber(seconds) ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? null : asDateTime(date.toISOString());
}

/** The scopes of a scope string (RFC 6749 section 3.3): null if it is absent, empty if it is empty. */
export function scopesOf(scope: string | null | undefined): string[] | null {
  throwMisfit(scope);
  return typeof scope === 'string' ? scope.split(' ').filter((part) => part !== '') : null;
}

/** Throws what decoding put in the place of a member that its field cannot hold. */
export function throwMisfit(member: unknown): void {
  if (member instanceof Error) throw member;
}
