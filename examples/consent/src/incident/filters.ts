import type { OAuthGrantFilter } from '../generated/graphql.ts';

/** Which grants are meant, as the address holds it; empty: any. Times are RFC 3339. */
export interface Filters {
  readonly client_id: string;
  readonly scope: string;
  readonly created_after: string;
  readonly created_before: string;
  readonly unused_since: string;
}

export const ANY: Filters = { client_id: '', scope: '', created_after: '', created_before: '', unused_since: '' };

/** What the address says; a time that cannot be read counts as any, and is seen to. */
export function readFilters(query: Record<string, string>): Filters {
  const timeOf = (name: string) => (Number.isNaN(Date.parse(query[name] ?? '')) ? '' : query[name]!);
  return {
    client_id: query.client_id ?? '',
    scope: query.scope ?? '',
    created_after: timeOf('created_after'),
    created_before: timeOf('created_before'),
    unused_since: timeOf('unused_since'),
  };
}

/** Only what is set, for the address; empty: nothing is. */
export function toQuery(filters: Filters): string {
  const set = Object.entries(filters).filter(([, value]) => value !== '');
  return set.length === 0 ? '' : `?${new URLSearchParams(set)}`;
}

/** The filter of the graph. */
export function toWhere({ client_id, scope, created_after, created_before, unused_since }: Filters): OAuthGrantFilter {
  return {
    ...(client_id !== '' && { clientId: client_id }),
    ...(scope !== '' && { scope }),
    ...(created_after !== '' && { createdAfter: created_after }),
    ...(created_before !== '' && { createdBefore: created_before }),
    ...(unused_since !== '' && { unusedSince: unused_since }),
  };
}

/** The same, without what was granted since the grants were counted: so that the number stays what was confirmed. */
export function asCounted(filters: Filters, countedAt: string): OAuthGrantFilter {
  const { created_before } = filters;
  const isEarlier = created_before !== '' && Date.parse(created_before) < Date.parse(countedAt);
  return { ...toWhere(filters), createdBefore: isEarlier ? created_before : countedAt };
}
