import { useQuery } from '@urql/preact';
import { useLocation } from 'preact-iso';
import { ConsentRequestDocument } from '../generated/graphql.ts';
import { byId } from '../graphql/client.ts';
import { Page } from '../ui/Page.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { TroubleNotice } from '../ui/TroubleNotice.tsx';
import { troubleOf } from '../ui/trouble.ts';
import { Decision } from './Decision.tsx';

const QUERY = byId(ConsentRequestDocument);

/** Where the authorization endpoint sends the browser: a request for access that waits for a decision. */
export function ConsentScreen() {
  const { consent_token: consentToken } = useLocation().query;
  return consentToken ? <Request key={consentToken} consentToken={consentToken} /> : <Over />;
}

function Request({ consentToken }: { consentToken: string }) {
  const [{ data, error }, read] = useQuery({
    query: QUERY,
    variables: { consentToken },
    requestPolicy: 'network-only',
  });
  if (data?.oauthConsentRequest) return <Decision request={data.oauthConsentRequest} consentToken={consentToken} />;
  if (data && !error) return <Over />;
  return (
    <Page title="A request for access" narrow>
      {error ? (
        <TroubleNotice trouble={troubleOf(error)} onRetry={() => read({ requestPolicy: 'network-only' })} />
      ) : (
        <Skeleton rows={3} />
      )}
    </Page>
  );
}

/** No such request: it was decided, has expired, or never was. */
export function Over() {
  return (
    <Page title="This request is over" narrow>
      <p class="lead">
        It has expired, was decided already, or never was. If the application still wants access, go back to it and
        start again.
      </p>
      <p>
        <a class="button" href="/demo/grants">
          See who has access
        </a>
      </p>
    </Page>
  );
}
