/** Seconds since 1970, as JWTs count them (RFC 7519 section 2), as RFC 3339; null where there is no such time. */
export function dateTimeOf(seconds: number | undefined): string | null {
  if (typeof seconds !== 'number') return null;
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** The scopes in a scope string (RFC 6749 section 3.3): null where it is absent, none where it is empty. */
export function scopesOf(scope: string | undefined): string[] | null {
  return typeof scope === 'string' ? scope.split(' ').filter((part) => part !== '') : null;
}
