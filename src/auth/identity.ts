import type { CallContext } from '../telnyx/transport/call-context.ts';

/** What a request sends to authenticate its caller. */
export interface Evidence {
  /** The values of all `Authorization` headers. */
  readonly authorization: readonly string[];
  /** The value of `x-router-secret`. */
  readonly routerSecret: string | undefined;
  /** The value of `x-managed-account-id`; several are joined by commas. */
  readonly managedAccount: string | undefined;
}

/** The caller, and the credential for calls made on their behalf. */
export interface Identity extends Pick<CallContext, 'authorize' | 'account' | 'subject' | 'renew' | 'managedAccount'> {
  /** The caller's name in the audit log. Contains no credential. Never rejects. */
  readonly who: () => Promise<string>;
}

/** Identifies the caller. Invalid evidence is an error of `authorize`, for calls that need a credential. */
export type Authenticate = (evidence: Evidence) => Identity;

/** RFC 6750 section 2.1: one header, scheme Bearer, a token of the token68 alphabet. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/** The bearer token, if there is exactly one well-formed header. */
export function bearerOf({ authorization }: Evidence): string | undefined {
  return authorization.length === 1 ? BEARER.exec(authorization[0] ?? '')?.[1] : undefined;
}
