import { useQuery } from '@urql/preact';
import { useLocation } from 'preact-iso';
import { ClientListDocument } from '../generated/graphql.ts';
import { ABOUT_CLIENTS, byId } from '../graphql/client.ts';
import { Empty } from '../ui/Empty.tsx';
import { formatCount } from '../ui/format.ts';
import { ListTrouble } from '../ui/ListTrouble.tsx';
import { APP } from '../ui/links.ts';
import { Page } from '../ui/Page.tsx';
import { Pager, usePage } from '../ui/Pager.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { ClientItem } from './ClientItem.tsx';
import { FilterBar } from './FilterBar.tsx';
import { type Filters, readFilters, toFilter, toQuery } from './filters.ts';

const QUERY = byId(ClientListDocument);

/** The account's clients, page by page, as narrow as the filters say. */
export function ClientList() {
  const { path, query, route } = useLocation();
  const filters = readFilters(query);
  const narrow = (next: Filters) => route(path + toQuery(next), true);
  return (
    <Page
      title="Clients"
      actions={
        <a class="button primary" href={`${APP}/clients/new`}>
          Register a client
        </a>
      }
    >
      <FilterBar filters={filters} onChange={narrow} />
      <Results filters={filters} onClear={() => route(path)} />
    </Page>
  );
}

function Results({ filters, onClear }: { filters: Filters; onClear(): void }) {
  const filter = toFilter(filters);
  const filtered = Object.keys(filter).length > 0;
  const page = usePage();
  const [{ data, error, fetching, stale }, read] = useQuery({
    query: QUERY,
    variables: { filter, ...page },
    context: ABOUT_CLIENTS,
  });
  const clients = data?.oauthClients;
  if (error && !clients)
    return <ListTrouble error={error} busy={fetching} onRetry={() => read({ requestPolicy: 'network-only' })} />;
  if (!clients) return <Skeleton />;
  return (
    <section aria-busy={fetching || stale} aria-label="Clients">
      <p class="count" role="status">
        {clients.totalCount === null ? '' : formatCount(clients.totalCount, 'client')}
      </p>
      {clients.nodes.length > 0 ? (
        <ul class="rows clients panel">
          {clients.nodes.map((client) => (
            <ClientItem key={client.clientId} client={client} />
          ))}
        </ul>
      ) : (
        <Empty text={filtered ? 'No client is like that.' : 'This account has no clients yet.'}>
          {filtered && (
            <button type="button" onClick={onClear}>
              Clear the filters
            </button>
          )}
        </Empty>
      )}
      <Pager label="clients" pageInfo={clients.pageInfo} />
    </section>
  );
}
