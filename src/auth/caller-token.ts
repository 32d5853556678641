import { hash } from 'node:crypto';
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from 'jose';
import { fetch } from 'undici';
import { GenerationalLru } from '../lib/lru.ts';
import { UnauthenticatedError, UnavailableError } from '../telnyx/errors.ts';
import { causeOf } from '../telnyx/transport/connection-cause.ts';
import type { Upstream } from '../telnyx/transport/upstream.ts';
import { fingerprint } from './fingerprint.ts';

/** How callers' JWTs are verified. */
export interface CallerTokenOptions {
  readonly jwksUrl: URL;
  readonly issuer: string;
  readonly audience: string;
  /** JWS algorithms accepted; never `none` or a symmetric one. */
  readonly algorithms: readonly string[];
  /** Tolerance for clocks that differ, seconds. */
  readonly clockSkew: number;
}

/** The claims of a verified token. */
export interface CallerToken {
  /** The subject, else a fingerprint of the token; for logs. */
  readonly name: string;
  readonly scopes: ReadonlySet<string>;
}

/** How long a verified token is not verified again, milliseconds, unless it expires before. */
const VERIFIED_TTL = 60_000;
/** Verified tokens that are kept at least, most recently used first. */
const MAX_VERIFIED = 1_000;

/**
 * Creates the check of callers' tokens: signature, issuer, audience, expiry. Keys are fetched at first use and cached
 * for ten minutes; an unknown `kid` refreshes them at most once in 30 s.
 * The check rejects with `UnauthenticatedError`, or `UnavailableError` if the keys cannot be fetched.
 *
 * @see RFC 7519 section 7.2, RFC 8725
 */
export function createCallerTokenCheck(
  options: CallerTokenOptions,
  { dispatcher, onConnectionFault }: Pick<Upstream, 'dispatcher' | 'onConnectionFault'>,
) {
  const { jwksUrl, issuer, audience, algorithms, clockSkew } = options;
  const keys = createRemoteJWKSet(jwksUrl, {
    cacheMaxAge: 600_000,
    cooldownDuration: 30_000,
    timeoutDuration: 5_000,
    [customFetch]: (url, init) =>
      fetch(url, { ...init, dispatcher } as never).catch((error) => {
        onConnectionFault?.({ cause: causeOf(error), origin: jwksUrl.origin });
        throw error;
      }) as never,
  });
  const rules = {
    issuer,
    audience,
    algorithms: [...algorithms],
    clockTolerance: clockSkew,
    requiredClaims: ['exp'],
  };
  const verified = new GenerationalLru<string, { token: CallerToken; until: number }>(MAX_VERIFIED);

  return async (jwt: string): Promise<CallerToken> => {
    const key = hash('sha256', jwt, 'base64url');
    const known = verified.get(key);
    if (known && Date.now() < known.until) return known.token;
    const { payload } = await jwtVerify(jwt, keys, rules).catch((cause: unknown) => {
      throw explained(cause);
    });
    const token = { name: nameOf(payload, jwt), scopes: scopesOf(payload) };
    const expiry = (payload.exp ?? 0) * 1000;
    verified.set(key, { token, until: Math.min(Date.now() + VERIFIED_TTL, expiry) });
    return token;
  };
}

function nameOf({ sub }: JWTPayload, jwt: string): string {
  return typeof sub === 'string' && sub !== '' ? `subject ${sub}` : `token ${fingerprint(jwt)}`;
}

/** RFC 9068 section 2.2.3 has `scope`, one string; many servers send a list, or `scp`. */
function scopesOf(payload: JWTPayload): ReadonlySet<string> {
  const claim = payload.scope ?? payload.scp;
  if (Array.isArray(claim)) return new Set(claim.filter((scope) => typeof scope === 'string'));
  return new Set(typeof claim === 'string' ? claim.split(' ').filter((scope) => scope !== '') : []);
}

function explained(cause: unknown): Error {
  const unreachable =
    !(cause instanceof errors.JOSEError) || cause instanceof errors.JWKSTimeout || isFetchFault(cause);
  if (unreachable) return new UnavailableError('The keys that verify callers’ tokens cannot be fetched.', { cause });
  const expired = cause instanceof errors.JWTExpired;
  return new UnauthenticatedError(expired ? 'The token has expired.' : 'The token is not valid.', { status: 401 });
}

/** jose throws its most general error for a key set that is not a 200 or not JSON. */
function isFetchFault(cause: InstanceType<typeof errors.JOSEError>): boolean {
  return cause.code === 'ERR_JOSE_GENERIC' || cause instanceof errors.JWKSInvalid;
}
