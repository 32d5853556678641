import { useQuery } from '@urql/preact';
import { ClientGrantsDocument } from '../generated/graphql.ts';
import { ABOUT_GRANTS, byId } from '../graphql/client.ts';
import { ListTrouble } from '../ui/ListTrouble.tsx';
import { revokeAllOf } from '../ui/links.ts';
import { usePage } from '../ui/Pager.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { GrantPage } from './GrantPage.tsx';

const QUERY = byId(ClientGrantsDocument);

/** The grants to one client. */
export function ClientGrants({ clientId }: { clientId: string }) {
  const variables = { clientId, ...usePage() };
  const [{ data, error, fetching, stale }, read] = useQuery({ query: QUERY, variables, context: ABOUT_GRANTS });
  const grants = data?.oauthClient?.grants;
  return (
    <>
      <div class="title">
        <h2>Grants to this client</h2>
        <a class="button danger" href={revokeAllOf(clientId)}>
          Revoke all…
        </a>
      </div>
      {grants ? (
        <GrantPage page={grants} busy={fetching || stale} empty="Nobody has allowed it anything." />
      ) : error ? (
        <ListTrouble error={error} busy={fetching} onRetry={() => read({ requestPolicy: 'network-only' })} />
      ) : (
        <Skeleton rows={2} />
      )}
    </>
  );
}
