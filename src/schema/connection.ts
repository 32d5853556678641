import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';
import type { ConnectionArgs, Window } from '../telnyx/types.ts';

/** What the graph's connections are made of: Relay's shape, and the total. */
export interface Connection<T> {
  readonly edges: { node: T; cursor: string }[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  readonly totalCount: number | null;
}

/** A window of a list as Relay wants it. Cursors are made only when asked for. */
export function connectionOf<T>({ edges, hasNextPage, hasPreviousPage, total }: Window<T>): Connection<T> {
  return {
    edges: edges as { node: T; cursor: string }[],
    pageInfo: {
      hasNextPage,
      hasPreviousPage,
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    },
    totalCount: total ?? null,
  };
}

/** The arguments as asked, or `first: 0` in their place where only the total is selected. */
export function windowArgs(args: ConnectionArgs, info: GraphQLResolveInfo): ConnectionArgs {
  const { after, before } = args;
  const itemsWanted = ['edges', 'nodes', 'pageInfo'].some((field) => isSelected(field, info));
  return itemsWanted ? args : { first: 0, after, before };
}

/** Whether the selection holds the field, at any depth of fragments; @skip and @include count as selecting. */
export function isSelected(field: string, { fieldNodes, fragments }: GraphQLResolveInfo): boolean {
  const holds = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((selection) => {
      if (selection.kind === 'Field') return selection.name.value === field;
      if (selection.kind === 'InlineFragment') return holds(selection.selectionSet);
      return holds(fragments[selection.name.value]?.selectionSet);
    }) ?? false;
  return fieldNodes.some((node) => holds(node.selectionSet));
}
