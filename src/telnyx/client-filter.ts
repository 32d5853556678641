import type { OAuthClientFilter } from './types.ts';

/** Telnyx' query parameter for each member of the filter. */
const FILTER_KEYS: Record<keyof OAuthClientFilter, string> = {
  client_type: 'filter[client_type]',
  verified: 'filter[verified]',
  allowed_grant_types_contains: 'filter[allowed_grant_types][contains]',
  name: 'filter[name]',
  name_contains: 'filter[name][contains]',
  client_id: 'filter[client_id]',
};

/** The query parameters that a filter of the list becomes. */
export function queryOf(filter: OAuthClientFilter): string {
  const query = new URLSearchParams();
  for (const [name, key] of Object.entries(FILTER_KEYS)) {
    const value = filter[name as keyof OAuthClientFilter];
    if (value !== undefined) query.append(key, String(value));
  }
  return query.toString();
}
