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

/** Authorization grant type (RFC 6749 section 1.3). */
export type OAuthGrantType =
  /** Authorization code grant (RFC 6749 section 4.1). */
  | 'AUTHORIZATION_CODE'
  /** Client credentials grant (RFC 6749 section 4.4). */
  | 'CLIENT_CREDENTIALS'
  /** Refresh token grant (RFC 6749 section 6). */
  | 'REFRESH_TOKEN';

export type ClientFactsFragment = { readonly __typename: 'OAuthClient', readonly clientId: string, readonly name: string, readonly clientType: OAuthClientType | null, readonly requirePkce: boolean, readonly allowedGrantTypes: ReadonlyArray<OAuthGrantType> | null, readonly allowedScopes: ReadonlyArray<string> | null, readonly redirectUris: ReadonlyArray<string | null> | null, readonly logoUri: string | null, readonly policyUri: string | null, readonly tosUri: string | null, readonly createdAt: string, readonly updatedAt: string } & { ' $fragmentName'?: 'ClientFactsFragment' };

export type ClientItemFragment = { readonly __typename: 'OAuthClient', readonly clientId: string, readonly name: string, readonly logoUri: string | null, readonly clientType: OAuthClientType | null, readonly allowedGrantTypes: ReadonlyArray<OAuthGrantType> | null, readonly createdAt: string } & { ' $fragmentName'?: 'ClientItemFragment' };

export type ClientListQueryVariables = Exact<{
  filter?: OAuthClientFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type ClientListQuery = { readonly __typename: 'Query', readonly oauthClients: { readonly __typename: 'OAuthClientConnection', readonly totalCount: number | null, readonly nodes: ReadonlyArray<(
      { readonly __typename: 'OAuthClient', readonly clientId: string }
      & { ' $fragmentRefs'?: { 'ClientItemFragment': ClientItemFragment } }
    )>, readonly pageInfo: (
      { readonly __typename: 'PageInfo' }
      & { ' $fragmentRefs'?: { 'PagerFragment': PagerFragment } }
    ) } | null };

export type ClientPageQueryVariables = Exact<{
  clientId: string | number;
}>;


export type ClientPageQuery = { readonly __typename: 'Query', readonly oauthClient: (
    { readonly __typename: 'OAuthClient', readonly name: string }
    & { ' $fragmentRefs'?: { 'ClientFactsFragment': ClientFactsFragment } }
  ) | null };

export type ConsentRequestQueryVariables = Exact<{
  consentToken: string;
}>;


export type ConsentRequestQuery = { readonly __typename: 'Query', readonly oauthConsentRequest: (
    { readonly __typename: 'OAuthConsentRequest' }
    & { ' $fragmentRefs'?: { 'DecisionFragment': DecisionFragment } }
  ) | null };

export type DecideConsentMutationVariables = Exact<{
  input: DecideOAuthConsentInput;
}>;


export type DecideConsentMutation = { readonly __typename: 'Mutation', readonly decideOAuthConsent:
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


export type ClientGrantsQuery = { readonly __typename: 'Query', readonly oauthClient: { readonly __typename: 'OAuthClient', readonly clientId: string, readonly grants: (
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


export type GrantListQuery = { readonly __typename: 'Query', readonly oauthGrants: (
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


export type RevokeGrantMutation = { readonly __typename: 'Mutation', readonly revokeOAuthGrant:
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

export type KnownScopesQueryVariables = Exact<{ [key: string]: never; }>;


export type KnownScopesQuery = { readonly __typename: 'Query', readonly oauthAuthorizationServerMetadata: { readonly __typename: 'OAuthAuthorizationServerMetadata', readonly scopesSupported: ReadonlyArray<string> | null } | null };

export type RegisterClientMutationVariables = Exact<{
  input: CreateOAuthClientInput;
}>;


export type RegisterClientMutation = { readonly __typename: 'Mutation', readonly createOAuthClient:
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
export const ClientListDocument = {"__meta__":{"documentId":"eaff9bc458c22ef01f65c1c21e75ff32c81e0cc0c31806d491209429f6261b58"}} as unknown as DocumentNode<ClientListQuery, ClientListQueryVariables>;
export const ClientPageDocument = {"__meta__":{"documentId":"7f692e30a173f2418d0f797dd424aa12a912085e8cefea218781be3072800e84"}} as unknown as DocumentNode<ClientPageQuery, ClientPageQueryVariables>;
export const ConsentRequestDocument = {"__meta__":{"documentId":"5589083539dd12020a9bfe674076a6429f32cc91777188c72780145f33fd7e66"}} as unknown as DocumentNode<ConsentRequestQuery, ConsentRequestQueryVariables>;
export const DecideConsentDocument = {"__meta__":{"documentId":"357a1cadb153e0c69affe852eb26f43d1d8eeee829966d0e64191ebc8ee3613f"}} as unknown as DocumentNode<DecideConsentMutation, DecideConsentMutationVariables>;
export const ClientGrantsDocument = {"__meta__":{"documentId":"b5856b37e052b33319de80e928a758c540c954c6eccb9f721e576273e3a3cd5a"}} as unknown as DocumentNode<ClientGrantsQuery, ClientGrantsQueryVariables>;
export const GrantListDocument = {"__meta__":{"documentId":"2fc440a4058ca7ee6ffed2ea6aa022be7af1dcbf818d032f1e96471c8b124f96"}} as unknown as DocumentNode<GrantListQuery, GrantListQueryVariables>;
export const RevokeGrantDocument = {"__meta__":{"documentId":"d5301157b9ab2f8c161f11881909891c0c2e04e7d54afdcbd664743da49ee071"}} as unknown as DocumentNode<RevokeGrantMutation, RevokeGrantMutationVariables>;
export const KnownScopesDocument = {"__meta__":{"documentId":"23c546009ba004d321c4858ff5dab053412212c7dde0422f87db333ad80bb2da"}} as unknown as DocumentNode<KnownScopesQuery, KnownScopesQueryVariables>;
export const RegisterClientDocument = {"__meta__":{"documentId":"55aba726aab07efc0eec93a79c9c0e2c183d82b70faca4fb27bbeb1360bea9be"}} as unknown as DocumentNode<RegisterClientMutation, RegisterClientMutationVariables>;