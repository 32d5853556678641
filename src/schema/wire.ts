import { asDateTime, asNumber } from '../telnyx/members.ts';

/**
 * Seconds since 1970, as JWTs count them (RFC 7519 section 2), as RFC 3339; null where that can write no such time, and
 * for what is no number at all.
 */
export function dateTimeOf(seconds: unknown): string | null {
  const date = new Date((asNumber(seconds) ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? null : asDateTime(date.toISOString());
}

/** The scopes in a scope string (RFC 6749 section 3.3): null where it is absent, none where it is empty. */
export function scopesOf(scope: string | null | undefined): string[] | null {
  return typeof scope === 'string' ? scope.split(' ').filter((part) => part !== '') : null;
}
