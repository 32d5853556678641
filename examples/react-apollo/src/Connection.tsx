import { type ReactNode, useState } from 'react';
import { FailureNotice } from './FailureNotice.tsx';

interface ConnectionProps<Node> {
  edges: readonly { readonly node: Node }[];
  pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  fetchMore(options: { variables: { after: string | null } }): Promise<unknown>;
  children(node: Node): ReactNode;
}

/** What was read so far, and a button for more. It stays after the last page, or the focus would go with it. */
export function Connection<Node extends { id: string }>(props: ConnectionProps<Node>) {
  const { edges, pageInfo, fetchMore, children } = props;
  const [error, setError] = useState<unknown>();
  const more = () => fetchMore({ variables: { after: pageInfo.endCursor } }).then(() => setError(undefined), setError);
  return (
    <>
      <ul>
        {edges.map(({ node }) => (
          <li key={node.id}>{children(node)}</li>
        ))}
      </ul>
      <FailureNotice error={error} />
      <button type="button" aria-disabled={!pageInfo.hasNextPage} onClick={() => pageInfo.hasNextPage && more()}>
        {pageInfo.hasNextPage ? 'Load more' : 'These are all'}
      </button>
    </>
  );
}
