/** A tab of GraphiQL, named after its operation. */
export interface GraphiQLTab {
  /** The document. */
  query: string;
  /** The variables, as JSON. Default: none. */
  variables?: string;
  /** Headers that replace those preset for all tabs. */
  headers?: Record<string, string>;
}

const clients: GraphiQLTab = {
  query: `# A page of OAuth clients: press Ctrl-Enter.
# For the next page, give endCursor as "after".
query Clients($after: String) {
  oauthClients(
    first: 5
    after: $after
    filter: { clientType: CONFIDENTIAL }
  ) {
    totalCount
    nodes {
      clientId
      name
      allowedGrantTypes
      allowedScopes
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
};

const grants: GraphiQLTab = {
  query: `# Grants, each with its client. For the calls to
# Telnyx, see extensions.upstream in the response.
query Grants {
  oauthGrants(first: 20) {
    totalCount
    nodes {
      grantId
      scopes
      createdAt
      lastUsedAt
      client {
        name
        clientType
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}`,
};

const discovery: GraphiQLTab = {
  query: `# What the authorization server offers (RFC 8414)
# and the keys that sign its tokens (RFC 7517).
# Public: it needs no credential.
query Discovery {
  oauthAuthorizationServerMetadata {
    issuer
    authorizationEndpoint
    tokenEndpoint
    grantTypesSupported
    codeChallengeMethodsSupported
    scopesSupported
  }
  oauthProtectedResourceMetadata {
    resource
    authorizationServers
  }
  oauthJsonWebKeySet {
    keys {
      kid
      kty
      alg
      use
    }
  }
}`,
};

const createClient: GraphiQLTab = {
  query: `# A mutation returns a payload or errors, as data.
# Break the redirect URI and the scope and run it:
# the issues name every invalid input at once.
mutation CreateClient {
  createOAuthClient(
    input: {
      name: "Invoice mailer"
      clientType: CONFIDENTIAL
      allowedGrantTypes: [AUTHORIZATION_CODE]
      allowedScopes: ["messaging.read"]
      redirectUris: ["https://mailer.example/cb"]
    }
  ) {
    __typename
    ... on CreateOAuthClientPayload {
      client {
        clientId
        name
        requirePkce
        redirectUris
      }
      clientSecret
    }
    ... on OAuthValidationError {
      issues {
        path
        code
        message
      }
    }
    ... on OAuthError {
      code
      message
      traceId
    }
  }
}`,
};

const authorizationRequest: GraphiQLTab = {
  query: `# Where to send a user's browser for consent
# (RFC 6749 section 4.1.1, with PKCE of RFC 7636).
# Built without a call. The client is one of the
# sandbox's: on Telnyx, put in one of yours.
query Authorize(
  $clientId: ID!
  $redirectUri: URL!
  $codeChallenge: String!
) {
  oauthAuthorizationRequest(
    input: {
      clientId: $clientId
      redirectUri: $redirectUri
      scopes: ["messaging.read"]
      state: "af0ifjsldkj"
      codeChallenge: $codeChallenge
    }
  ) {
    url
  }
}`,
  variables: `{
  "clientId": "a11ce000-0000-4000-8000-000000000002",
  "redirectUri": "http://127.0.0.1:8400/callback",
  "codeChallenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
}`,
};

const revokeGrant: GraphiQLTab = {
  query: `# Put in a grantId of the Grants tab. For one that
# does not exist, the result is an error, as data.
# The button Plan tells which calls it would make,
# and makes none.
mutation RevokeGrant($grantId: ID!) {
  revokeOAuthGrant(grantId: $grantId) {
    __typename
    ... on RevokeOAuthGrantPayload {
      revokedGrantId
      grant {
        scopes
        client {
          name
        }
      }
    }
    ... on OAuthError {
      code
      message
      traceId
    }
  }
}`,
  variables: `{
  "grantId": "00000000-0000-4000-8000-000000000000"
}`,
};

const revokeGrants: GraphiQLTab = {
  query: `# An incident: all that a client was granted, to
# be revoked at once. This only counts them. To
# revoke, add dryRun: false, and as maximumCount
# the number that it counted.
mutation Incident($where: OAuthGrantFilter!) {
  revokeOAuthGrants(input: { where: $where }) {
    __typename
    ... on RevokeOAuthGrantsPayload {
      matched
      countedAt
      remaining
      done
    }
    ... on OAuthError {
      code
      message
      traceId
    }
  }
}`,
  variables: `{
  "where": {
    "clientId": "f57540e5-e94e-47fb-8743-f366bf1bc003"
  }
}`,
};

const refusedDeletion: GraphiQLTab = {
  query: `# What a role of Telnyx' IAM does not allow. On
# the sandbox this tab has a key of its own: it
# may read but not delete. Try a grant, too: a
# role denies that, and is named.
mutation Refused($clientId: ID!) {
  deleteOAuthClient(clientId: $clientId) {
    __typename
    ... on OAuthError {
      message
    }
    ... on OAuthForbiddenError {
      reason
      requiredAction
      deniedRoleIds
    }
  }
}`,
  variables: `{
  "clientId": "ca401000-0000-4000-8000-000000000001"
}`,
};

const findings: GraphiQLTab = {
  query: `# What is wrong with clients, by the RFCs. A fix
# is an input for updateOAuthClient; read first
# what it breaks.
query Findings($least: OAuthFindingSeverity) {
  oauthFindings(first: 5, minSeverity: $least) {
    totalCount
    countsByCode {
      code
      count
    }
    nodes {
      code
      severity
      message
      reference
      path
      client {
        name
      }
      breaks
      fix {
        name
        allowedScopes
        requirePkce
        allowedGrantTypes
        redirectUris
        logoUri
        policyUri
        tosUri
      }
    }
  }
}`,
  variables: `{
  "least": "LOW"
}`,
};

/** A tour of the graph in nine tabs. */
export const TOUR: readonly GraphiQLTab[] = [
  clients,
  grants,
  discovery,
  createClient,
  authorizationRequest,
  revokeGrant,
  revokeGrants,
  findings,
  refusedDeletion,
];

/** The tour, in which the tab of a refused deletion has the key of a service account that may only read. */
export function tourWith(readOnlyKey: string): readonly GraphiQLTab[] {
  const headers = { authorization: `Bearer ${readOnlyKey}` };
  return TOUR.map((tab) => (tab === refusedDeletion ? { ...tab, headers } : tab));
}
