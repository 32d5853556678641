/* Made of the schema by `npm run codegen`. */

/** Date and time (RFC 3339), such as `2026-01-31T08:00:00Z`, in at most 64 characters. Output keeps the form of the server. */
export type DateTime = string;

/** Client secret, token, code, verifier, or URI that carries one. Accepted only as a variable, returned only by mutations, never logged, cached or repeated in an error. */
export type OAuthSecret = string;

/** Absolute URI (RFC 3986). Input and output keep its bytes: OAuth compares URIs exactly. */
export type URL = string;

/** Client type (RFC 6749 section 2.1). */
export const OAuthClientType = {
  /** Can keep a client secret confidential: an app on a secure server. */
  CONFIDENTIAL: 'CONFIDENTIAL',
  /** Cannot keep a client secret confidential: an app in a browser or on a device. */
  PUBLIC: 'PUBLIC',
} as const;
export type OAuthClientType = keyof typeof OAuthClientType;

/** PKCE code challenge method (RFC 7636 section 4.2). */
export const OAuthCodeChallengeMethod = {
  /** The code challenge is the code verifier. Telnyx advertises only S256. */
  PLAIN: 'PLAIN',
  /** The code challenge is the base64url of the code verifier’s SHA-256. */
  S256: 'S256',
} as const;
export type OAuthCodeChallengeMethod = keyof typeof OAuthCodeChallengeMethod;

/** Kind of an error that a mutation returns as data. */
export const OAuthErrorCode = {
  /** The credential has no access to the resource. */
  FORBIDDEN: 'FORBIDDEN',
  /** The resource does not exist. */
  NOT_FOUND: 'NOT_FOUND',
  /** The server returned an OAuth error code. */
  PROTOCOL: 'PROTOCOL',
  /** The rate limit is exceeded. */
  RATE_LIMITED: 'RATE_LIMITED',
  /** The input is invalid; `issues` says where. */
  VALIDATION: 'VALIDATION',
} as const;
export type OAuthErrorCode = keyof typeof OAuthErrorCode;

/** What a finding is. Codes keep their meaning; new ones may come. */
export const OAuthFindingCode = {
  /** A client that was registered without a credential may request a scope to change things, or to do all. */
  ANONYMOUS_REGISTRATION_WITH_BROAD_SCOPE: 'ANONYMOUS_REGISTRATION_WITH_BROAD_SCOPE',
  /** The authorization code grant is allowed, but no redirect URI is registered. */
  AUTHORIZATION_CODE_WITHOUT_REDIRECT_URI: 'AUTHORIZATION_CODE_WITHOUT_REDIRECT_URI',
  /** A grant has not been used for `FINDINGS_UNUSED_GRANT_DAYS` days. One without a time of use counts from its creation. */
  GRANT_UNUSED: 'GRANT_UNUSED',
  /** Users are asked for consent, but are shown no privacy policy. */
  POLICY_URI_MISSING: 'POLICY_URI_MISSING',
  /** A public client may use the authorization code grant without PKCE. */
  PUBLIC_CLIENT_WITHOUT_PKCE: 'PUBLIC_CLIENT_WITHOUT_PKCE',
  /** A public client, which cannot authenticate, may use the client credentials grant. */
  PUBLIC_CLIENT_WITH_CLIENT_CREDENTIALS: 'PUBLIC_CLIENT_WITH_CLIENT_CREDENTIALS',
  /** A redirect URI has a fragment. */
  REDIRECT_URI_FRAGMENT: 'REDIRECT_URI_FRAGMENT',
  /** A redirect URI has the scheme http, and is no loopback interface. */
  REDIRECT_URI_HTTP: 'REDIRECT_URI_HTTP',
  /** A redirect URI names localhost instead of a loopback IP address. */
  REDIRECT_URI_LOCALHOST: 'REDIRECT_URI_LOCALHOST',
  /** A redirect URI has a private-use scheme that is no reversed domain name. */
  REDIRECT_URI_SCHEME_WITHOUT_PERIOD: 'REDIRECT_URI_SCHEME_WITHOUT_PERIOD',
  /** A redirect URI holds an asterisk, as if URIs were matched by pattern. */
  REDIRECT_URI_WILDCARD: 'REDIRECT_URI_WILDCARD',
  /** The refresh token grant is allowed, but no grant type that is meant to issue refresh tokens. */
  REFRESH_TOKEN_WITHOUT_AUTHORIZATION_CODE: 'REFRESH_TOKEN_WITHOUT_AUTHORIZATION_CODE',
  /** A scope is not among those that the authorization server’s metadata names. */
  SCOPE_NOT_OFFERED: 'SCOPE_NOT_OFFERED',
  /** Users are asked for consent, but are shown no terms of service. */
  TOS_URI_MISSING: 'TOS_URI_MISSING',
} as const;
export type OAuthFindingCode = keyof typeof OAuthFindingCode;

/** How bad a finding is. */
export const OAuthFindingSeverity = {
  /** Lets others get codes or tokens. */
  HIGH: 'HIGH',
  /** Should be tidied up. */
  LOW: 'LOW',
  /** Weakens the client, or keeps a part of it from working. */
  MEDIUM: 'MEDIUM',
} as const;
export type OAuthFindingSeverity = keyof typeof OAuthFindingSeverity;

/** Why a request is forbidden. */
export const OAuthForbiddenReason = {
  /** A role of the credential denies the action, whatever others allow. */
  ACTION_DENIED: 'ACTION_DENIED',
  /** No role of the credential allows the action. */
  ACTION_NOT_GRANTED: 'ACTION_NOT_GRANTED',
  /** Telnyx’ IAM knows no action of the REST route, so no role can allow it. */
  ROUTE_HAS_NO_ACTION: 'ROUTE_HAS_NO_ACTION',
  /** Telnyx does not say, or the gateway itself refused: the message tells all there is. */
  UNKNOWN: 'UNKNOWN',
} as const;
export type OAuthForbiddenReason = keyof typeof OAuthForbiddenReason;

/** How a grant came to be revoked. */
export const OAuthGrantRevocationOutcome = {
  /** Telnyx did not find it any more: it was revoked meanwhile. */
  ALREADY_REVOKED: 'ALREADY_REVOKED',
  /** By this call. */
  REVOKED: 'REVOKED',
} as const;
export type OAuthGrantRevocationOutcome = keyof typeof OAuthGrantRevocationOutcome;

/** Authorization grant type (RFC 6749 section 1.3). */
export const OAuthGrantType = {
  /** Authorization code grant (RFC 6749 section 4.1). */
  AUTHORIZATION_CODE: 'AUTHORIZATION_CODE',
  /** Client credentials grant (RFC 6749 section 4.4). */
  CLIENT_CREDENTIALS: 'CLIENT_CREDENTIALS',
  /** Refresh token grant (RFC 6749 section 6). */
  REFRESH_TOKEN: 'REFRESH_TOKEN',
} as const;
export type OAuthGrantType = keyof typeof OAuthGrantType;

/** Response type of the authorization endpoint (RFC 6749 section 3.1.1). */
export const OAuthResponseType = {
  /** Authorization code. */
  CODE: 'CODE',
} as const;
export type OAuthResponseType = keyof typeof OAuthResponseType;

/** Client authentication method at the token endpoint (RFC 7591 section 2). */
export const OAuthTokenEndpointAuthMethod = {
  /** HTTP Basic with client identifier and client secret. */
  CLIENT_SECRET_BASIC: 'CLIENT_SECRET_BASIC',
  /** Client identifier and client secret in the request body. */
  CLIENT_SECRET_POST: 'CLIENT_SECRET_POST',
  /** No authentication: a public client. */
  NONE: 'NONE',
} as const;
export type OAuthTokenEndpointAuthMethod = keyof typeof OAuthTokenEndpointAuthMethod;

/** For `config.scalars` of GraphQL Code Generator and `customScalarTypes` of Relay: values stay as the wire has them. */
export const scalars = {
  "DateTime": "string",
  "OAuthSecret": "string",
  "URL": "string"
} as const;

/** Which types a union or an interface stands for: `possibleTypes` of Apollo's cache and of urql's. */
export const possibleTypes = {
  "CopyOAuthClientResult": [
    "CopyOAuthClientPayload",
    "OAuthForbiddenError",
    "OAuthNotFoundError",
    "OAuthProtocolError",
    "OAuthRateLimitedError",
    "OAuthValidationError"
  ],
  "CreateOAuthClientResult": [
    "CreateOAuthClientPayload",
    "OAuthForbiddenError",
    "OAuthProtocolError",
    "OAuthRateLimitedError",
    "OAuthValidationError"
  ],
  "DecideOAuthConsentResult": [
    "DecideOAuthConsentPayload",
    "OAuthForbiddenError",
    "OAuthProtocolError",
    "OAuthRateLimitedError",
    "OAuthValidationError"
  ],
  "DeleteOAuthClientResult": [
    "DeleteOAuthClientPayload",
    "OAuthForbiddenError",
    "OAuthNotFoundError",
    "OAuthRateLimitedError"
  ],
  "IntrospectOAuthTokenResult": [
    "IntrospectOAuthTokenPayload",
    "OAuthForbiddenError",
    "OAuthProtocolError",
    "OAuthRateLimitedError",
    "OAuthValidationError"
  ],
  "Node": [
    "OAuthClient",
    "OAuthGrant"
  ],
  "OAuthError": [
    "OAuthForbiddenError",
    "OAuthNotFoundError",
    "OAuthProtocolError",
    "OAuthRateLimitedError",
    "OAuthValidationError"
  ],
  "RegisterOAuthClientResult": [
    "OAuthForbiddenError",
    "OAuthProtocolError",
    "OAuthRateLimitedError",
    "OAuthValidationError",
    "RegisterOAuthClientPayload"
  ],
  "RequestOAuthTokenResult": [
    "OAuthForbiddenError",
    "OAuthProtocolError",
    "OAuthRateLimitedError",
    "OAuthValidationError",
    "RequestOAuthTokenPayload"
  ],
  "RevealOAuthClientSecretResult": [
    "OAuthForbiddenError",
    "OAuthNotFoundError",
    "OAuthRateLimitedError",
    "RevealOAuthClientSecretPayload"
  ],
  "RevokeOAuthGrantResult": [
    "OAuthForbiddenError",
    "OAuthNotFoundError",
    "OAuthRateLimitedError",
    "RevokeOAuthGrantPayload"
  ],
  "RevokeOAuthGrantsResult": [
    "OAuthForbiddenError",
    "OAuthRateLimitedError",
    "OAuthValidationError",
    "RevokeOAuthGrantsPayload"
  ],
  "StartOAuthAuthorizationResult": [
    "OAuthNotFoundError",
    "OAuthProtocolError",
    "OAuthRateLimitedError",
    "OAuthValidationError",
    "StartOAuthAuthorizationPayload"
  ],
  "UpdateOAuthClientResult": [
    "OAuthForbiddenError",
    "OAuthNotFoundError",
    "OAuthProtocolError",
    "OAuthRateLimitedError",
    "OAuthValidationError",
    "UpdateOAuthClientPayload"
  ]
} satisfies Record<string, string[]>;

/** Types of which there is one object: root fields without arguments. */
export const singletons = [
  "OAuthAuthorizationServerMetadata",
  "OAuthJsonWebKeySet",
  "OAuthProtectedResourceMetadata"
];

/** Object types without a key: parts of the object that holds them. */
export const embedded = [
  "CopyOAuthClientPayload",
  "CreateOAuthClientPayload",
  "DecideOAuthConsentPayload",
  "DeleteOAuthClientPayload",
  "IntrospectOAuthTokenPayload",
  "OAuthAgentAuth",
  "OAuthAnonymousAgentAuth",
  "OAuthAuthorizationRequest",
  "OAuthAuthorizationServerMetadata",
  "OAuthClientConnection",
  "OAuthClientEdge",
  "OAuthClientFix",
  "OAuthConsentRequest",
  "OAuthFinding",
  "OAuthFindingCodeCount",
  "OAuthFindingConnection",
  "OAuthFindingEdge",
  "OAuthFindingSeverityCount",
  "OAuthForbiddenError",
  "OAuthGrantConnection",
  "OAuthGrantEdge",
  "OAuthGrantRevocation",
  "OAuthGrantRevocationError",
  "OAuthGrantRevocationFailure",
  "OAuthInputIssue",
  "OAuthJsonWebKey",
  "OAuthJsonWebKeySet",
  "OAuthMetadataEntry",
  "OAuthNotFoundError",
  "OAuthProtectedResourceMetadata",
  "OAuthProtocolError",
  "OAuthRateLimitedError",
  "OAuthRequestedScope",
  "OAuthValidationError",
  "PageInfo",
  "RegisterOAuthClientPayload",
  "RequestOAuthTokenPayload",
  "RevealOAuthClientSecretPayload",
  "RevokeOAuthGrantPayload",
  "RevokeOAuthGrantsPayload",
  "StartOAuthAuthorizationPayload",
  "UpdateOAuthClientPayload"
];

/** The Relay connections, each with the arguments that say which list it is. */
export const connections = [
  {
    "type": "Query",
    "field": "oauthClients",
    "keyArguments": [
      "filter"
    ]
  },
  {
    "type": "Query",
    "field": "oauthFindings",
    "keyArguments": [
      "codes",
      "minSeverity"
    ]
  },
  {
    "type": "Query",
    "field": "oauthGrants",
    "keyArguments": [
      "filter"
    ]
  },
  {
    "type": "OAuthClient",
    "field": "grants",
    "keyArguments": []
  }
] as const;

/** Mutations that end an object, and the member of their payload that holds its global ID. */
export const removals = [
  {
    "mutation": "deleteOAuthClient",
    "payload": "DeleteOAuthClientPayload",
    "idField": "deletedId",
    "type": "OAuthClient"
  },
  {
    "mutation": "revokeOAuthGrant",
    "payload": "RevokeOAuthGrantPayload",
    "idField": "revokedId",
    "type": "OAuthGrant"
  }
] as const;

