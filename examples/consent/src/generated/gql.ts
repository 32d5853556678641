/* eslint-disable */
import * as types from './graphql.ts';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "fragment ClientFacts on OAuthClient {\n  clientId\n  name\n  clientType\n  requirePkce\n  allowedGrantTypes\n  allowedScopes\n  redirectUris\n  logoUri\n  policyUri\n  tosUri\n  createdAt\n  updatedAt\n}": typeof types.ClientFactsFragmentDoc,
    "fragment ClientItem on OAuthClient {\n  clientId\n  name\n  logoUri\n  clientType\n  allowedGrantTypes\n  createdAt\n}": typeof types.ClientItemFragmentDoc,
    "query ClientList($filter: OAuthClientFilter, $first: Int, $after: String, $last: Int, $before: String) {\n  oauthClients(\n    filter: $filter\n    first: $first\n    after: $after\n    last: $last\n    before: $before\n  ) {\n    totalCount\n    nodes {\n      clientId\n      ...ClientItem\n    }\n    pageInfo {\n      ...Pager\n    }\n  }\n}": typeof types.ClientListDocument,
    "query ClientPage($clientId: ID!) {\n  oauthClient(clientId: $clientId) {\n    name\n    ...ClientFacts\n  }\n}": typeof types.ClientPageDocument,
    "query ConsentRequest($consentToken: OAuthSecret!) {\n  oauthConsentRequest(consentToken: $consentToken) {\n    ...Decision\n  }\n}": typeof types.ConsentRequestDocument,
    "mutation DecideConsent($input: DecideOAuthConsentInput!) {\n  decideOAuthConsent(input: $input) {\n    ... on DecideOAuthConsentPayload {\n      redirectUri\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}": typeof types.DecideConsentDocument,
    "fragment Decision on OAuthConsentRequest {\n  name\n  verified\n  logoUri\n  redirectUri\n  ...RequestedScopes\n  ...Fineprint\n}": typeof types.DecisionFragmentDoc,
    "fragment Fineprint on OAuthConsentRequest {\n  clientId\n  policyUri\n  tosUri\n}": typeof types.FineprintFragmentDoc,
    "fragment RequestedScopes on OAuthConsentRequest {\n  requestedScopes {\n    scopeId\n    name\n    description\n  }\n}": typeof types.RequestedScopesFragmentDoc,
    "query ClientGrants($clientId: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  oauthClient(clientId: $clientId) {\n    clientId\n    grants(first: $first, after: $after, last: $last, before: $before) {\n      ...GrantPage\n    }\n  }\n}": typeof types.ClientGrantsDocument,
    "fragment GrantItem on OAuthGrant {\n  grantId\n  clientId\n  scopes\n  createdAt\n  lastUsedAt\n  client {\n    name\n    logoUri\n  }\n}": typeof types.GrantItemFragmentDoc,
    "query GrantList($first: Int, $after: String, $last: Int, $before: String) {\n  oauthGrants(first: $first, after: $after, last: $last, before: $before) {\n    ...GrantPage\n  }\n}": typeof types.GrantListDocument,
    "fragment GrantPage on OAuthGrantConnection {\n  totalCount\n  nodes {\n    grantId\n    ...GrantItem\n  }\n  pageInfo {\n    ...Pager\n  }\n}": typeof types.GrantPageFragmentDoc,
    "mutation RevokeGrant($grantId: ID!) {\n  revokeOAuthGrant(grantId: $grantId) {\n    ... on RevokeOAuthGrantPayload {\n      revokedGrantId\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}": typeof types.RevokeGrantDocument,
    "query FindClients($nameContains: String!, $first: Int!) {\n  oauthClients(filter: {nameContains: $nameContains}, first: $first) {\n    nodes {\n      clientId\n      name\n      logoUri\n    }\n  }\n}": typeof types.FindClientsDocument,
    "query NameClient($clientId: ID!) {\n  oauthClient(clientId: $clientId) {\n    name\n    logoUri\n  }\n}": typeof types.NameClientDocument,
    "mutation RevokeGrants($input: RevokeOAuthGrantsInput!) {\n  revokeOAuthGrants(input: $input) {\n    ... on RevokeOAuthGrantsPayload {\n      matched\n      countedAt\n      revoked {\n        grantId\n        outcome\n      }\n      failed {\n        grantId\n        error {\n          code\n          message\n          mayHaveHappened\n        }\n      }\n      remaining\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}": typeof types.RevokeGrantsDocument,
    "query SomeGrants($where: OAuthGrantFilter!, $first: Int!) {\n  oauthGrants(filter: $where, first: $first) {\n    nodes {\n      grantId\n      ...GrantItem\n    }\n  }\n}": typeof types.SomeGrantsDocument,
    "query KnownScopes {\n  oauthAuthorizationServerMetadata {\n    scopesSupported\n  }\n}": typeof types.KnownScopesDocument,
    "mutation RegisterClient($input: CreateOAuthClientInput!) {\n  createOAuthClient(input: $input) {\n    ... on CreateOAuthClientPayload {\n      clientId\n      client {\n        name\n      }\n      clientSecret\n    }\n    ... on OAuthValidationError {\n      issues {\n        path\n        message\n      }\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}": typeof types.RegisterClientDocument,
    "fragment Pager on PageInfo {\n  startCursor\n  endCursor\n  hasNextPage\n  hasPreviousPage\n}": typeof types.PagerFragmentDoc,
    "fragment Refusal on OAuthError {\n  code\n  message\n  traceId\n  ... on OAuthRateLimitedError {\n    retryAt\n  }\n}": typeof types.RefusalFragmentDoc,
};
const documents: Documents = {
    "fragment ClientFacts on OAuthClient {\n  clientId\n  name\n  clientType\n  requirePkce\n  allowedGrantTypes\n  allowedScopes\n  redirectUris\n  logoUri\n  policyUri\n  tosUri\n  createdAt\n  updatedAt\n}": types.ClientFactsFragmentDoc,
    "fragment ClientItem on OAuthClient {\n  clientId\n  name\n  logoUri\n  clientType\n  allowedGrantTypes\n  createdAt\n}": types.ClientItemFragmentDoc,
    "query ClientList($filter: OAuthClientFilter, $first: Int, $after: String, $last: Int, $before: String) {\n  oauthClients(\n    filter: $filter\n    first: $first\n    after: $after\n    last: $last\n    before: $before\n  ) {\n    totalCount\n    nodes {\n      clientId\n      ...ClientItem\n    }\n    pageInfo {\n      ...Pager\n    }\n  }\n}": types.ClientListDocument,
    "query ClientPage($clientId: ID!) {\n  oauthClient(clientId: $clientId) {\n    name\n    ...ClientFacts\n  }\n}": types.ClientPageDocument,
    "query ConsentRequest($consentToken: OAuthSecret!) {\n  oauthConsentRequest(consentToken: $consentToken) {\n    ...Decision\n  }\n}": types.ConsentRequestDocument,
    "mutation DecideConsent($input: DecideOAuthConsentInput!) {\n  decideOAuthConsent(input: $input) {\n    ... on DecideOAuthConsentPayload {\n      redirectUri\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}": types.DecideConsentDocument,
    "fragment Decision on OAuthConsentRequest {\n  name\n  verified\n  logoUri\n  redirectUri\n  ...RequestedScopes\n  ...Fineprint\n}": types.DecisionFragmentDoc,
    "fragment Fineprint on OAuthConsentRequest {\n  clientId\n  policyUri\n  tosUri\n}": types.FineprintFragmentDoc,
    "fragment RequestedScopes on OAuthConsentRequest {\n  requestedScopes {\n    scopeId\n    name\n    description\n  }\n}": types.RequestedScopesFragmentDoc,
    "query ClientGrants($clientId: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  oauthClient(clientId: $clientId) {\n    clientId\n    grants(first: $first, after: $after, last: $last, before: $before) {\n      ...GrantPage\n    }\n  }\n}": types.ClientGrantsDocument,
    "fragment GrantItem on OAuthGrant {\n  grantId\n  clientId\n  scopes\n  createdAt\n  lastUsedAt\n  client {\n    name\n    logoUri\n  }\n}": types.GrantItemFragmentDoc,
    "query GrantList($first: Int, $after: String, $last: Int, $before: String) {\n  oauthGrants(first: $first, after: $after, last: $last, before: $before) {\n    ...GrantPage\n  }\n}": types.GrantListDocument,
    "fragment GrantPage on OAuthGrantConnection {\n  totalCount\n  nodes {\n    grantId\n    ...GrantItem\n  }\n  pageInfo {\n    ...Pager\n  }\n}": types.GrantPageFragmentDoc,
    "mutation RevokeGrant($grantId: ID!) {\n  revokeOAuthGrant(grantId: $grantId) {\n    ... on RevokeOAuthGrantPayload {\n      revokedGrantId\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}": types.RevokeGrantDocument,
    "query FindClients($nameContains: String!, $first: Int!) {\n  oauthClients(filter: {nameContains: $nameContains}, first: $first) {\n    nodes {\n      clientId\n      name\n      logoUri\n    }\n  }\n}": types.FindClientsDocument,
    "query NameClient($clientId: ID!) {\n  oauthClient(clientId: $clientId) {\n    name\n    logoUri\n  }\n}": types.NameClientDocument,
    "mutation RevokeGrants($input: RevokeOAuthGrantsInput!) {\n  revokeOAuthGrants(input: $input) {\n    ... on RevokeOAuthGrantsPayload {\n      matched\n      countedAt\n      revoked {\n        grantId\n        outcome\n      }\n      failed {\n        grantId\n        error {\n          code\n          message\n          mayHaveHappened\n        }\n      }\n      remaining\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}": types.RevokeGrantsDocument,
    "query SomeGrants($where: OAuthGrantFilter!, $first: Int!) {\n  oauthGrants(filter: $where, first: $first) {\n    nodes {\n      grantId\n      ...GrantItem\n    }\n  }\n}": types.SomeGrantsDocument,
    "query KnownScopes {\n  oauthAuthorizationServerMetadata {\n    scopesSupported\n  }\n}": types.KnownScopesDocument,
    "mutation RegisterClient($input: CreateOAuthClientInput!) {\n  createOAuthClient(input: $input) {\n    ... on CreateOAuthClientPayload {\n      clientId\n      client {\n        name\n      }\n      clientSecret\n    }\n    ... on OAuthValidationError {\n      issues {\n        path\n        message\n      }\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}": types.RegisterClientDocument,
    "fragment Pager on PageInfo {\n  startCursor\n  endCursor\n  hasNextPage\n  hasPreviousPage\n}": types.PagerFragmentDoc,
    "fragment Refusal on OAuthError {\n  code\n  message\n  traceId\n  ... on OAuthRateLimitedError {\n    retryAt\n  }\n}": types.RefusalFragmentDoc,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment ClientFacts on OAuthClient {\n  clientId\n  name\n  clientType\n  requirePkce\n  allowedGrantTypes\n  allowedScopes\n  redirectUris\n  logoUri\n  policyUri\n  tosUri\n  createdAt\n  updatedAt\n}"): (typeof documents)["fragment ClientFacts on OAuthClient {\n  clientId\n  name\n  clientType\n  requirePkce\n  allowedGrantTypes\n  allowedScopes\n  redirectUris\n  logoUri\n  policyUri\n  tosUri\n  createdAt\n  updatedAt\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment ClientItem on OAuthClient {\n  clientId\n  name\n  logoUri\n  clientType\n  allowedGrantTypes\n  createdAt\n}"): (typeof documents)["fragment ClientItem on OAuthClient {\n  clientId\n  name\n  logoUri\n  clientType\n  allowedGrantTypes\n  createdAt\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ClientList($filter: OAuthClientFilter, $first: Int, $after: String, $last: Int, $before: String) {\n  oauthClients(\n    filter: $filter\n    first: $first\n    after: $after\n    last: $last\n    before: $before\n  ) {\n    totalCount\n    nodes {\n      clientId\n      ...ClientItem\n    }\n    pageInfo {\n      ...Pager\n    }\n  }\n}"): (typeof documents)["query ClientList($filter: OAuthClientFilter, $first: Int, $after: String, $last: Int, $before: String) {\n  oauthClients(\n    filter: $filter\n    first: $first\n    after: $after\n    last: $last\n    before: $before\n  ) {\n    totalCount\n    nodes {\n      clientId\n      ...ClientItem\n    }\n    pageInfo {\n      ...Pager\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ClientPage($clientId: ID!) {\n  oauthClient(clientId: $clientId) {\n    name\n    ...ClientFacts\n  }\n}"): (typeof documents)["query ClientPage($clientId: ID!) {\n  oauthClient(clientId: $clientId) {\n    name\n    ...ClientFacts\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ConsentRequest($consentToken: OAuthSecret!) {\n  oauthConsentRequest(consentToken: $consentToken) {\n    ...Decision\n  }\n}"): (typeof documents)["query ConsentRequest($consentToken: OAuthSecret!) {\n  oauthConsentRequest(consentToken: $consentToken) {\n    ...Decision\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation DecideConsent($input: DecideOAuthConsentInput!) {\n  decideOAuthConsent(input: $input) {\n    ... on DecideOAuthConsentPayload {\n      redirectUri\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}"): (typeof documents)["mutation DecideConsent($input: DecideOAuthConsentInput!) {\n  decideOAuthConsent(input: $input) {\n    ... on DecideOAuthConsentPayload {\n      redirectUri\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment Decision on OAuthConsentRequest {\n  name\n  verified\n  logoUri\n  redirectUri\n  ...RequestedScopes\n  ...Fineprint\n}"): (typeof documents)["fragment Decision on OAuthConsentRequest {\n  name\n  verified\n  logoUri\n  redirectUri\n  ...RequestedScopes\n  ...Fineprint\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment Fineprint on OAuthConsentRequest {\n  clientId\n  policyUri\n  tosUri\n}"): (typeof documents)["fragment Fineprint on OAuthConsentRequest {\n  clientId\n  policyUri\n  tosUri\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment RequestedScopes on OAuthConsentRequest {\n  requestedScopes {\n    scopeId\n    name\n    description\n  }\n}"): (typeof documents)["fragment RequestedScopes on OAuthConsentRequest {\n  requestedScopes {\n    scopeId\n    name\n    description\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ClientGrants($clientId: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  oauthClient(clientId: $clientId) {\n    clientId\n    grants(first: $first, after: $after, last: $last, before: $before) {\n      ...GrantPage\n    }\n  }\n}"): (typeof documents)["query ClientGrants($clientId: ID!, $first: Int, $after: String, $last: Int, $before: String) {\n  oauthClient(clientId: $clientId) {\n    clientId\n    grants(first: $first, after: $after, last: $last, before: $before) {\n      ...GrantPage\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment GrantItem on OAuthGrant {\n  grantId\n  clientId\n  scopes\n  createdAt\n  lastUsedAt\n  client {\n    name\n    logoUri\n  }\n}"): (typeof documents)["fragment GrantItem on OAuthGrant {\n  grantId\n  clientId\n  scopes\n  createdAt\n  lastUsedAt\n  client {\n    name\n    logoUri\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query GrantList($first: Int, $after: String, $last: Int, $before: String) {\n  oauthGrants(first: $first, after: $after, last: $last, before: $before) {\n    ...GrantPage\n  }\n}"): (typeof documents)["query GrantList($first: Int, $after: String, $last: Int, $before: String) {\n  oauthGrants(first: $first, after: $after, last: $last, before: $before) {\n    ...GrantPage\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment GrantPage on OAuthGrantConnection {\n  totalCount\n  nodes {\n    grantId\n    ...GrantItem\n  }\n  pageInfo {\n    ...Pager\n  }\n}"): (typeof documents)["fragment GrantPage on OAuthGrantConnection {\n  totalCount\n  nodes {\n    grantId\n    ...GrantItem\n  }\n  pageInfo {\n    ...Pager\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RevokeGrant($grantId: ID!) {\n  revokeOAuthGrant(grantId: $grantId) {\n    ... on RevokeOAuthGrantPayload {\n      revokedGrantId\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}"): (typeof documents)["mutation RevokeGrant($grantId: ID!) {\n  revokeOAuthGrant(grantId: $grantId) {\n    ... on RevokeOAuthGrantPayload {\n      revokedGrantId\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query FindClients($nameContains: String!, $first: Int!) {\n  oauthClients(filter: {nameContains: $nameContains}, first: $first) {\n    nodes {\n      clientId\n      name\n      logoUri\n    }\n  }\n}"): (typeof documents)["query FindClients($nameContains: String!, $first: Int!) {\n  oauthClients(filter: {nameContains: $nameContains}, first: $first) {\n    nodes {\n      clientId\n      name\n      logoUri\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query NameClient($clientId: ID!) {\n  oauthClient(clientId: $clientId) {\n    name\n    logoUri\n  }\n}"): (typeof documents)["query NameClient($clientId: ID!) {\n  oauthClient(clientId: $clientId) {\n    name\n    logoUri\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RevokeGrants($input: RevokeOAuthGrantsInput!) {\n  revokeOAuthGrants(input: $input) {\n    ... on RevokeOAuthGrantsPayload {\n      matched\n      countedAt\n      revoked {\n        grantId\n        outcome\n      }\n      failed {\n        grantId\n        error {\n          code\n          message\n          mayHaveHappened\n        }\n      }\n      remaining\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}"): (typeof documents)["mutation RevokeGrants($input: RevokeOAuthGrantsInput!) {\n  revokeOAuthGrants(input: $input) {\n    ... on RevokeOAuthGrantsPayload {\n      matched\n      countedAt\n      revoked {\n        grantId\n        outcome\n      }\n      failed {\n        grantId\n        error {\n          code\n          message\n          mayHaveHappened\n        }\n      }\n      remaining\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query SomeGrants($where: OAuthGrantFilter!, $first: Int!) {\n  oauthGrants(filter: $where, first: $first) {\n    nodes {\n      grantId\n      ...GrantItem\n    }\n  }\n}"): (typeof documents)["query SomeGrants($where: OAuthGrantFilter!, $first: Int!) {\n  oauthGrants(filter: $where, first: $first) {\n    nodes {\n      grantId\n      ...GrantItem\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query KnownScopes {\n  oauthAuthorizationServerMetadata {\n    scopesSupported\n  }\n}"): (typeof documents)["query KnownScopes {\n  oauthAuthorizationServerMetadata {\n    scopesSupported\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation RegisterClient($input: CreateOAuthClientInput!) {\n  createOAuthClient(input: $input) {\n    ... on CreateOAuthClientPayload {\n      clientId\n      client {\n        name\n      }\n      clientSecret\n    }\n    ... on OAuthValidationError {\n      issues {\n        path\n        message\n      }\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}"): (typeof documents)["mutation RegisterClient($input: CreateOAuthClientInput!) {\n  createOAuthClient(input: $input) {\n    ... on CreateOAuthClientPayload {\n      clientId\n      client {\n        name\n      }\n      clientSecret\n    }\n    ... on OAuthValidationError {\n      issues {\n        path\n        message\n      }\n    }\n    ... on OAuthError {\n      ...Refusal\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment Pager on PageInfo {\n  startCursor\n  endCursor\n  hasNextPage\n  hasPreviousPage\n}"): (typeof documents)["fragment Pager on PageInfo {\n  startCursor\n  endCursor\n  hasNextPage\n  hasPreviousPage\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "fragment Refusal on OAuthError {\n  code\n  message\n  traceId\n  ... on OAuthRateLimitedError {\n    retryAt\n  }\n}"): (typeof documents)["fragment Refusal on OAuthError {\n  code\n  message\n  traceId\n  ... on OAuthRateLimitedError {\n    retryAt\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;