import type { CheckId } from '../../../src/doctor/checks.ts';
import { CLIENT_MEMBERS } from '../../../src/telnyx/client-members.ts';
import { wireClient, wireGrant, wirePage } from '../../support/resources.ts';
import type { MemberKind } from './tolerated.ts';

/** An object in an answer of Telnyx'. */
export interface Subject {
  readonly name: string;
  /** Its type in the graph. */
  readonly type: string;
  readonly route: string;
  /** The answer that holds it: method and path without the query. */
  readonly request: string;
  readonly json: (members: Record<string, unknown>) => unknown;
  /** A document that asks for fields of it, and where they are in the answer. */
  readonly document: (fields: string) => string;
  readonly variables?: Record<string, unknown>;
  readonly at: readonly (string | number)[];
  /** How errors name its members: what stands in front of the name. */
  readonly within: string;
  readonly members: Readonly<Record<string, MemberKind>>;
  /** Fields that are not named as their members. */
  readonly names?: Readonly<Record<string, string>>;
  /** Fields that belong to none of these members. */
  readonly others: readonly string[];
  /** The doctor's line that is red where such a member does not fit; undefined: the doctor does not see such answers. */
  readonly line: CheckId | undefined;
}

const { client_id: _, ...clientMembers } = CLIENT_MEMBERS;
const CLIENT = {
  type: 'OAuthClient',
  within: '',
  members: Object.fromEntries(Object.entries(clientMembers).map(([name, { kind }]) => [name, kind])),
  others: ['id', 'clientId', 'findings', 'grants', 'unrecognizedGrantTypes', 'unrecognizedClientType'],
  line: 'clients-members',
} as const;

const GRANT = {
  type: 'OAuthGrant',
  within: '',
  members: {
    record_type: 'text',
    client_id: 'id',
    scopes: 'texts',
    created_at: 'dateTime',
    last_used_at: 'optionalTime',
  },
  others: ['id', 'grantId', 'client'],
  line: 'grants-members',
} as const;

const SERVER = {
  route: '/.well-known/oauth-authorization-server',
  request: 'GET /.well-known/oauth-authorization-server',
  line: 'metadata-members',
} as const;

/** All objects whose members the graph shows, but those of answers that carry a secret once. */
export const SUBJECTS: readonly Subject[] = [
  {
    ...CLIENT,
    name: 'a client',
    route: '/oauth_clients/{id}',
    request: 'GET /oauth_clients/client-1',
    json: (members) => ({ data: wireClient(members) }),
    document: (fields) => `{ oauthClient(clientId: "client-1") { ${fields} } }`,
    at: ['oauthClient'],
  },
  {
    ...CLIENT,
    name: 'a client in a list',
    route: '/oauth_clients',
    request: 'GET /oauth_clients',
    json: (members) => wirePage([wireClient(members)], 1, 1, 1),
    document: (fields) => `{ oauthClients(first: 1) { nodes { ${fields} } } }`,
    at: ['oauthClients', 'nodes', 0],
  },
  {
    ...GRANT,
    name: 'a grant',
    route: '/oauth_grants/{id}',
    request: 'GET /oauth_grants/grant-1',
    json: (members) => ({ data: wireGrant(members) }),
    document: (fields) => `{ oauthGrant(grantId: "grant-1") { ${fields} } }`,
    at: ['oauthGrant'],
  },
  {
    ...GRANT,
    name: 'a grant in a list',
    route: '/oauth_grants',
    request: 'GET /oauth_grants',
    json: (members) => wirePage([wireGrant(members)], 1, 1, 1),
    document: (fields) => `{ oauthGrants(first: 1) { nodes { ${fields} } } }`,
    at: ['oauthGrants', 'nodes', 0],
  },
  {
    ...SERVER,
    name: 'the authorization server’s metadata',
    type: 'OAuthAuthorizationServerMetadata',
    json: (members) => members,
    document: (fields) => `{ oauthAuthorizationServerMetadata { ${fields} } }`,
    at: ['oauthAuthorizationServerMetadata'],
    within: '',
    members: {
      issuer: 'issuer',
      authorization_endpoint: 'uri',
      token_endpoint: 'uri',
      introspection_endpoint: 'uri',
      jwks_uri: 'uri',
      registration_endpoint: 'uri',
      grant_types_supported: 'scopes',
      response_types_supported: 'scopes',
      code_challenge_methods_supported: 'scopes',
      token_endpoint_auth_methods_supported: 'scopes',
      scopes_supported: 'scopes',
      protected_resources: 'uris',
    },
    others: ['agentAuth', 'additionalMetadata'],
  },
  {
    ...SERVER,
    name: 'its agent_auth',
    type: 'OAuthAgentAuth',
    json: (members) => ({ agent_auth: members }),
    document: (fields) => `{ oauthAuthorizationServerMetadata { agentAuth { ${fields} } } }`,
    at: ['oauthAuthorizationServerMetadata', 'agentAuth'],
    within: 'agent_auth.',
    members: {
      auth_md: 'uri',
      skill: 'uri',
      events_supported: 'scopes',
      grants_supported: 'scopes',
      identity_types_supported: 'scopes',
      identity_assertion_supported: 'optionalFlag',
      protected_resource_metadata_uri: 'uri',
    },
    others: ['anonymous', 'additionalMetadata'],
  },
  {
    ...SERVER,
    name: 'its agent_auth.anonymous',
    type: 'OAuthAnonymousAgentAuth',
    json: (members) => ({ agent_auth: { anonymous: members } }),
    document: (fields) => `{ oauthAuthorizationServerMetadata { agentAuth { anonymous { ${fields} } } } }`,
    at: ['oauthAuthorizationServerMetadata', 'agentAuth', 'anonymous'],
    within: 'agent_auth.anonymous.',
    members: { credential_types_supported: 'scopes' },
    others: ['additionalMetadata'],
  },
  {
    name: 'the protected resource’s metadata',
    type: 'OAuthProtectedResourceMetadata',
    route: '/.well-known/oauth-protected-resource',
    request: 'GET /.well-known/oauth-protected-resource',
    json: (members) => members,
    document: (fields) => `{ oauthProtectedResourceMetadata { ${fields} } }`,
    at: ['oauthProtectedResourceMetadata'],
    within: '',
    members: { resource: 'uri', authorization_servers: 'uris', scopes_supported: 'scopes' },
    others: ['additionalMetadata'],
    line: 'resource-members',
  },
  {
    name: 'a key',
    type: 'OAuthJsonWebKey',
    route: '/oauth/jwks',
    request: 'GET /oauth/jwks',
    json: (members) => ({ keys: [members] }),
    document: (fields) => `{ oauthJsonWebKeySet { keys { ${fields} } } }`,
    at: ['oauthJsonWebKeySet', 'keys', 0],
    within: 'keys[0].',
    members: {
      kty: 'optionalText',
      use: 'optionalText',
      key_ops: 'scopes',
      alg: 'optionalText',
      kid: 'optionalText',
      n: 'optionalText',
      e: 'optionalText',
      crv: 'optionalText',
      x: 'optionalText',
      y: 'optionalText',
      x5u: 'uri',
      x5c: 'scopes',
      x5t: 'optionalText',
      'x5t#S256': 'optionalText',
    },
    others: [],
    line: 'jwks-members',
  },
  {
    name: 'a consent request',
    type: 'OAuthConsentRequest',
    route: '/oauth/consent/{consent_token}',
    request: 'GET /oauth/consent/t',
    json: (members) => ({ data: members }),
    document: (fields) => `query ($t: OAuthSecret!) { oauthConsentRequest(consentToken: $t) { ${fields} } }`,
    variables: { t: 't' },
    at: ['oauthConsentRequest'],
    within: '',
    members: {
      client_id: 'optionalId',
      name: 'optionalText',
      logo_uri: 'uri',
      tos_uri: 'uri',
      policy_uri: 'uri',
      redirect_uri: 'uri',
      verified: 'optionalFlag',
    },
    others: ['client', 'requestedScopes'],
    line: undefined,
  },
  {
    name: 'a requested scope',
    type: 'OAuthRequestedScope',
    route: '/oauth/consent/{consent_token}',
    request: 'GET /oauth/consent/t',
    json: (members) => ({ data: { requested_scopes: [members] } }),
    document: (fields) =>
      `query ($t: OAuthSecret!) { oauthConsentRequest(consentToken: $t) { requestedScopes { ${fields} } } }`,
    variables: { t: 't' },
    at: ['oauthConsentRequest', 'requestedScopes', 0],
    within: 'requested_scopes[0].',
    members: { id: 'optionalText', name: 'optionalText', description: 'optionalText' },
    names: { id: 'scopeId' },
    others: [],
    line: undefined,
  },
  {
    name: 'an introspection',
    type: 'IntrospectOAuthTokenPayload',
    route: '/oauth/introspect',
    request: 'POST /oauth/introspect',
    json: (members) => ({ active: true, ...members }),
    document: (fields) => `mutation ($input: IntrospectOAuthTokenInput!) {
      introspectOAuthToken(input: $input) { ... on IntrospectOAuthTokenPayload { ${fields} } }
    }`,
    variables: { input: { token: 't' } },
    at: ['introspectOAuthToken'],
    within: '',
    members: {
      client_id: 'optionalId',
      iss: 'optionalText',
      exp: 'seconds',
      iat: 'seconds',
      scope: 'scope',
      aud: 'audience',
    },
    names: { scope: 'scopes' },
    others: ['active', 'client'],
    line: undefined,
  },
];

/** The graph's name of a member. */
export function fieldOf({ names }: Subject, member: string): string {
  return names?.[member] ?? member.replace(/[_#](.)/g, (_match, letter: string) => letter.toUpperCase());
}
