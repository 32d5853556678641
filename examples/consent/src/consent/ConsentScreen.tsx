import { useQuery } from '@urql/preact';
import { useLocation } from 'preact-iso';
import { ConsentRequestDocument } from '../generated/graphql.ts';
import { byId } from '../graphql/client.ts';
import { Page } from '../ui/Page.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { TroubleNotice } from '../ui/TroubleNotice.tsx';
import { troubleOf } from '../ui/trouble.ts';
import { Decision } from './Decision.tsx';
import { Over } from './Over.tsx';

const QUERY = byId(ConsentRequestDocument);

/** Where the authorization endpoint sends the browser: a request for access that waits for a decision. */
export function ConsentScreen() {
  const { consent_token: consentToken } = useLocation().query;
  return consentToken ? <Request key={consentToken} consentToken={consentToken} /> : <Over />;
}

function Request({ consentToken }: { consentToken: string }) {
  const [{ data, error, fetching }, read] = useQuery({
    query: QUERY,
    variables: { consentToken },
    requestPolicy: 'network-only',
  });
  if (data?.oauthConsentRequest) return <Decision request={data.oauthConsentRequest} consentToken={consentToken} />;
  if (data && !error) return <Over />;
  return (
    <Page title="A request for access" narrow>
      {error ? (
        <TroubleNotice
          trouble={troubleOf(error)}
          busy={fetching}
          onRetry={() => read({ requestPolicy: 'network-only' })}
        />
      ) : (
        <Skeleton rows={3} />
      )}
    </Page>
  );
}
