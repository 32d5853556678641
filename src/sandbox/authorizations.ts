import type { Account, Client, Grant, Store } from './store.ts';

/** A request for authorization that waits for a person's decision. */
export interface ConsentRequest {
  client_id: string;
  redirect_uri: string;
  scopes: string[];
  state: string | undefined;
  /** Null: the client sent no challenge. */
  challenge: { value: string; method: 'S256' | 'plain' } | null;
  /** Milliseconds since the epoch. */
  expires: number;
}

/** All that comes of one decision: the code, and each token issued from it. One flag ends them together. */
export interface Authorization {
  account: Account;
  grant: Grant;
  revoked: boolean;
}

export interface Code {
  request: ConsentRequest;
  authorization: Authorization;
  expires: number;
  used: boolean;
}

export interface AccessToken {
  client_id: string;
  scope: string;
  aud: string;
  iss: string;
  /** Seconds since the epoch. */
  iat: number;
  exp: number;
  /** Absent for client credentials: nobody granted them. */
  authorization?: Authorization;
}

interface RefreshToken {
  client_id: string;
  scopes: string[];
  authorization: Authorization;
  expires: number;
  used: boolean;
}

/** Everything short-lived, by the opaque value that names it. */
export interface Authorizations {
  consents: Map<string, ConsentRequest>;
  codes: Map<string, Code>;
  accessTokens: Map<string, AccessToken>;
  refreshTokens: Map<string, RefreshToken>;
}

/** A sandbox that runs for days under load must not grow: each map keeps its newest entries only. */
const KEPT = 50_000;

export function createAuthorizations(): Authorizations {
  return { consents: new Map(), codes: new Map(), accessTokens: new Map(), refreshTokens: new Map() };
}

export function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  if (map.size > KEPT) map.delete(map.keys().next().value!);
}

/** Whether nothing has ended it: no replay was seen, the grant stands in its account. */
export function holds({ account, grant, revoked }: Authorization): boolean {
  return !revoked && account.grants.includes(grant);
}

/** Whether an access token would be accepted: unexpired, its client exists, its authorization holds. */
export function isActive(token: AccessToken, store: Store): boolean {
  if (token.exp * 1000 <= Date.now() || !store.findClient(token.client_id)) return false;
  return token.authorization === undefined || holds(token.authorization);
}

/**
 * The consent request behind a token, with its client: undefined when unknown, decided, expired or the client is gone.
 */
export function openConsent(
  consentToken: string,
  { consents }: Authorizations,
  store: Store,
): { request: ConsentRequest; client: Client } | undefined {
  const request = consents.get(consentToken);
  if (!request || request.expires <= Date.now()) return undefined;
  const client = store.findClient(request.client_id);
  return client && { request, client };
}
