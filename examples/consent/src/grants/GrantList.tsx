import { useQuery } from '@urql/preact';
import { GrantListDocument } from '../generated/graphql.ts';
import { ABOUT_GRANTS, byId } from '../graphql/client.ts';
import { ListTrouble } from '../ui/ListTrouble.tsx';
import { APP } from '../ui/links.ts';
import { Page } from '../ui/Page.tsx';
import { usePage } from '../ui/Pager.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { GrantPage } from './GrantPage.tsx';

const QUERY = byId(GrantListDocument);

/** Who has access to the account, and the way to end it. */
export function GrantList() {
  const [{ data, error, fetching, stale }, read] = useQuery({
    query: QUERY,
    variables: usePage(),
    context: ABOUT_GRANTS,
  });
  const grants = data?.oauthGrants;
  return (
    <Page
      title="Grants"
      actions={
        <a class="button primary" href={`${APP}/rp/`}>
          Try the flow
        </a>
      }
    >
      <p class="lead">
        Applications that may use this account. <em>Try the flow</em> leads you to one that asks for access, as a user
        would meet it.
      </p>
      {grants ? (
        <GrantPage page={grants} busy={fetching || stale} empty="No application has access to this account." />
      ) : error ? (
        <ListTrouble error={error} busy={fetching} onRetry={() => read({ requestPolicy: 'network-only' })} />
      ) : (
        <Skeleton />
      )}
    </Page>
  );
}
