import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { RequestedScopesFragmentDoc } from '../generated/graphql.ts';

/** What is asked for, in words, with the scope's own name beside. */
export function RequestedScopes({ request }: { request: FragmentType<typeof RequestedScopesFragmentDoc> }) {
  const { requestedScopes } = readFragment(RequestedScopesFragmentDoc, request);
  if (!requestedScopes?.length) return <p class="faint">Telnyx did not say what for.</p>;
  return (
    <ul class="scopes">
      {requestedScopes.map(({ scopeId, name, description }) => (
        <li key={scopeId}>
          <strong>{description ?? name ?? scopeId}</strong>
          {scopeId !== null && <code>{scopeId}</code>}
        </li>
      ))}
    </ul>
  );
}
