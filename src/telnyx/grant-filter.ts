import type { OAuthGrant, OAuthGrantFilter } from './types.ts';

/** Whether a grant matches the filter. */
export function matches(grant: OAuthGrant, filter: OAuthGrantFilter): boolean {
  const created = Date.parse(grant.created_at);
  const used = grant.last_used_at ? Date.parse(grant.last_used_at) : created;
  const { client_id, scope, created_after, created_before, unused_since } = filter;
  return (
    (client_id === undefined || grant.client_id === client_id) &&
    (scope === undefined || grant.scopes.includes(scope)) &&
    (created_after === undefined || created > created_after.getTime()) &&
    (created_before === undefined || created < created_before.getTime()) &&
    (unused_since === undefined || used < unused_since.getTime())
  );
}

/** Names the filter in cursors: equal filters have equal names. */
export function nameOf(filter: OAuthGrantFilter): string {
  return JSON.stringify(
    Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .sort(),
  );
}
