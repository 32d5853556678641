import type { ConsentRequest } from './Decision.tsx';

/** What is asked for, in words, with the scope's own name beside. */
export function Scopes({ scopes }: { scopes: ConsentRequest['requestedScopes'] }) {
  if (!scopes?.length) return <p class="faint">Telnyx did not say what for.</p>;
  return (
    <ul class="scopes">
      {scopes.map(({ scopeId, name, description }) => (
        <li key={scopeId}>
          <strong>{description ?? name ?? scopeId}</strong>
          {scopeId !== null && <code>{scopeId}</code>}
        </li>
      ))}
    </ul>
  );
}
