import { useQuery } from '@apollo/client/react';
import { useState } from 'react';
import { OAuthClientType } from 'telnyx-oauth-graphql/client';
import { OAuthClientsDocument } from 'telnyx-oauth-graphql/client/documents';
import { Connection } from './Connection.tsx';
import { FailureNotice } from './FailureNotice.tsx';
import { Page } from './Page.tsx';

/** The account's clients. Apollo's cache keeps one list for each filter and joins its pages. */
export function ClientList() {
  const [nameContains, setName] = useState('');
  const [clientType, setType] = useState<OAuthClientType>();
  const { data, error, fetchMore } = useQuery(OAuthClientsDocument, {
    variables: { filter: { nameContains: nameContains || null, clientType }, first: 20 },
  });
  const clients = data?.oauthClients;
  return (
    <Page title="OAuth clients">
      <form action={(form) => setName(form.get('name') as string)}>
        <label>
          Name
          <input name="name" type="search" defaultValue={nameContains} />
        </label>
        <button type="submit">Search</button>
      </form>
      <label>
        Type{' '}
        <select onChange={({ target }) => setType((target.value || undefined) as OAuthClientType | undefined)}>
          <option value="">Any</option>
          {Object.values(OAuthClientType).map((type) => (
            <option key={type}>{type}</option>
          ))}
        </select>
      </label>
      <FailureNotice error={error} />
      <p role="status">{clients ? `${clients.edges.length} of ${clients.totalCount} clients` : !error && 'Loading…'}</p>
      {clients && (
        <Connection {...clients} fetchMore={fetchMore}>
          {({ clientId, name }) => <a href={`#/clients/${encodeURIComponent(clientId)}`}>{name}</a>}
        </Connection>
      )}
    </Page>
  );
}
