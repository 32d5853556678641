import { z } from 'zod';

/** RFC 6749 section 3.3: a space would add a second scope. */
export const scope = z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, {
  error: 'A scope is visible ASCII without space, quote and backslash (RFC 6749 section 3.3).',
});

/**
 * The scopes of a protocol request, which are sent as one string of at least one (RFC 6749 section 3.3). An empty list
 * must not be omitted: the server would use its default, which may be all scopes.
 */
export const scopes = z.array(scope).min(1, {
  error:
    'A request names at least one scope (RFC 6749 section 3.3). Leave it out for what the server gives by default.',
});

/** RFC 7636 sections 4.1 and 4.2. */
export const pkceValue = z.string().regex(/^[A-Za-z0-9\-._~]{43,128}$/, {
  error: 'A PKCE challenge or verifier has 43 to 128 unreserved characters (RFC 7636 section 4.1).',
});

/** RFC 6749 section 3.1.2: absolute, no fragment; private schemes and loopback http are legal, scripts are not. */
export const redirectUri = z
  .string()
  .refine((uri) => !uri.includes('#'), { error: 'A redirect URI has no fragment (RFC 6749 section 3.1.2).' })
  .refine((uri) => !/^(javascript|data|vbscript):/i.test(uri), { error: 'A redirect URI cannot be a script.' });

/** Scopes as one string, as the protocol defines it. Undefined stays undefined. */
export function scopeString(scopes: readonly string[] | undefined): string | undefined {
  return scopes?.join(' ');
}
