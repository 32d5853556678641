import { ForbiddenError, UnauthenticatedError } from '../telnyx/errors.ts';
import type { Access } from '../telnyx/types.ts';
import type { CallerToken } from './caller-token.ts';
import { type Authenticate, bearerOf, type Evidence } from './identity.ts';
import type { OwnCredential } from './own-credential.ts';
import type { AcceptedSecret } from './secret.ts';

/** What a caller's token must say for each kind of access; the other kinds need no scope. */
export const SCOPES: Readonly<Partial<Record<Access, string>>> = {
  read: 'oauth:read',
  write: 'oauth:write',
  reveal: 'oauth:reveal',
  revoke: 'oauth:revoke',
};

/** What it must say besides where the caller names a managed account. */
const MANAGED_SCOPE = 'oauth:managed';

export interface ServiceOptions {
  /** What goes upstream. */
  readonly credential: OwnCredential;
  /** Proves a caller's token. Undefined: callers need none. */
  readonly checkToken: ((jwt: string) => Promise<CallerToken>) | undefined;
  /** What a router must send. Undefined: nothing. At least one of the two is defined. */
  readonly routerSecret: AcceptedSecret | undefined;
}

interface Proof {
  readonly name: string;
  /** Undefined: a router that answers for its callers; it may do all. */
  readonly scopes: ReadonlySet<string> | undefined;
}

/**
 * `AUTH_MODE=service`: the gateway's own credential goes upstream, so callers must prove themselves for all but
 * discovery, by each means that is configured. Neither the proof nor the credential is waited for where it is not
 * needed, and who does not prove himself causes no request for a credential.
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
    // Properties, and no variables that closures share: see docs/performance.md.
    const known: { proof?: Promise<Proof>; subject?: string } = {};
    const proven = () => {
      known.proof ??= prove(evidence);
      return known.proof;
    };
    return {
      // All callers see the data of one account; their tokens differ in what they may do to it.
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
