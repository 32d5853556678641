import { useMutation, useQuery } from '@apollo/client/react';
import { useRef } from 'react';
import { outcomeOf, removedObject } from 'telnyx-oauth-graphql/client';
import { OAuthGrantsDocument, RevokeOAuthGrantDocument } from 'telnyx-oauth-graphql/client/documents';
import { Connection } from './Connection.tsx';
import { FailureNotice } from './FailureNotice.tsx';

/** The grants to a client, each of which can be revoked. */
export function Grants({ clientId }: { clientId: string }) {
  const variables = { filter: { clientId }, first: 5 };
  const { data, error, fetchMore } = useQuery(OAuthGrantsDocument, { variables });
  const [revoke, { called, loading, ...revoked }] = useMutation(RevokeOAuthGrantDocument, {
    errorPolicy: 'all',
    update(cache, { data }) {
      const removed = removedObject(data?.revokeOAuthGrant);
      if (removed) cache.evict({ id: cache.identify(removed)! });
    },
  });
  const outcome = called && !loading ? outcomeOf(revoked.data?.revokeOAuthGrant, revoked.error) : undefined;
  const heading = useRef<HTMLHeadingElement>(null);

  async function onRevoke(grantId: string) {
    if (!confirm('End this access?')) return;
    await revoke({ variables: { grantId } });
    heading.current?.focus(); // the button is gone
  }

  return (
    <section>
      <h2 ref={heading} tabIndex={-1}>
        Grants
      </h2>
      <FailureNotice error={error} failure={outcome?.ok === false ? outcome.failure : undefined} />
      <p role="status">{outcome?.ok && 'The grant is revoked.'}</p>
      {data?.oauthGrants && (
        <Connection {...data.oauthGrants} fetchMore={fetchMore}>
          {({ grantId, scopes }) => (
            <>
              {scopes.join(' ')}
              <button type="button" aria-label={`Revoke ${scopes.join(' ')}`} onClick={() => onRevoke(grantId)}>
                Revoke
              </button>
            </>
          )}
        </Connection>
      )}
    </section>
  );
}
