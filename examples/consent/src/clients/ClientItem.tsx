import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { ClientItemFragmentDoc } from '../generated/graphql.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { formatDate } from '../ui/format.ts';
import { clientPage } from '../ui/links.ts';
import { grantTypeName, typeName } from './names.ts';

/** A client in a list. */
export function ClientItem({ client }: { client: FragmentType<typeof ClientItemFragmentDoc> }) {
  const { clientId, name, logoUri, clientType, allowedGrantTypes, createdAt } = readFragment(
    ClientItemFragmentDoc,
    client,
  );
  return (
    <li class="row">
      <Avatar name={name} logoUri={logoUri} />
      <span class="row-main">
        <a class="row-link" href={clientPage(clientId)}>
          {name}
        </a>
        <small>
          <code>{clientId}</code>
        </small>
      </span>
      <span class="tag">{typeName(clientType)}</span>
      <span class="row-note">{(allowedGrantTypes ?? []).map(grantTypeName).join(', ')}</span>
      <time class="row-time" dateTime={createdAt}>
        {formatDate(createdAt)}
      </time>
    </li>
  );
}
