import { type Answer, json } from './answers.ts';
import { GRANT_TYPES } from './clients.ts';
import type { Exchange } from './requests.ts';
import { SCOPES } from './scopes.ts';
import type { World } from './world.ts';

const CACHEABLE = { 'cache-control': 'public, max-age=300' };

/**
 * GET /.well-known/oauth-authorization-server
 * @see RFC 8414; `protected_resources` is of RFC 9728 section 4
 */
export function getServerMetadata(_: Exchange, { origin }: World): Answer {
  const metadata = {
    issuer: origin,
    authorization_endpoint: `${origin}/v2/oauth/authorize`,
    token_endpoint: `${origin}/v2/oauth/token`,
    introspection_endpoint: `${origin}/v2/oauth/introspect`,
    jwks_uri: `${origin}/v2/oauth/jwks`,
    registration_endpoint: `${origin}/v2/oauth/register`,
    grant_types_supported: GRANT_TYPES,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256', 'plain'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    scopes_supported: SCOPES,
    protected_resources: [origin],
    // As the real server has it, though no document declares it.
    agent_auth: {
      anonymous: { credential_types_supported: ['bearer_api_key', 'oauth_pkce'] },
      auth_md: `${origin}/auth.md`,
      events_supported: ['credential_issued', 'credential_revoked'],
      grants_supported: GRANT_TYPES,
      identity_assertion_supported: false,
      identity_types_supported: ['anonymous'],
      protected_resource_metadata_uri: `${origin}/.well-known/oauth-protected-resource`,
      skill: `${origin}/auth.md`,
    },
  };
  return json(200, metadata, CACHEABLE);
}

/**
 * GET /.well-known/oauth-protected-resource
 * @see RFC 9728
 */
export function getResourceMetadata(_: Exchange, { origin }: World): Answer {
  const metadata = { resource: origin, authorization_servers: [origin], scopes_supported: SCOPES };
  return json(200, metadata, CACHEABLE);
}

/**
 * GET /oauth/jwks
 * @see RFC 7517 section 5
 */
export function getJwks(_: Exchange, { signer }: World): Answer {
  return json(200, { keys: [signer.jwk] }, CACHEABLE);
}
