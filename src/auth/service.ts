import { ForbiddenError, UnauthenticatedError } from '../telnyx/errors.ts';
import type { Access } from '../telnyx/types.ts';
import type { CallerToken } from './caller-token.ts';
import { type Authenticate, bearerOf, type Evidence } from './identity.ts';
import type { OwnCredential } from './own-credential.ts';
import type { AcceptedSecret } from './secret.ts';

/** The scope that a caller's token must have for each kind of access. Other kinds need none. */
export const SCOPES: Readonly<Partial<Record<Access, string>>> = {
  read: 'oauth:read',
  write: 'oauth:write',
  reveal: 'oauth:reveal',
  revoke: 'oauth:revoke',
};

/** The scope that it must also have if the caller names a managed account. */
const MANAGED_SCOPE = 'oauth:managed';

export interface ServiceOptions {
  /** The credential that goes upstream. */
  readonly credential: OwnCredential;
  /** Verifies a caller's token. Undefined: callers need none. */
  readonly checkToken: ((jwt: string) => Promise<CallerToken>) | undefined;
  /** The secret that a router must send. Undefined: none. At least one of the two is defined. */
  readonly routerSecret: AcceptedSecret | undefined;
}

interface Proof {
  readonly name: string;
  /** Undefined: a router, which authorizes its own callers and may do everything. */
  readonly scopes: ReadonlySet<string> | undefined;
}

/**
 * `AUTH_MODE=service`: the gateway's own credential goes upstream, so callers must authenticate by every configured
 * means, except for discovery. Only calls that need them wait for the verification and the credential, and an
 * unauthenticated caller causes no token request.
 */
export function service({ credential, checkToken, routerSecret }: ServiceOptions): Authenticate {
  const prove = async (evidence: Evidence): Promise<Proof> => {
    if (routerSecret && !routerSecret.accepts(evidence.routerSecret)) {
      throw new UnauthenticatedError('Only the router may call this gateway.');
    }
    if (!checkToken) return { name: 'router', scopes: undefined };
    const jwt = bearerOf(evidence);
    if (jwt !== undefined) return checkToken(jwt);
    throw new UnauthenticatedError('A token is required, in one header: Authorization: Bearer <token>.');
  };
  return (evidence) => {
    // Properties, not variables that closures share: docs/performance.md.
    const known: { proof?: Promise<Proof>; subject?: string } = {};
    const proven = () => {
      known.proof ??= prove(evidence);
      return known.proof;
    };
    return {
      // All callers see the data of one account; their tokens differ in what they may do.
      account: 'gateway',
      subject: () => known.subject,
      who: () =>
        proven().then(
          ({ name }) => name,
          () => 'unproven',
        ),
      async authorize(access) {
        if (access === 'public') return undefined;
        const { name, scopes } = await proven();
        if (scopes) known.subject = name;
        if (access === 'protocol') return undefined;
        if (access === 'introspect') {
          throw new UnauthenticatedError('Introspection needs clientId and clientSecret here.');
        }
        const scope = SCOPES[access];
        if (scopes && (scope === undefined || !scopes.has(scope))) {
          throw new ForbiddenError(`The token lacks the scope ${scope}.`);
        }
        if (scopes && evidence.managedAccount !== undefined && !scopes.has(MANAGED_SCOPE)) {
          throw new ForbiddenError(`The token lacks the scope ${MANAGED_SCOPE}.`);
        }
        return credential.header();
      },
      renew: (refused) => credential.renew(refused),
    };
  };
}
