/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** New OAuth client. Null counts as omitted. `requirePkce` defaults to true for a public client with the authorization code grant. */
export type CreateOAuthClientInput = {
  /** Grant types that the client may use. At most 10 items. */
  readonly allowedGrantTypes: ReadonlyArray<OAuthGrantType>;
  /** Scopes that the client may request. At most 100 items, each of at most 256 characters. */
  readonly allowedScopes: ReadonlyArray<string>;
  /** Client type (RFC 6749 section 2.1). */
  readonly clientType: OAuthClientType;
  /** URL of the client’s logo. At most 2,048 characters. */
  readonly logoUri?: string | null | undefined;
  /** Display name of the client. At most 256 characters. */
  readonly name: string;
  /** URL of the client’s privacy policy. At most 2,048 characters. */
  readonly policyUri?: string | null | undefined;
  /** Redirection URIs of the client, compared byte for byte (RFC 6749 section 3.1.2). At most 100 items, each of at most 2,048 characters. */
  readonly redirectUris?: ReadonlyArray<string> | null | undefined;
  /** Whether the client must use PKCE (RFC 7636). */
  readonly requirePkce?: boolean | null | undefined;
  /** URL of the client’s terms of service. At most 2,048 characters. */
  readonly tosUri?: string | null | undefined;
};

/** Decision of the user on a consent request. */
export type DecideOAuthConsentInput = {
  /** Whether the user grants the requested scopes. */
  readonly allowed: boolean;
  /** Consent token from the URL of the consent page. At most 2,048 characters. */
  readonly consentToken: string;
};

/** Filter on OAuth clients; all members must match. Null counts as omitted. */
export type OAuthClientFilter = {
  /** Only clients that may use this grant type. */
  readonly allowedGrantTypesContains?: OAuthGrantType | null | undefined;
  /** Client identifier. At most 256 characters. */
  readonly clientId?: string | number | null | undefined;
  /** Only clients of this client type. */
  readonly clientType?: OAuthClientType | null | undefined;
  /** Exact name. Not together with `nameContains`. At most 256 characters. */
  readonly name?: string | null | undefined;
  /** Part of the name. Not together with `name`. At most 256 characters. */
  readonly nameContains?: string | null | undefined;
  /** Only clients that Telnyx has verified, or only others. */
  readonly verified?: boolean | null | undefined;
};

/** Client type (RFC 6749 section 2.1). */
export type OAuthClientType =
  /** Can keep a client secret confidential: an app on a secure server. */
  | 'CONFIDENTIAL'
  /** Cannot keep a client secret confidential: an app in a browser or on a device. */
  | 'PUBLIC';

/** Kind of an error that a mutation returns as data. */
export type OAuthErrorCode =
  /** The credential has no access to the resource. */
  | 'FORBIDDEN'
  /** The resource does not exist. */
  | 'NOT_FOUND'
  /** The server returned an OAuth error code. */
  | 'PROTOCOL'
  /** The rate limit is exceeded. */
  | 'RATE_LIMITED'
  /** The input is invalid; `issues` says where. */
  | 'VALIDATION';

/** Filter on grants; all members must match. Telnyx has no such filter: the gateway reads the whole list for it. */
export type OAuthGrantFilter = {
  /** Only grants to this client. At most 256 characters. */
  readonly clientId?: string | number | null | undefined;
  /** Only grants created after this time (exclusive). */
  readonly createdAfter?: string | null | undefined;
  /** Only grants created before this time (exclusive). */
  readonly createdBefore?: string | null | undefined;
  /** Only grants that include this scope. At most 256 characters. */
  readonly scope?: string | null | undefined;
  /** Only grants last used before this time, or never used and created before it (exclusive). */
  readonly unusedSince?: string | null | undefined;
};

/** How a grant came to be revoked. */
export type OAuthGrantRevocationOutcome =
  /** Telnyx did not find it any more: it was revoked meanwhile. */
  | 'ALREADY_REVOKED'
  /** By this call. */
  | 'REVOKED';

/** Authorization grant type (RFC 6749 section 1.3). */
export type OAuthGrantType =
  /** Authorization code grant (RFC 6749 section 4.1). */
  | 'AUTHORIZATION_CODE'
  /** Client credentials grant (RFC 6749 section 4.4). */
  | 'CLIENT_CREDENTIALS'
  /** Refresh token grant (RFC 6749 section 6). */
  | 'REFRESH_TOKEN';

/** Which grants to revoke, and how many. */
export type RevokeOAuthGrantsInput = {
  /** Only count the grants that match. */
  readonly dryRun?: boolean;
  /** How many of them to revoke by this call, 1 to 500. */
  readonly first?: number;
  /** Required unless `dryRun`: the highest number of grants that may match, 1 or more. If more match, nothing is revoked. */
  readonly maximumCount?: number | null | undefined;
  /** Grants to revoke; at least one member. `createdBefore` leaves out what is granted meanwhile. */
  readonly where: OAuthGrantFilter;
};

export type ClientFactsFragment = { readonly __typename: 'OAuthClient', readonly clientId: string, readonly name: string, readonly clientType: OAuthClientType | null, readonly requirePkce: boolean, readonly allowedGrantTypes: ReadonlyArray<OAuthGrantType> | null, readonly allowedScopes: ReadonlyArray<string> | null, readonly redirectUris: ReadonlyArray<string | null> | null, readonly logoUri: string | null, readonly policyUri: string | null, readonly tosUri: string | null, readonly createdAt: string, readonly updatedAt: string } & { ' $fragmentName'?: 'ClientFactsFragment' };

export type ClientItemFragment = { readonly __typename: 'OAuthClient', readonly clientId: string, readonly name: string, readonly logoUri: string | null, readonly clientType: OAuthClientType | null, readonly allowedGrantTypes: ReadonlyArray<OAuthGrantType> | null, readonly createdAt: string } & { ' $fragmentName'?: 'ClientItemFragment' };

export type ClientListQueryVariables = Exact<{
  filter?: OAuthClientFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type ClientListQuery = { readonly oauthClients: { readonly __typename: 'OAuthClientConnection', readonly totalCount: number | null, readonly nodes: ReadonlyArray<(
      { readonly __typename: 'OAuthClient', readonly clientId: string }
      & { ' $fragmentRefs'?: { 'ClientItemFragment': ClientItemFragment } }
    )>, readonly pageInfo: (
      { readonly __typename: 'PageInfo' }
      & { ' $fragmentRefs'?: { 'PagerFragment': PagerFragment } }
    ) } | null };

export type ClientPageQueryVariables = Exact<{
  clientId: string | number;
}>;


export type ClientPageQuery = { readonly oauthClient: (
    { readonly __typename: 'OAuthClient', readonly name: string }
    & { ' $fragmentRefs'?: { 'ClientFactsFragment': ClientFactsFragment } }
  ) | null };

export type ConsentRequestQueryVariables = Exact<{
  consentToken: string;
}>;


export type ConsentRequestQuery = { readonly oauthConsentRequest: (
    { readonly __typename: 'OAuthConsentRequest' }
    & { ' $fragmentRefs'?: { 'DecisionFragment': DecisionFragment } }
  ) | null };

export type DecideConsentMutationVariables = Exact<{
  input: DecideOAuthConsentInput;
}>;


export type DecideConsentMutation = { readonly decideOAuthConsent:
    | { readonly __typename: 'DecideOAuthConsentPayload', readonly redirectUri: string }
    | (
      { readonly __typename: 'OAuthForbiddenError' }
      & { ' $fragmentRefs'?: { 'Refusal_OAuthForbiddenError_Fragment': Refusal_OAuthForbiddenError_Fragment } }
    )
    | (
      { readonly __typename: 'OAuthProtocolError' }
      & { ' $fragmentRefs'?: { 'Refusal_OAuthProtocolError_Fragment': Refusal_OAuthProtocolError_Fragment } }
    )
    | (
      { readonly __typename: 'OAuthRateLimitedError' }
      & { ' $fragmentRefs'?: { 'Refusal_OAuthRateLimitedError_Fragment': Refusal_OAuthRateLimitedError_Fragment } }
    )
    | (
      { readonly __typename: 'OAuthValidationError' }
      & { ' $fragmentRefs'?: { 'Refusal_OAuthValidationError_Fragment': Refusal_OAuthValidationError_Fragment } }
    )
   | null };

export type DecisionFragment = (
  { readonly __typename: 'OAuthConsentRequest', readonly name: string | null, readonly verified: boolean | null, readonly logoUri: string | null, readonly redirectUri: string | null }
  & { ' $fragmentRefs'?: { 'RequestedScopesFragment': RequestedScopesFragment;'FineprintFragment': FineprintFragment } }
) & { ' $fragmentName'?: 'DecisionFragment' };

export type FineprintFragment = { readonly __typename: 'OAuthConsentRequest', readonly clientId: string | null, readonly policyUri: string | null, readonly tosUri: string | null } & { ' $fragmentName'?: 'FineprintFragment' };

export type RequestedScopesFragment = { readonly __typename: 'OAuthConsentRequest', readonly requestedScopes: ReadonlyArray<{ readonly __typename: 'OAuthRequestedScope', readonly scopeId: string | null, readonly name: string | null, readonly description: string | null }> | null } & { ' $fragmentName'?: 'RequestedScopesFragment' };

export type ClientGrantsQueryVariables = Exact<{
  clientId: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type ClientGrantsQuery = { readonly oauthClient: { readonly __typename: 'OAuthClient', readonly clientId: string, readonly grants: (
      { readonly __typename: 'OAuthGrantConnection' }
      & { ' $fragmentRefs'?: { 'GrantPageFragment': GrantPageFragment } }
    ) | null } | null };

export type GrantItemFragment = { readonly __typename: 'OAuthGrant', readonly grantId: string, readonly clientId: string, readonly scopes: ReadonlyArray<string>, readonly createdAt: string, readonly lastUsedAt: string | null, readonly client: { readonly __typename: 'OAuthClient', readonly name: string, readonly logoUri: string | null } | null } & { ' $fragmentName'?: 'GrantItemFragment' };

export type GrantListQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type GrantListQuery = { readonly oauthGrants: (
    { readonly __typename: 'OAuthGrantConnection' }
    & { ' $fragmentRefs'?: { 'GrantPageFragment': GrantPageFragment } }
  ) | null };

export type GrantPageFragment = { readonly __typename: 'OAuthGrantConnection', readonly totalCount: number | null, readonly nodes: ReadonlyArray<(
    { readonly __typename: 'OAuthGrant', readonly grantId: string }
    & { ' $fragmentRefs'?: { 'GrantItemFragment': GrantItemFragment } }
  )>, readonly pageInfo: (
    { readonly __typename: 'PageInfo' }
    & { ' $fragmentRefs'?: { 'PagerFragment': PagerFragment } }
  ) } & { ' $fragmentName'?: 'GrantPageFragment' };

export type RevokeGrantMutationVariables = Exact<{
  grantId: string | number;
}>;


export type RevokeGrantMutation = { readonly revokeOAuthGrant:
    | (
      { readonly __typename: 'OAuthForbiddenError' }
      & { ' $fragmentRefs'?: { 'Refusal_OAuthForbiddenError_Fragment': Refusal_OAuthForbiddenError_Fragment } }
    )
    | (
      { readonly __typename: 'OAuthNotFoundError' }
      & { ' $fragmentRefs'?: { 'Refusal_OAuthNotFoundError_Fragment': Refusal_OAuthNotFoundError_Fragment } }
    )
    | (
      { readonly __typename: 'OAuthRateLimitedError' }
      & { ' $fragmentRefs'?: { 'Refusal_OAuthRateLimitedError_Fragment': Refusal_OAuthRateLimitedError_Fragment } }
    )
    | { readonly __typename: 'RevokeOAuthGrantPayload', readonly revokedGrantId: string }
   | null };

export type FindClientsQueryVariables = Exact<{
  nameContains: string;
  first: number;
}>;


export type FindClientsQuery = { readonly oauthClients: { readonly __typename: 'OAuthClientConnection', readonly nodes: ReadonlyArray<{ readonly __typename: 'OAuthClient', readonly clientId: string, readonly name: string, readonly logoUri: string | null }> } | null };

export type NameClientQueryVariables = Exact<{
  clientId: string | number;
}>;


export type NameClientQuery = { readonly oauthClient: { readonly __typename: 'OAuthClient', readonly name: string, readonly logoUri: string | null } | null };

export type RevokeGrantsMutationVariables = Exact<{
  input: RevokeOAuthGrantsInput;
}>;


export type RevokeGrantsMutation = { readonly revokeOAuthGrants:
    | (
      { readonly __typename: 'OAuthForbiddenError' }
      & { ' $fragmentRefs'?: { 'Refusal_OAuthForbiddenError_Fragment': Refusal_OAuthForbiddenError_Fragment } }
    )
    | (
      { readonly __typename: 'OAuthRateLimitedError' }
      & { ' $fragmentRefs'?: { 'Refusal_OAuthRateLimitedError_Fragment': Refusal_OAuthRateLimitedError_Fragment } }
    )
    | (
      { readonly __typename: 'OAuthValidationError' }
      & { ' $fragmentRefs'?: { 'Refusal_OAuthValidationError_Fragment': Refusal_OAuthValidationError_Fragment } }
    )
    | { readonly __typename: 'RevokeOAuthGrantsPayload', readonly matched: number, readonly countedAt: string, readonly remaining: number, readonly revoked: ReadonlyArray<{ readonly __typename: 'OAuthGrantRevocation', readonly grantId: string, readonly outcome: OAuthGrantRevocationOutcome }>, readonly failed: ReadonlyArray<{ readonly __typename: 'OAuthGrantRevocationFailure', readonly grantId: string, readonly error: { readonly __typename: 'OAuthGrantRevocationError', readonly code: string, readonly message: string, readonly mayHaveHappened: boolean } }> }
   | null };

export type SomeGrantsQueryVariables = Exact<{
  where: OAuthGrantFilter;
  first: number;
}>;


export type SomeGrantsQuery = { readonly oauthGrants: { readonly __typename: 'OAuthGrantConnection', readonly nodes: ReadonlyArray<(
      { readonly __typename: 'OAuthGrant', readonly grantId: string }
      & { ' $fragmentRefs'?: { 'GrantItemFragment': GrantItemFragment } }
    )> } | null };

export type KnownScopesQueryVariables = Exact<{ [key: string]: never; }>;


export type KnownScopesQuery = { readonly oauthAuthorizationServerMetadata: { readonly __typename: 'OAuthAuthorizationServerMetadata', readonly scopesSupported: ReadonlyArray<string> | null } | null };

export type RegisterClientMutationVariables = Exact<{
  input: CreateOAuthClientInput;
}>;


export type RegisterClientMutation = { readonly createOAuthClient:
    | { readonly __typename: 'CreateOAuthClientPayload', readonly clientId: string, readonly clientSecret: string | null, readonly client: { readonly __typename: 'OAuthClient', readonly name: string } | null }
    | (
      { readonly __typename: 'OAuthForbiddenError' }
      & { ' $fragmentRefs'?: { 'Refusal_OAuthForbiddenError_Fragment': Refusal_OAuthForbiddenError_Fragment } }
    )
    | (
      { readonly __typename: 'OAuthProtocolError' }
      & { ' $fragmentRefs'?: { 'Refusal_OAuthProtocolError_Fragment': Refusal_OAuthProtocolError_Fragment } }
    )
    | (
      { readonly __typename: 'OAuthRateLimitedError' }
      & { ' $fragmentRefs'?: { 'Refusal_OAuthRateLimitedError_Fragment': Refusal_OAuthRateLimitedError_Fragment } }
    )
    | (
      { readonly __typename: 'OAuthValidationError', readonly issues: ReadonlyArray<{ readonly __typename: 'OAuthInputIssue', readonly path: ReadonlyArray<string>, readonly message: string }> }
      & { ' $fragmentRefs'?: { 'Refusal_OAuthValidationError_Fragment': Refusal_OAuthValidationError_Fragment } }
    )
   | null };

export type PagerFragment = { readonly __typename: 'PageInfo', readonly startCursor: string | null, readonly endCursor: string | null, readonly hasNextPage: boolean, readonly hasPreviousPage: boolean } & { ' $fragmentName'?: 'PagerFragment' };

type Refusal_OAuthForbiddenError_Fragment = { readonly __typename: 'OAuthForbiddenError', readonly code: OAuthErrorCode, readonly message: string, readonly traceId: string } & { ' $fragmentName'?: 'Refusal_OAuthForbiddenError_Fragment' };

type Refusal_OAuthNotFoundError_Fragment = { readonly __typename: 'OAuthNotFoundError', readonly code: OAuthErrorCode, readonly message: string, readonly traceId: string } & { ' $fragmentName'?: 'Refusal_OAuthNotFoundError_Fragment' };

type Refusal_OAuthProtocolError_Fragment = { readonly __typename: 'OAuthProtocolError', readonly code: OAuthErrorCode, readonly message: string, readonly traceId: string } & { ' $fragmentName'?: 'Refusal_OAuthProtocolError_Fragment' };

type Refusal_OAuthRateLimitedError_Fragment = { readonly __typename: 'OAuthRateLimitedError', readonly retryAt: string | null, readonly code: OAuthErrorCode, readonly message: string, readonly traceId: string } & { ' $fragmentName'?: 'Refusal_OAuthRateLimitedError_Fragment' };

type Refusal_OAuthValidationError_Fragment = { readonly __typename: 'OAuthValidationError', readonly code: OAuthErrorCode, readonly message: string, readonly traceId: string } & { ' $fragmentName'?: 'Refusal_OAuthValidationError_Fragment' };

export type RefusalFragment =
  | Refusal_OAuthForbiddenError_Fragment
  | Refusal_OAuthNotFoundError_Fragment
  | Refusal_OAuthProtocolError_Fragment
  | Refusal_OAuthRateLimitedError_Fragment
  | Refusal_OAuthValidationError_Fragment
;

export const ClientFactsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientFacts"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OAuthClient"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"clientId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"clientType"}},{"kind":"Field","name":{"kind":"Name","value":"requirePkce"}},{"kind":"Field","name":{"kind":"Name","value":"allowedGrantTypes"}},{"kind":"Field","name":{"kind":"Name","value":"allowedScopes"}},{"kind":"Field","name":{"kind":"Name","value":"redirectUris"}},{"kind":"Field","name":{"kind":"Name","value":"logoUri"}},{"kind":"Field","name":{"kind":"Name","value":"policyUri"}},{"kind":"Field","name":{"kind":"Name","value":"tosUri"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]} as unknown as DocumentNode<ClientFactsFragment, unknown>;
export const ClientItemFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClientItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OAuthClient"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"clientId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"logoUri"}},{"kind":"Field","name":{"kind":"Name","value":"clientType"}},{"kind":"Field","name":{"kind":"Name","value":"allowedGrantTypes"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]} as unknown as DocumentNode<ClientItemFragment, unknown>;
export const RequestedScopesFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RequestedScopes"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OAuthConsentRequest"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"requestedScopes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"scopeId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}}]}}]}}]} as unknown as DocumentNode<RequestedScopesFragment, unknown>;
export const FineprintFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fineprint"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OAuthConsentRequest"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"clientId"}},{"kind":"Field","name":{"kind":"Name","value":"policyUri"}},{"kind":"Field","name":{"kind":"Name","value":"tosUri"}}]}}]} as unknown as DocumentNode<FineprintFragment, unknown>;
export const DecisionFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Decision"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OAuthConsentRequest"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"verified"}},{"kind":"Field","name":{"kind":"Name","value":"logoUri"}},{"kind":"Field","name":{"kind":"Name","value":"redirectUri"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"RequestedScopes"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Fineprint"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RequestedScopes"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OAuthConsentRequest"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"requestedScopes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"scopeId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"description"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Fineprint"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OAuthConsentRequest"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"clientId"}},{"kind":"Field","name":{"kind":"Name","value":"policyUri"}},{"kind":"Field","name":{"kind":"Name","value":"tosUri"}}]}}]} as unknown as DocumentNode<DecisionFragment, unknown>;
export const GrantItemFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GrantItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OAuthGrant"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"grantId"}},{"kind":"Field","name":{"kind":"Name","value":"clientId"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}},{"kind":"Field","name":{"kind":"Name","value":"client"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"logoUri"}}]}}]}}]} as unknown as DocumentNode<GrantItemFragment, unknown>;
export const PagerFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Pager"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PageInfo"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}}]}}]} as unknown as DocumentNode<PagerFragment, unknown>;
export const GrantPageFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GrantPage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OAuthGrantConnection"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"grantId"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"GrantItem"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Pager"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"GrantItem"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OAuthGrant"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"grantId"}},{"kind":"Field","name":{"kind":"Name","value":"clientId"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastUsedAt"}},{"kind":"Field","name":{"kind":"Name","value":"client"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"logoUri"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Pager"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PageInfo"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}}]}}]} as unknown as DocumentNode<GrantPageFragment, unknown>;
export const RefusalFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Refusal"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OAuthError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"traceId"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OAuthRateLimitedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"retryAt"}}]}}]}}]} as unknown as DocumentNode<RefusalFragment, unknown>;
export const ClientListDocument = {"__meta__":{"documentId":"c1a113eef63284bdbb862f48474f1596b047c48267090b23d005597013769a2d"}} as unknown as DocumentNode<ClientListQuery, ClientListQueryVariables>;
export const ClientPageDocument = {"__meta__":{"documentId":"6b8489d9ab542c501c786ae64c543673206444334ed1711eefbdc9c857837659"}} as unknown as DocumentNode<ClientPageQuery, ClientPageQueryVariables>;
export const ConsentRequestDocument = {"__meta__":{"documentId":"2bb61550c05bbdbb95a89655f02e188a8a54192a20facee2947f5d98832c9d64"}} as unknown as DocumentNode<ConsentRequestQuery, ConsentRequestQueryVariables>;
export const DecideConsentDocument = {"__meta__":{"documentId":"c43f0e8ed5a79c16225bf8c34c0cb389e8140946c0d9ed3a7e14d41acd429f8b"}} as unknown as DocumentNode<DecideConsentMutation, DecideConsentMutationVariables>;
export const ClientGrantsDocument = {"__meta__":{"documentId":"de6246763880eea8047eeaaf95cd638c4c5d76a5251b974bd5896373d4311fda"}} as unknown as DocumentNode<ClientGrantsQuery, ClientGrantsQueryVariables>;
export const GrantListDocument = {"__meta__":{"documentId":"3c1e3f98cb23b2023691dee628451b7da8104ebcbf36edd0b9cdfb0a9c718503"}} as unknown as DocumentNode<GrantListQuery, GrantListQueryVariables>;
export const RevokeGrantDocument = {"__meta__":{"documentId":"27f78a563b4ef8b8c177dfa8d8e32d3ce077889aae5ff1504b31e526dfcf68a1"}} as unknown as DocumentNode<RevokeGrantMutation, RevokeGrantMutationVariables>;
export const FindClientsDocument = {"__meta__":{"documentId":"5b3bc719d833d6cf40c89f4883f46addd9b02a0ce604a9718b1fa40ec1c70dc6"}} as unknown as DocumentNode<FindClientsQuery, FindClientsQueryVariables>;
export const NameClientDocument = {"__meta__":{"documentId":"899d11afe7e7f196624b290dba595606554cb8c46ded5492499e0662ca40e091"}} as unknown as DocumentNode<NameClientQuery, NameClientQueryVariables>;
export const RevokeGrantsDocument = {"__meta__":{"documentId":"b33fedfaaaa683e215fdb940622e35f6610d50ad494f0bd5d0be58a26d280730"}} as unknown as DocumentNode<RevokeGrantsMutation, RevokeGrantsMutationVariables>;
export const SomeGrantsDocument = {"__meta__":{"documentId":"a044b37ac825558bbd4e2fd39fa492783cf3b7baaf47f24cdbc71782aea0ab41"}} as unknown as DocumentNode<SomeGrantsQuery, SomeGrantsQueryVariables>;
export const KnownScopesDocument = {"__meta__":{"documentId":"43dc2b5f395daa7f858330e51ab5ae4c8ff9c7ff5aca84d12c16944d74530d7a"}} as unknown as DocumentNode<KnownScopesQuery, KnownScopesQueryVariables>;
export const RegisterClientDocument = {"__meta__":{"documentId":"6b27c4816082eb77a8d7999b439dfe40d9b4f04707f6058a0a5726afd5f17e8a"}} as unknown as DocumentNode<RegisterClientMutation, RegisterClientMutationVariables>;