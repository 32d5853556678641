import type { Window } from '../lists/window.ts';
import type { WindowRequest } from '../lists/window-request.ts';
import type { CreateOAuthClientRequest, OAuthClient, OAuthClientSettings } from './client-members.ts';
import type { TelnyxError } from './errors.ts';
import type { OAuthClientType, OAuthGrantType } from './members.ts';
import type { Access } from './transport/call.ts';

export type {
  Access,
  CreateOAuthClientRequest,
  OAuthClient,
  OAuthClientSettings,
  OAuthClientType,
  OAuthGrantType,
  Window,
  WindowRequest,
};

/** How a client authenticates at the token endpoint. @see RFC 7591 section 2 */
export type TokenEndpointAuthMethod = 'none' | 'client_secret_basic' | 'client_secret_post';
/** @see RFC 7636 section 4.3 */
export type CodeChallengeMethod = 'S256' | 'plain';

/** The result of a creation. */
export interface CreatedOAuthClient {
  readonly client_id: string;
  /** Null for a public client. */
  readonly client_secret: string | null;
  /** Null: the response does not hold the whole client. */
  readonly client: OAuthClient | null;
}

/**
 * The filters of the client list; the names are those of the query keys, `filter[name][contains]` as `name_contains`.
 */
export interface OAuthClientFilter {
  readonly client_type?: OAuthClientType | undefined;
  readonly verified?: boolean | undefined;
  readonly allowed_grant_types_contains?: OAuthGrantType | undefined;
  readonly name?: string | undefined;
  readonly name_contains?: string | undefined;
  readonly client_id?: string | undefined;
}

export interface OAuthGrant {
  readonly id: string;
  readonly record_type: string;
  readonly client_id: string;
  readonly scopes: readonly string[];
  readonly created_at: string;
  readonly last_used_at?: string | null;
}

/** Grants that a filter matches. */
export interface FoundGrants {
  readonly count: number;
  /** The ids of the first ones, in Telnyx' order. */
  first(count: number): readonly string[];
}

/** A filter of the gateway's own, since Telnyx does not filter grants. All given members must match. */
export interface OAuthGrantFilter {
  readonly client_id?: string | undefined;
  /** One of the granted scopes. */
  readonly scope?: string | undefined;
  /** Exclusive. */
  readonly created_after?: Date | undefined;
  /** Exclusive. */
  readonly created_before?: Date | undefined;
  /** Last used before it, or never used and created before it. */
  readonly unused_since?: Date | undefined;
}

/** A member of a document that has no field of its own. */
export interface MetadataEntry {
  readonly name: string;
  /** Its value; null where it is too long. */
  readonly json: string | null;
}

/** How agents get credentials: an extension of Telnyx'. */
export interface AgentAuth {
  readonly anonymous?: {
    readonly credential_types_supported?: readonly string[];
    readonly additional: readonly MetadataEntry[];
  } | null;
  readonly auth_md?: string | null;
  readonly skill?: string | null;
  readonly events_supported?: readonly string[];
  readonly grants_supported?: readonly string[];
  readonly identity_types_supported?: readonly string[];
  readonly identity_assertion_supported?: boolean;
  readonly protected_resource_metadata_uri?: string | null;
  readonly additional: readonly MetadataEntry[];
}

/** @see RFC 8414 section 2 */
export interface AuthorizationServerMetadata {
  readonly issuer?: string | null;
  readonly authorization_endpoint?: string | null;
  readonly token_endpoint?: string | null;
  readonly introspection_endpoint?: string | null;
  readonly jwks_uri?: string | null;
  readonly registration_endpoint?: string | null;
  readonly grant_types_supported?: readonly string[];
  readonly response_types_supported?: readonly string[];
  readonly code_challenge_methods_supported?: readonly string[];
  readonly token_endpoint_auth_methods_supported?: readonly string[];
  readonly scopes_supported?: readonly string[];
  readonly protected_resources?: readonly string[];
  readonly agent_auth?: AgentAuth | null;
  /** All other members. */
  readonly additional: readonly MetadataEntry[];
}

/** @see RFC 9728 section 2 */
export interface ProtectedResourceMetadata {
  readonly resource?: string | null;
  readonly authorization_servers?: readonly string[];
  readonly scopes_supported?: readonly string[];
  /** All other members. */
  readonly additional: readonly MetadataEntry[];
}

/** The public members of a key. @see RFC 7517 section 4, RFC 7518 section 6 */
export interface JsonWebKey {
  readonly kty?: string;
  readonly use?: string;
  readonly key_ops?: readonly string[];
  readonly alg?: string;
  readonly kid?: string;
  readonly n?: string;
  readonly e?: string;
  readonly crv?: string;
  readonly x?: string;
  readonly y?: string;
  readonly x5u?: string;
  readonly x5c?: readonly string[];
  readonly x5t?: string;
  readonly 'x5t#S256'?: string;
}

export interface JsonWebKeySet {
  readonly keys?: readonly JsonWebKey[];
}

/** @see RFC 6749 section 4.1.1, RFC 7636 section 4.3 */
export interface AuthorizationRequest {
  readonly response_type: 'code';
  readonly client_id: string;
  readonly redirect_uri: string;
  readonly scope?: string | undefined;
  readonly state?: string | undefined;
  readonly code_challenge?: string | undefined;
  readonly code_challenge_method?: CodeChallengeMethod | undefined;
}

/** One of the scopes that a client requests. */
export interface RequestedScope {
  readonly id?: string;
  readonly name?: string;
  readonly description?: string;
}

export interface ConsentRequest {
  readonly client_id?: string;
  readonly name?: string;
  readonly requested_scopes?: readonly RequestedScope[];
  readonly logo_uri?: string | null;
  readonly tos_uri?: string | null;
  readonly policy_uri?: string | null;
  readonly redirect_uri?: string | null;
  readonly verified?: boolean;
}

/** @see RFC 7591 section 2 */
export interface RegistrationRequest {
  readonly redirect_uris?: readonly string[] | undefined;
  readonly client_name?: string | undefined;
  readonly grant_types?: readonly OAuthGrantType[] | undefined;
  readonly response_types?: readonly string[] | undefined;
  readonly scope?: string | undefined;
  readonly token_endpoint_auth_method?: TokenEndpointAuthMethod | undefined;
  readonly logo_uri?: string | undefined;
  readonly tos_uri?: string | undefined;
  readonly policy_uri?: string | undefined;
}

/** Null members were absent, or unreadable. @see RFC 7591 section 3.2.1 */
export interface Registration {
  readonly client_id: string;
  /** Seconds since 1970. */
  readonly client_id_issued_at: number | null;
  readonly client_secret?: string | null | undefined;
  readonly client_name: string | null;
  readonly redirect_uris: readonly (string | null)[] | null;
  readonly grant_types: readonly string[] | null;
  readonly response_types: readonly string[] | null;
  readonly scope: string | null;
  readonly token_endpoint_auth_method: string | null;
  readonly logo_uri: string | null;
  readonly tos_uri: string | null;
  readonly policy_uri: string | null;
}

/** @see RFC 6749 sections 4.1.3, 4.4.2 and 6 */
export interface TokenRequest {
  readonly grant_type: OAuthGrantType;
  readonly code?: string | undefined;
  readonly redirect_uri?: string | undefined;
  readonly code_verifier?: string | undefined;
  readonly refresh_token?: string | undefined;
  readonly scope?: string | undefined;
}

/** A client's own credentials, and how they are sent. */
export interface ClientCredentials {
  readonly client_id?: string | undefined;
  readonly client_secret?: string | undefined;
  /** Default: Basic with a secret, `none` without one. */
  readonly method?: TokenEndpointAuthMethod | undefined;
}

/** Null members were absent, or unreadable. @see RFC 6749 section 5.1 */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: string | null;
  /** Lifetime in seconds. */
  readonly expires_in: number | null;
  readonly scope: string | null;
  readonly refresh_token: string | null;
}

/** @see RFC 7662 section 2.2 */
export interface Introspection {
  readonly active: boolean;
  readonly scope?: string;
  readonly client_id?: string;
  /** Seconds since 1970. */
  readonly exp?: number;
  /** Seconds since 1970. */
  readonly iat?: number;
  readonly iss?: string;
  readonly aud?: string | readonly string[];
}

/** The result of a deletion: the grant as it was, or null if an earlier attempt of the same call had deleted it. */
export interface Revocation {
  readonly grant: OAuthGrant | null;
}

/** The outcome of revoking one of many grants. */
export interface RevocationResult {
  readonly grantId: string;
  /** Undefined: the grant is gone. With `outcome: 'UNKNOWN'` it may be gone as well. */
  readonly error: TelnyxError | undefined;
  /** Whether the grant did not exist any more. */
  readonly wasGone: boolean;
  /** Telnyx' own id of the request; absent: it sent none. */
  readonly requestId: string | undefined;
}

/** The outcome of revoking many grants. */
export interface Revocations {
  /** The outcomes of all grants for which a request was sent. The others are unchanged. */
  readonly results: readonly RevocationResult[];
  /** Why it stopped before the end: deadline, quota, credential, or the caller disconnected. */
  readonly stoppedBy: TelnyxError | undefined;
}

/** A list in memory. */
export interface MadeList<T> {
  /** Canonical name of list and filter. A cursor is valid for lists of the same name only. */
  readonly name: string;
  readonly items: readonly T[];
  readonly idOf: (item: T) => string;
}

/**
 * The REST API as one caller may use it. Every method rejects with a `TelnyxError`; those that need a credential
 * reject with `UnauthenticatedError` before any call where there is none.
 */
export interface Telnyx {
  /** Makes no call. Rejects with `UnauthenticatedError` or `ForbiddenError` if the caller may not do this. */
  authorize(access: Access): Promise<void>;
  /**
   * Maximum of calls that windows take beyond three each: 0, unless a list of this account was lately served in smaller
   * pages. Makes no call.
   *
   * @param items of all windows together, plus 12 for each window
   */
  extraCalls(items: number): number;
  /** A window of a list in memory. Makes no call. Rejects as the windows of other lists do. */
  windowOf<T>(list: MadeList<T>, window: WindowRequest): Promise<Window<T>>;
  readonly oauthClients: {
    /** A window of the list. Rejects with `ValidationError` at the member of `window`, `CursorExpiredError`. */
    page(window: WindowRequest, filter?: OAuthClientFilter): Promise<Window<OAuthClient>>;
    retrieve(clientId: string): Promise<OAuthClient>;
    /** The clients with these ids, in their order. One that cannot be read is an error in its position. */
    retrieveMany(clientIds: readonly string[]): Promise<(OAuthClient | Error)[]>;
    /** All clients in Telnyx' order, read once for an operation. Rejects with `ScanTooLargeError` beyond 50 pages. */
    all(): Promise<readonly OAuthClient[]>;
    /** Calls that {@link all} takes if the list does not change: by its length if known, else the most. */
    scanCalls(): number;
    create(request: CreateOAuthClientRequest): Promise<CreatedOAuthClient>;
    /** Creates a client with the settings of another, by the right to write. `ContractError` if Telnyx omits some. */
    copy(clientId: string, name: string): Promise<CreatedOAuthClient>;
    update(clientId: string, settings: OAuthClientSettings): Promise<OAuthClient>;
    delete(clientId: string): Promise<void>;
    /** Reads the secret by a call that is never shared. */
    revealSecret(clientId: string): Promise<string | null>;
  };
  readonly oauthGrants: {
    /**
     * A window of the list. With a filter, it scans the whole list, once for all fields of the operation, and only as
     * far as needed unless `total` is wanted. Rejects with `ValidationError` at the member of `window`,
     * `CursorExpiredError`, `ScanTooLargeError`.
     */
    page(window: WindowRequest, filter?: OAuthGrantFilter, wanted?: { total: boolean }): Promise<Window<OAuthGrant>>;
    retrieve(grantId: string): Promise<OAuthGrant>;
    retrieveMany(grantIds: readonly string[]): Promise<(OAuthGrant | Error)[]>;
    /** All grants in Telnyx' order, of the scan that filters share. Rejects with `ScanTooLargeError`. */
    all(): Promise<readonly OAuthGrant[]>;
    /**
     * Calls that a scan of the list takes if it does not change: by its length if known, else the most. Makes none.
     */
    scanCalls(): number;
    revoke(grantId: string): Promise<Revocation>;
    /**
     * All grants that the filter matches, in Telnyx' order: reads the whole list again, urgently, by the right to
     * revoke.
     * Rejects with `ScanTooLargeError` beyond 50 pages.
     */
    findToRevoke(filter: OAuthGrantFilter): Promise<FoundGrants>;
    /**
     * Revokes as many as the time allows, several at once. Rejects only as `onResult` does.
     *
     * @param onResult called with each result before the next request is sent in its place
     */
    revokeMany(
      grantIds: readonly string[],
      onResult: (result: RevocationResult) => Promise<void>,
    ): Promise<Revocations>;
  };
  readonly registration: { register(request: RegistrationRequest): Promise<Registration> };
  readonly token: { request(request: TokenRequest, credentials: ClientCredentials): Promise<TokenResponse> };
  readonly introspection: { introspect(token: string, credentials: ClientCredentials): Promise<Introspection> };
  readonly consent: {
    /** Null: the token is unknown, used or expired (422). */
    retrieve(consentToken: string): Promise<ConsentRequest | null>;
    decide(consentToken: string, allowed: boolean): Promise<{ redirect_uri: string }>;
  };
  readonly authorization: {
    /** The authorization endpoint's URL for this request; no call. */
    url(request: AuthorizationRequest): string;
    /** Makes the call, does not follow the redirect, and returns its `Location`. */
    start(request: AuthorizationRequest): Promise<string>;
  };
  readonly discovery: {
    authorizationServer(): Promise<AuthorizationServerMetadata>;
    protectedResource(): Promise<ProtectedResourceMetadata>;
  };
  readonly jwks: { retrieve(): Promise<JsonWebKeySet> };
}
