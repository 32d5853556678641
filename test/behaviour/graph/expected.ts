import type { Client, Grant } from '../../../src/sandbox/index.ts';

/** Every field of a client but its grants. */
export const CLIENT_FIELDS = `id clientId recordType name orgId userId clientType allowedScopes allowedGrantTypes
  redirectUris requirePkce logoUri policyUri tosUri createdAt updatedAt`;

/** Every field of a grant but its client. */
export const GRANT_FIELDS = 'id grantId recordType clientId scopes createdAt lastUsedAt';

/** Every field of whatever error a mutation can answer; for a result that can be all of them. */
export const ERROR_FIELDS = `__typename ... on OAuthError { message code traceId }
  ... on OAuthValidationError { issues { path code message } }
  ... on OAuthProtocolError { error errorDescription }
  ... on OAuthRateLimitedError { retryAt }`;

/** What {@link CLIENT_FIELDS} must answer for a client that the sandbox holds. */
export function clientOf(client: Client) {
  return {
    id: globalId('OAuthClient', client.client_id),
    clientId: client.client_id,
    recordType: 'oauth_client',
    name: client.name,
    orgId: client.org_id,
    userId: client.user_id,
    clientType: client.client_type.toUpperCase(),
    allowedScopes: client.allowed_scopes,
    allowedGrantTypes: client.allowed_grant_types.map((type) => type.toUpperCase()),
    redirectUris: client.redirect_uris,
    requirePkce: client.require_pkce,
    logoUri: client.logo_uri,
    policyUri: client.policy_uri,
    tosUri: client.tos_uri,
    createdAt: client.created_at,
    updatedAt: client.updated_at,
  };
}

/** What {@link GRANT_FIELDS} must answer for a grant that the sandbox holds. */
export function grantOf(grant: Grant) {
  return {
    id: globalId('OAuthGrant', grant.id),
    grantId: grant.id,
    recordType: 'oauth_grant',
    clientId: grant.client_id,
    scopes: grant.scopes,
    createdAt: grant.created_at,
    lastUsedAt: grant.last_used_at,
  };
}

/** @see https://graphql.org/learn/global-object-identification/ */
export function globalId(type: string, id: string): string {
  return Buffer.from(`${type}:${id}`).toString('base64');
}

/** The order in which the API lists: newest first, ties by id. */
export function inListOrder<T extends { created_at: string }>(items: readonly T[], idOf: (item: T) => string): T[] {
  return items.toSorted((a, b) =>
    a.created_at === b.created_at ? (idOf(a) < idOf(b) ? -1 : 1) : a.created_at < b.created_at ? 1 : -1,
  );
}
