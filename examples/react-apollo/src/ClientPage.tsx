import { useQuery } from '@apollo/client/react';
import { OAuthClientDocument } from 'telnyx-oauth-graphql/client/documents';
import { FailureNotice } from './FailureNotice.tsx';
import { Grants } from './Grants.tsx';
import { Page } from './Page.tsx';

/** One client, and the grants to it. */
export function ClientPage({ clientId }: { clientId: string }) {
  const { data, error } = useQuery(OAuthClientDocument, { variables: { clientId } });
  const client = data?.oauthClient;
  return (
    <Page title={client?.name ?? 'Client'}>
      <FailureNotice error={error} />
      {data && !client && !error && <p>There is no such client in this account.</p>}
      {client && (
        <dl>
          <dt>Scopes</dt>
          <dd>{client.allowedScopes?.join(' ')}</dd>
          <dt>Redirect URIs</dt>
          <dd>{client.redirectUris?.join(' ')}</dd>
        </dl>
      )}
      {client && <Grants clientId={clientId} />}
    </Page>
  );
}
