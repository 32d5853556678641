import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { GrantItemFragmentDoc } from '../generated/graphql.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { formatDate } from '../ui/format.ts';
import { clientPage } from '../ui/links.ts';
import type { Revocable } from './RevokeDialog.tsx';

interface GrantItemProps {
  readonly grant: FragmentType<typeof GrantItemFragmentDoc>;
  /** Without it the grant is only shown. */
  readonly onRevoke?: (grant: Revocable) => void;
}

/** A grant in a list: who may do what since when. */
export function GrantItem({ grant, onRevoke }: GrantItemProps) {
  const { grantId, clientId, client, scopes, createdAt, lastUsedAt } = readFragment(GrantItemFragmentDoc, grant);
  const name = client?.name ?? 'Unknown client';
  return (
    <li class="row">
      <Avatar name={name} logoUri={client?.logoUri} />
      <span class="row-main">
        {client ? (
          <a class="row-link" href={clientPage(clientId)}>
            {name}
          </a>
        ) : (
          <span class="row-link">
            {name} <span class="faint">deleted, or of another account</span>
          </span>
        )}
        <ul class="codes">
          {scopes.map((scope) => (
            <li key={scope}>
              <code>{scope}</code>
            </li>
          ))}
        </ul>
      </span>
      <span class="row-time">
        <span>
          Granted <time dateTime={createdAt}>{formatDate(createdAt)}</time>
        </span>
        <span class="faint">
          {lastUsedAt === null ? (
            'Never used'
          ) : (
            <>
              Used <time dateTime={lastUsedAt}>{formatDate(lastUsedAt)}</time>
            </>
          )}
        </span>
      </span>
      {onRevoke && (
        <button
          type="button"
          class="danger"
          aria-label={`Revoke the access of ${name}`}
          onClick={() => onRevoke({ grantId, name })}
        >
          Revoke
        </button>
      )}
    </li>
  );
}
