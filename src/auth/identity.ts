import type { CallContext } from '../telnyx/transport/call-context.ts';

/** What a request brings to prove who sends it. */
export interface Evidence {
  /** The values of all `Authorization` headers. */
  readonly authorization: readonly string[];
  /** The value of `x-router-secret`. */
  readonly routerSecret: string | undefined;
  /** The value of `x-managed-account-id`; several are joined by commas. */
  readonly managedAccount: string | undefined;
}

/** Who asks, and what goes upstream in their name. */
export interface Identity extends Pick<CallContext, 'authorize' | 'account' | 'subject' | 'renew' | 'managedAccount'> {
  /** A name for the audit log: holds no credential. Never rejects. */
  readonly who: () => Promise<string>;
}

/** Tells who asks. What is wrong with the evidence, `authorize` says where it matters. */
export type Authenticate = (evidence: Evidence) => Identity;

/** RFC 6750 section 2.1: one header, scheme Bearer, a token of the token68 alphabet. */
const BEARER = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i;

/** The bearer token, where there is exactly one well-formed header. */
export function bearerOf({ authorization }: Evidence): string | undefined {
  return authorization.length === 1 ? BEARER.exec(authorization[0] ?? '')?.[1] : undefined;
}
