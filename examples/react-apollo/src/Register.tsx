import { useMutation } from '@apollo/client/react';
import type { FormEvent } from 'react';
import { outcomeOf } from 'telnyx-oauth-graphql/client';
import { CreateOAuthClientDocument } from 'telnyx-oauth-graphql/client/documents';
import { FailureNotice } from './FailureNotice.tsx';
import { Page } from './Page.tsx';

const FIELDS = { name: 'Name', redirectUris: 'Redirect URI', allowedScopes: 'Scopes, separated by spaces' };

/** Registers a confidential client for the authorization code grant, and shows its secret once. */
export function Register() {
  const [create, { called, loading, data, error }] = useMutation(CreateOAuthClientDocument, {
    errorPolicy: 'all',
    // Lists are read again: where the new client belongs depends on their filters.
    update: (cache, { data }) => outcomeOf(data?.createOAuthClient).ok && cache.evict({ fieldName: 'oauthClients' }),
  });
  const outcome = called && !loading ? outcomeOf(data?.createOAuthClient, error) : undefined;

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { name, redirectUris, allowedScopes } = Object.fromEntries(new FormData(event.currentTarget));
    const input = {
      name: `${name}`,
      clientType: 'CONFIDENTIAL',
      allowedGrantTypes: ['AUTHORIZATION_CODE'],
      allowedScopes: `${allowedScopes}`.split(' ').filter(Boolean),
      redirectUris: [`${redirectUris}`],
    } as const;
    create({ variables: { input } });
  }

  if (outcome?.ok) {
    return (
      <Page key="registered" title="The client is registered">
        <dl>
          <dt>Client secret, not shown again</dt>
          <dd>{outcome.payload.clientSecret}</dd>
        </dl>
        <a href={`#/clients/${outcome.payload.clientId}`}>See the client</a>
      </Page>
    );
  }
  const failure = outcome?.failure;
  // The path of an issue leads to the field: ['input', 'redirectUris', '0'].
  const issues = failure?.kind === 'validation' ? failure.issues : [];
  const saidOf = (field: string) => issues.filter(({ path }) => path[1] === field).map(({ message }) => message);
  return (
    <Page key="form" title="Register a client">
      <FailureNotice failure={failure} />
      <form onSubmit={submit} className="column">
        {Object.entries(FIELDS).map(([name, label]) => (
          <label key={name}>
            {label}
            <input name={name} aria-invalid={saidOf(name).length > 0} />
            <small role="alert">{saidOf(name).join(' ')}</small>
          </label>
        ))}
        <button type="submit">Register</button>
      </form>
    </Page>
  );
}
