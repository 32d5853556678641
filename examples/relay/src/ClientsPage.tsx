import { useState, useTransition } from 'react';
import { graphql, useLazyLoadQuery } from 'react-relay';
import { OAuthClientType } from 'telnyx-oauth-graphql/client';
import type { ClientsPageQuery } from './__generated__/ClientsPageQuery.graphql.ts';
import { ClientList } from './ClientList.tsx';

/** The filters, and the list that they make. */
export function ClientsPage() {
  const [filter, setFilter] = useState<ClientsPageQuery['variables']['filter']>({});
  // The old list stays until the new one is there.
  const [busy, startTransition] = useTransition();
  const query = useLazyLoadQuery<ClientsPageQuery>(
    graphql`
      query ClientsPageQuery($filter: OAuthClientFilter) {
        ...ClientList_query @arguments(filter: $filter)
      }
    `,
    { filter },
  );
  const narrow = (next: typeof filter) => startTransition(() => setFilter({ ...filter, ...next }));
  return (
    <>
      <form action={(form) => narrow({ nameContains: (form.get('name') as string) || null })}>
        <label>
          Name
          <input name="name" type="search" defaultValue={filter?.nameContains ?? ''} />
        </label>
        <button type="submit">Search</button>
      </form>
      <label>
        Type{' '}
        <select onChange={({ target }) => narrow({ clientType: (target.value || null) as OAuthClientType | null })}>
          <option value="">Any</option>
          {Object.values(OAuthClientType).map((type) => (
            <option key={type}>{type}</option>
          ))}
        </select>
      </label>
      <section aria-label="Clients" aria-busy={busy}>
        <ClientList query={query} />
      </section>
    </>
  );
}
