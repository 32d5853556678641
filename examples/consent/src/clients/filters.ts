import type { OAuthClientFilter, OAuthClientType, OAuthGrantType } from '../generated/graphql.ts';
import { GRANT_TYPE_NAMES, TYPE_NAMES } from './names.ts';

/** The filters as the address holds them; empty: any. */
export interface Filters {
  readonly name: string;
  readonly type: string;
  readonly verified: string;
  readonly grants: string;
}

export function readFilters({ name = '', type = '', verified = '', grants = '' }: Record<string, string>): Filters {
  return { name, type, verified, grants };
}

/** Only what is set, for the address. */
export function toQuery(filters: Filters): string {
  const set = Object.entries(filters).filter(([, value]) => value !== '');
  return set.length === 0 ? '' : `?${new URLSearchParams(set)}`;
}

/** The filter of the graph; values that it does not have count as any. */
export function toFilter({ name, type, verified, grants }: Filters): OAuthClientFilter {
  return {
    ...(name.trim() !== '' && { nameContains: name.trim() }),
    ...(type in TYPE_NAMES && { clientType: type as OAuthClientType }),
    ...((verified === 'true' || verified === 'false') && { verified: verified === 'true' }),
    ...(grants in GRANT_TYPE_NAMES && { allowedGrantTypesContains: grants as OAuthGrantType }),
  };
}
