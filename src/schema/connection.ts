import type { GraphQLResolveInfo, SelectionSetNode } from 'graphql';
import type { Window, WindowRequest } from '../telnyx/types.ts';

/** The parts of a connection: Relay's, and the total. */
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

/** A window of a list as a Relay connection. Cursors are made only when they are selected. */
export function connectionOf<T>({ edges, hasNextPage, hasPreviousPage, total }: Window<T>): Connection<T> {
  return {
    edges: edges as { node: T; cursor: string }[],
    pageInfo: new PageInfo(edges, hasNextPage, hasPreviousPage),
    totalCount: total ?? null,
  };
}

/** A class and no object literal, for the sake of its getters. @see docs/performance.md */
class PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly #edges: Window<unknown>['edges'];

  constructor(edges: Window<unknown>['edges'], hasNextPage: boolean, hasPreviousPage: boolean) {
    this.hasNextPage = hasNextPage;
    this.hasPreviousPage = hasPreviousPage;
    this.#edges = edges;
  }

  get startCursor(): string | null {
    return this.#edges[0]?.cursor ?? null;
  }

  get endCursor(): string | null {
    return this.#edges.at(-1)?.cursor ?? null;
  }
}

/**
 * The arguments, reduced to what is selected: no item if only the total is, and no items around the window without
 * cursors and `pageInfo`. Invalid arguments stay, to be refused.
 */
export function windowArgs(args: WindowRequest, info: GraphQLResolveInfo): WindowRequest {
  if (isSelected('pageInfo', info) || isSelected('edges.cursor', info)) return args;
  if (isSelected('nodes', info) || isSelected('edges', info)) return { ...args, itemsOnly: true };
  const none = (count: number | null | undefined) => (count != null && count > 0 && count <= 100 ? 0 : count);
  const { first, last } = args;
  return { ...args, first: none(last == null ? (first ?? 1) : first), last: none(last) };
}

/**
 * Whether the selection contains `field`, or `field.field`, at any depth of fragments. A field with @skip or @include
 * counts as selected.
 */
export function isSelected(path: string, { fieldNodes, fragments }: GraphQLResolveInfo): boolean {
  const wanted = path.split('.');
  const seen = new Set<string>();
  const holds = (set: SelectionSetNode | undefined, names: readonly string[]): boolean =>
    set?.selections.some((selection) => {
      if (selection.kind === 'Field') {
        if (selection.name.value !== names[0]) return false;
        return names.length === 1 || holds(selection.selectionSet, names.slice(1));
      }
      if (selection.kind === 'InlineFragment') return holds(selection.selectionSet, names);
      const fragment = `${selection.name.value} ${names}`;
      if (seen.has(fragment)) return false;
      seen.add(fragment);
      return holds(fragments[selection.name.value]?.selectionSet, names);
    }) ?? false;
  return fieldNodes.some((node) => holds(node.selectionSet, wanted));
}
