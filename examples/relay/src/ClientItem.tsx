import { graphql, useFragment } from 'react-relay';
import type { ClientItem_client$key } from './__generated__/ClientItem_client.graphql.ts';

/** A client in the list: it states itself what it shows. */
export function ClientItem({ client }: { client: ClientItem_client$key }) {
  const { name, clientType, createdAt } = useFragment(
    graphql`
      fragment ClientItem_client on OAuthClient {
        name
        clientType
        createdAt
      }
    `,
    client,
  );
  return (
    <li>
      {name}
      <small>
        {clientType} since {new Date(createdAt).toLocaleDateString()}
      </small>
    </li>
  );
}
