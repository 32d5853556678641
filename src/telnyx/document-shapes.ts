import type { Shape } from './kinds.ts';
import type { AgentAuth, AuthorizationServerMetadata, JsonWebKey, ProtectedResourceMetadata } from './types.ts';

/*
 * The members of the public documents that have fields of their own, but those that are objects themselves: all may be
 * absent.
 */

export const AUTHORIZATION_SERVER: Shape<AuthorizationServerMetadata> = {
  issuer: 'uri?',
  authorization_endpoint: 'uri?',
  token_endpoint: 'uri?',
  introspection_endpoint: 'uri?',
  jwks_uri: 'uri?',
  registration_endpoint: 'uri?',
  grant_types_supported: 'texts?',
  response_types_supported: 'texts?',
  code_challenge_methods_supported: 'texts?',
  token_endpoint_auth_methods_supported: 'texts?',
  scopes_supported: 'texts?',
  protected_resources: 'uris?',
};

export const PROTECTED_RESOURCE: Shape<ProtectedResourceMetadata> = {
  resource: 'uri?',
  authorization_servers: 'uris?',
  scopes_supported: 'texts?',
};

/** `agent_auth` of the authorization server's metadata. */
export const AGENT_AUTH: Shape<AgentAuth> = {
  auth_md: 'uri?',
  skill: 'uri?',
  events_supported: 'texts?',
  grants_supported: 'texts?',
  identity_types_supported: 'texts?',
  identity_assertion_supported: 'flag?',
  protected_resource_metadata_uri: 'uri?',
};

/** `anonymous` of that. */
export const ANONYMOUS_AGENT_AUTH: Shape<NonNullable<AgentAuth['anonymous']>> = {
  credential_types_supported: 'texts?',
};

/** Members of a key that anyone may see; all others may be the private key itself. @see RFC 7518 section 6 */
export const JSON_WEB_KEY: Shape<JsonWebKey> = {
  kty: 'text?',
  use: 'text?',
  key_ops: 'texts?',
  alg: 'text?',
  kid: 'text?',
  n: 'text?',
  e: 'text?',
  crv: 'text?',
  x: 'text?',
  y: 'text?',
  x5u: 'uri?',
  x5c: 'texts?',
  x5t: 'text?',
  'x5t#S256': 'text?',
};
