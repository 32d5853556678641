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

/** The arguments as asked, for no item where only the total is selected. What must be refused stays as it is. */
export function windowArgs(args: ConnectionArgs, info: GraphQLResolveInfo): ConnectionArgs {
  if (['edges', 'nodes', 'pageInfo'].some((field) => isSelected(field, info))) return args;
  const none = (count: number | null | undefined) => (count != null && count > 0 && count <= 100 ? 0 : count);
  const { first, last } = args;
  return { ...args, first: none(last == null ? (first ?? 1) : first), last: none(last) };
}

/** Whether the selection holds the field, at any depth of fragments; @skip and @include count as selecting. */
export function isSelected(field: string, { fieldNodes, fragments }: GraphQLResolveInfo): boolean {
  const seen = new Set<string>();
  const holds = (set: SelectionSetNode | undefined): boolean =>
    set?.selections.some((selection) => {
      if (selection.kind === 'Field') return selection.name.value === field;
      if (selection.kind === 'InlineFragment') return holds(selection.selectionSet);
      const name = selection.name.value;
      if (seen.has(name)) return false;
      seen.add(name);
      return holds(fragments[name]?.selectionSet);
    }) ?? false;
  return fieldNodes.some((node) => holds(node.selectionSet));
}
