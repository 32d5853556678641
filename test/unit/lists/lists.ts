import { type Page, type PagedList, type PageRequest, pageOf } from '../../../src/lists/pages.ts';

export interface Item {
  readonly id: string;
}

export interface CountedList extends PagedList<Item> {
  /** Pages read so far. */
  readonly calls: PageRequest[];
}

/** Items with the ids `name-0`, `name-1`, ... */
export function items(length: number, name = 'item'): Item[] {
  return Array.from({ length }, (_, index) => ({ id: `${name}-${index}` }));
}

export function sliceOf(all: readonly Item[], { number, size }: PageRequest): Item[] {
  return all.slice((number - 1) * size, number * size);
}

/** An upstream that does not change. `total: false`: it never tells its length. */
export function listOf(all: readonly Item[], { scope = 'items', total = true } = {}): CountedList {
  const calls: PageRequest[] = [];
  return {
    scope,
    calls,
    idOf: ({ id }) => id,
    largest: () => 100,
    async read(request): Promise<Page<Item>> {
      calls.push(request);
      return pageOf(sliceOf(all, request), request, total ? all.length : undefined);
    },
  };
}

export const idsOf = (edges: readonly { readonly node: Item }[]): string[] => edges.map(({ node }) => node.id);
