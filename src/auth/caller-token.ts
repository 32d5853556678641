import { hash } from 'node:crypto';
import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from 'jose';
import { fetch } from 'undici';
import { GenerationalLru } from '../lib/lru.ts';
import { UnauthenticatedError, UnavailableError } from '../telnyx/errors.ts';
import { causeOf } from '../telnyx/transport/connection-cause.ts';
import type { Upstream } from '../telnyx/transport/upstream.ts';
import { fingerprint } from './fingerprint.ts';

/** How callers' JWTs are proven. */
export interface CallerTokenOptions {
  readonly jwksUrl: URL;
  readonly issuer: string;
  readonly audience: string;
  /** JWS algorithms accepted; never `none` or a symmetric one. */
  readonly algorithms: readonly string[];
  /** Tolerance for clocks that differ, seconds. */
  readonly clockSkew: number;
}

/** What a proven token says of its bearer. */
export interface CallerToken {
  /** Its subject, else what names the token itself; for logs. */
  readonly name: string;
  readonly scopes: ReadonlySet<string>;
}

/** How long a proof is taken for granted, milliseconds, unless the token expires before. */
const PROOF_TTL = 60_000;
/** Proofs that are kept for certain, of those that were used last. */
const MAX_PROOFS = 1_000;

/**
 * Creates the check of callers' tokens: signature, issuer, audience, expiry. Keys are fetched when they are first
 * needed, kept ten minutes, and an unknown `kid` has them fetched again at most once in 30 s.
 * The check rejects with `UnauthenticatedError`, or `UnavailableError` where the keys cannot be had.
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
  const proofs = new GenerationalLru<string, { token: CallerToken; until: number }>(MAX_PROOFS);

  return async (jwt: string): Promise<CallerToken> => {
    const key = hash('sha256', jwt, 'base64url');
    const known = proofs.get(key);
    if (known && Date.now() < known.until) return known.token;
    const { payload } = await jwtVerify(jwt, keys, rules).catch((cause: unknown) => {
      throw explained(cause);
    });
    const token = { name: nameOf(payload, jwt), scopes: scopesOf(payload) };
    const expiry = (payload.exp ?? 0) * 1000;
    proofs.set(key, { token, until: Math.min(Date.now() + PROOF_TTL, expiry) });
    return token;
  };
}

function nameOf({ sub }: JWTPayload, jwt: string): string {
  return typeof sub === 'string' && sub !== '' ? `subject ${sub}` : `token ${fingerprint(jwt)}`;
}

/** RFC 9068 section 2.2.3: `scope`, one string; many servers write a list, or `scp`. */
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

/** jose answers a key set that is no 200 or no JSON with its most general error. */
function isFetchFault(cause: InstanceType<typeof errors.JOSEError>): boolean {
  return cause.code === 'ERR_JOSE_GENERIC' || cause instanceof errors.JWKSInvalid;
}
