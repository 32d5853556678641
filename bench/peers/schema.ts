/** The graph that Apollo Server and mercurius serve: page numbers as on the wire, strings as the upstream wrote them. */
export const typeDefs = /* GraphQL */ `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])

  enum OAuthClientType { CONFIDENTIAL PUBLIC }
  enum OAuthGrantType { AUTHORIZATION_CODE CLIENT_CREDENTIALS REFRESH_TOKEN }

  type OAuthClient @key(fields: "clientId") {
    clientId: ID!
    name: String!
    clientType: OAuthClientType!
    createdAt: String!
    updatedAt: String!
    allowedScopes: [String!]
    allowedGrantTypes: [OAuthGrantType!]
    redirectUris: [String!]
    requirePkce: Boolean!
    logoUri: String
  }

  type OAuthGrant {
    grantId: ID!
    createdAt: String!
    scopes: [String!]!
    client: OAuthClient
  }

  type OAuthClientPage { nodes: [OAuthClient!]! totalCount: Int! }
  type OAuthGrantPage { nodes: [OAuthGrant!]! totalCount: Int! }

  input UpdateOAuthClientInput { name: String requirePkce: Boolean redirectUris: [String!] }

  type Query {
    oauthClient(clientId: ID!): OAuthClient
    oauthClients(page: Int = 1, pageSize: Int = 20): OAuthClientPage!
    oauthGrants(page: Int = 1, pageSize: Int = 20): OAuthGrantPage!
  }

  type Mutation { updateOAuthClient(clientId: ID!, input: UpdateOAuthClientInput!): OAuthClient! }
`;

export interface Client {
  client_id: string;
  name: string;
  client_type: string;
  created_at: string;
  updated_at: string;
  allowed_scopes: string[];
  allowed_grant_types: string[];
  redirect_uris: string[];
  require_pkce: boolean;
  logo_uri: string | null;
}

export interface Grant {
  id: string;
  client_id: string;
  created_at: string;
  scopes: string[];
}

export interface Page<T> {
  data: T[];
  meta: { total_results: number };
}

export interface PageArgs {
  page: number;
  pageSize: number;
}

export interface UpdateInput {
  name?: string;
  requirePkce?: boolean;
  redirectUris?: string[];
}

/** What a request's context offers, whatever reads the API. */
export interface Api {
  client(id: string): Promise<Client>;
  clients(args: PageArgs): Promise<Page<Client>>;
  grants(args: PageArgs): Promise<Page<Grant>>;
  update(id: string, body: object): Promise<Client>;
}

/** The upstream's page parameters. */
export function pageQuery({ page, pageSize }: PageArgs): string {
  return `page%5Bnumber%5D=${page}&page%5Bsize%5D=${pageSize}`;
}

/** An update as it is on the wire. */
export function updateBody({ name, requirePkce, redirectUris }: UpdateInput): object {
  return { name, require_pkce: requirePkce, redirect_uris: redirectUris };
}

const connection = <T>({ data, meta }: Page<T>) => ({ nodes: data, totalCount: meta.total_results });

type Context = { api: Api };

export const resolvers = {
  Query: {
    oauthClient: (_: unknown, { clientId }: { clientId: string }, { api }: Context) => api.client(clientId),
    oauthClients: async (_: unknown, args: PageArgs, { api }: Context) => connection(await api.clients(args)),
    oauthGrants: async (_: unknown, args: PageArgs, { api }: Context) => connection(await api.grants(args)),
  },
  Mutation: {
    updateOAuthClient: (_: unknown, args: { clientId: string; input: UpdateInput }, { api }: Context) =>
      api.update(args.clientId, updateBody(args.input)),
  },
  OAuthClient: {
    __resolveReference: ({ clientId }: { clientId: string }, { api }: Context) => api.client(clientId),
    clientId: (client: Client) => client.client_id,
    clientType: (client: Client) => client.client_type.toUpperCase(),
    createdAt: (client: Client) => client.created_at,
    updatedAt: (client: Client) => client.updated_at,
    allowedScopes: (client: Client) => client.allowed_scopes,
    allowedGrantTypes: (client: Client) => client.allowed_grant_types.map((type) => type.toUpperCase()),
    redirectUris: (client: Client) => client.redirect_uris,
    requirePkce: (client: Client) => client.require_pkce,
    logoUri: (client: Client) => client.logo_uri,
  },
  OAuthGrant: {
    grantId: (grant: Grant) => grant.id,
    createdAt: (grant: Grant) => grant.created_at,
    client: (grant: Grant, _: unknown, { api }: Context) => api.client(grant.client_id),
  },
};
