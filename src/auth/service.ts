import { createHash, timingSafeEqual } from 'node:crypto';
import { ForbiddenError, UnauthenticatedError } from '../telnyx/errors.ts';
import type { OwnCredential } from '../telnyx/own-credential.ts';
import type { Access } from '../telnyx/types.ts';
import type { CallerToken } from './caller-token.ts';
import { type Authenticate, bearerOf, type Evidence } from './identity.ts';

/** What a caller's token must say for each kind of access; the other kinds need no scope. */
export const SCOPES: Readonly<Partial<Record<Access, string>>> = {
  read: 'oauth:read',
  write: 'oauth:write',
  reveal: 'oauth:reveal',
  revoke: 'oauth:revoke',
};

export interface ServiceOptions {
  /** What goes upstream. */
  readonly credential: OwnCredential;
  /** Proves a caller's token. Undefined: callers need none. */
  readonly checkToken: ((jwt: string) => Promise<CallerToken>) | undefined;
  /** What a router must send. Undefined: nothing. At least one of the two is defined. */
  readonly routerSecret: string | undefined;
}

interface Proof {
  readonly who: string;
  /** Undefined: a router that answers for its callers; it may do all. */
  readonly scopes: ReadonlySet<string> | undefined;
}

/**
 * `AUTH_MODE=service`: the gateway's own credential goes upstream, so callers must prove themselves for all but
 * discovery, by each means that is configured.
 */
export function service({ credential, checkToken, routerSecret }: ServiceOptions): Authenticate {
  const prove = async (evidence: Evidence): Promise<Proof> => {
    if (routerSecret !== undefined && !isEqual(evidence.routerSecret, routerSecret)) {
      throw new UnauthenticatedError('This is open to the router only.');
    }
    if (!checkToken) return { who: 'router', scopes: undefined };
    const jwt = bearerOf(evidence);
    if (jwt === undefined) throw new UnauthenticatedError('This needs a token, sent as Authorization: Bearer <token>.');
    const { subject, scopes } = await checkToken(jwt);
    return { who: `subject ${subject}`, scopes };
  };
  return async (evidence) => {
    const [proof, own] = await Promise.all([settled(prove(evidence)), settled(credential.ready())]);
    return {
      who: () => (proof instanceof Error ? 'unproven' : proof.who),
      authorize(access) {
        if (access === 'public') return undefined;
        if (proof instanceof Error) throw proof;
        if (access === 'protocol') return undefined;
        if (access === 'introspect') {
          throw new UnauthenticatedError('Introspection needs clientId and clientSecret here.');
        }
        const scope = SCOPES[access];
        if (proof.scopes && scope !== undefined && !proof.scopes.has(scope)) {
          throw new ForbiddenError(`The token lacks the scope ${scope}.`);
        }
        if (own instanceof Error) throw own;
        return credential.header();
      },
      renew: () => credential.renew(),
    };
  };
}

async function settled<T>(promise: Promise<T>): Promise<T | Error> {
  try {
    return await promise;
  } catch (error) {
    return error as Error;
  }
}

/** In constant time, whatever the lengths. */
function isEqual(given: string | undefined, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given ?? ''), digest(secret)) && given !== undefined;
}
