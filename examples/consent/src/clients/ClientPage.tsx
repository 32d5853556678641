import { useQuery } from '@urql/preact';
import { useRoute } from 'preact-iso';
import { ClientPageDocument } from '../generated/graphql.ts';
import { ClientGrants } from '../grants/ClientGrants.tsx';
import { byId } from '../graphql/client.ts';
import { APP } from '../ui/links.ts';
import { Page } from '../ui/Page.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { TroubleNotice } from '../ui/TroubleNotice.tsx';
import { troubleOf } from '../ui/trouble.ts';
import { ClientFacts } from './ClientFacts.tsx';

const QUERY = byId(ClientPageDocument);

/** One client, and the grants to it, which come on their own: Telnyx has no list of them, so they may take longer. */
export function ClientPage() {
  const clientId = useRoute().params.clientId ?? '';
  return <Details key={clientId} clientId={clientId} />;
}

function Details({ clientId }: { clientId: string }) {
  const [{ data, error, fetching }, read] = useQuery({ query: QUERY, variables: { clientId } });
  const client = data?.oauthClient;
  if (client) {
    return (
      <Page title={client.name}>
        <ClientFacts client={client} />
        <ClientGrants clientId={clientId} />
      </Page>
    );
  }
  return (
    <Page title="Client">
      {error ? (
        <TroubleNotice
          trouble={troubleOf(error)}
          busy={fetching}
          onRetry={() => read({ requestPolicy: 'network-only' })}
        />
      ) : data ? (
        <p class="lead">There is no such client in this account.</p>
      ) : (
        <Skeleton rows={3} />
      )}
      <p>
        <a href={`${APP}/clients`}>Back to the clients</a>
      </p>
    </Page>
  );
}
