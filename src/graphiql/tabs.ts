/** A tab of GraphiQL, named after its operation. */
export interface GraphiQLTab {
  /** The document. */
  query: string;
  /** The variables, as JSON. Default: none. */
  variables?: string;
}

const clients: GraphiQLTab = {
  query: `# Run it: the pink button, or Ctrl-Enter (Cmd-Enter).
# A page of the account's OAuth clients. For the next page give
# pageInfo.endCursor as the variable "after".
query Clients($after: String) {
  oauthClients(first: 5, after: $after, filter: { clientType: CONFIDENTIAL }) {
    totalCount
    nodes {
      clientId
      name
      allowedGrantTypes
      allowedScopes
      createdAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
};

const grants: GraphiQLTab = {
  query: `# Grants with the clients they were given to. Reading all the
# clients takes a few upstream calls, not one for each grant.
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
}
`,
};

const discovery: GraphiQLTab = {
  query: `# What the authorization server offers (RFC 8414), the keys
# that sign its tokens (RFC 7517). Public: needs no credential.
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
}
`,
};

const createClient: GraphiQLTab = {
  query: `# A mutation answers its payload or an error as data. Take the
# redirect URI's scheme away and run it again: the issues tell
# each faulty input at once. clientSecret is shown here only.
mutation CreateClient {
  createOAuthClient(
    input: {
      name: "Invoice mailer"
      clientType: CONFIDENTIAL
      allowedGrantTypes: [AUTHORIZATION_CODE, REFRESH_TOKEN]
      allowedScopes: ["messaging.read", "messaging.write"]
      redirectUris: ["https://mailer.example/callback"]
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
}
`,
};

const authorizationRequest: GraphiQLTab = {
  query: `# Where to send a user's browser for consent (RFC 6749 4.1.1,
# with PKCE, RFC 7636). Built and checked without a call; put in
# a client of yours and one of its redirect URIs.
query AuthorizationRequest {
  oauthAuthorizationRequest(
    input: {
      clientId: "00000000-0000-4000-8000-000000000000"
      redirectUri: "https://mailer.example/callback"
      scopes: ["messaging.read"]
      state: "af0ifjsldkj"
      codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    }
  ) {
    url
  }
}
`,
};

const revokeGrant: GraphiQLTab = {
  query: `# Put in a grantId of the Grants tab. As it stands, the answer
# is an OAuthNotFoundError: an error that is data.
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
}
`,
  variables: `{
  "grantId": "00000000-0000-4000-8000-000000000000"
}`,
};

/** A tour of the graph in six tabs. */
export const TOUR: readonly GraphiQLTab[] = [
  clients,
  grants,
  discovery,
  createClient,
  authorizationRequest,
  revokeGrant,
];
