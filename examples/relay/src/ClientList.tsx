import { useState } from 'react';
import { graphql, usePaginationFragment } from 'react-relay';
import type { ClientList_query$key } from './__generated__/ClientList_query.graphql.ts';
import type { ClientListPaginationQuery } from './__generated__/ClientListPaginationQuery.graphql.ts';
import { ClientItem } from './ClientItem.tsx';
import { FailureNotice } from './FailureBoundary.tsx';

const PAGE_SIZE = 20;

/** What was read so far, and a button for more. It stays after the last page, or the focus would go with it. */
export function ClientList({ query }: { query: ClientList_query$key }) {
  const { data, loadNext, hasNext, isLoadingNext } = usePaginationFragment<
    ClientListPaginationQuery,
    ClientList_query$key
  >(
    graphql`
      fragment ClientList_query on Query
      @argumentDefinitions(
        count: { type: "Int", defaultValue: 20 }
        cursor: { type: "String" }
        filter: { type: "OAuthClientFilter" }
      )
      @refetchable(queryName: "ClientListPaginationQuery") {
        oauthClients(first: $count, after: $cursor, filter: $filter) @connection(key: "ClientList_oauthClients") {
          totalCount
          edges {
            node {
              id
              ...ClientItem_client
            }
          }
        }
      }
    `,
    query,
  );
  const [error, setError] = useState<Error | null>(null);
  const more = () => loadNext(PAGE_SIZE, { onComplete: setError });
  const clients = data.oauthClients;
  return (
    <>
      <p role="status">
        {clients?.edges.length} of {clients?.totalCount} clients
      </p>
      <ul>
        {clients?.edges.map(({ node }) => (
          <ClientItem key={node.id} client={node} />
        ))}
      </ul>
      <FailureNotice error={error} onRetry={more} />
      <button type="button" aria-disabled={isLoadingNext || !hasNext} onClick={() => hasNext && more()}>
        {hasNext ? 'Load more' : 'These are all'}
      </button>
    </>
  );
}
