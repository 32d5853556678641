import { encodeCursor } from './cursor.ts';
import { CursorLostError, ListChangedError } from './errors.ts';
import { liesAhead } from './limit.ts';
import { MAX_PAGE_SIZE, type PagedList } from './pages.ts';
import { Reader } from './reader.ts';
import { nextPage } from './search.ts';
import type { Segment } from './segment.ts';
import { type Slice, sliceOf } from './slice.ts';
import { checkRequest, type Wanted, type WindowRequest } from './window-request.ts';

/** Calls for one page beyond those that it takes while nothing changes, and how many of them may search. */
export const MAX_EXTRA_CALLS = 3;
const MAX_SEARCHES = 2;

/** Calls for one page at the most, while nothing changes and pages are as large as asked for. */
export const MAX_WINDOW_CALLS = 3;

/** One item of a window. Its cursor is computed when it is asked for. */
interface WindowEdge<T> {
  readonly node: T;
  readonly cursor: string;
}

/** Neighbouring items of a list, and what lies around them. */
export interface Window<T> {
  readonly edges: readonly WindowEdge<T>[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Length of the whole list; undefined where upstream did not tell. */
  readonly total: number | undefined;
}

/**
 * Reads a window of a list, in one call where one page can hold it with its anchor and one item beyond, else in two at
 * once, or more where upstream makes smaller pages than 100. While upstream keeps its order and each of its answers is
 * consistent, a walk from cursor to cursor, either way, sees every item that stays in the list exactly once, whatever
 * comes and goes around it, or ends in `CursorLostError`. A page holds fewer items than asked for only where the list
 * ends, or where it changes faster than it can be read.
 *
 * `last` without `before` costs a first call that learns the length; it answers lists of up to 100 items by itself.
 *
 * @throws {WindowRequestError} The request is wrong: see {@link checkRequest}. Code `unsupported` at `last`: the end
 *   of a list of more than 100 items that does not tell its length cannot be found.
 * @throws {CursorLostError} Neither a cursor's item nor enough of its neighbours is found where it can have gone.
 * @throws {ListChangedError} The end of the list moved away faster than it could be read.
 * @see https://relay.dev/graphql/connections.htm
 */
export async function readWindow<T>(list: PagedList<T>, request: WindowRequest): Promise<Window<T>> {
  const wanted = checkRequest(request, list.scope);
  const reader = new Reader(list, wanted);
  if (wanted.count === 0 && !hasCursor(wanted)) return peek(reader, wanted);

  const window = (segment: Segment<T>, { from, to, more }: Slice): Window<T> => ({
    edges: segment.items.slice(from, to).map((node, index) => new Edge(node, segment, from + index, list.scope)),
    hasNextPage: wanted.backward ? to < segment.length || !segment.atEnd : more,
    hasPreviousPage: wanted.backward ? more : from > 0 || !segment.atStart,
    total: reader.total,
  });

  let segment = await reader.first();
  let limitAhead: boolean | undefined;
  for (let extra = 0, searches = 0; ; ) {
    const found = sliceOf(segment, wanted, limitAhead);
    if (found.done) return window(segment, found);
    if (reader.isCut) {
      segment = await reader.first();
      continue;
    }
    if (found.of !== 'items') searches++;
    const affordable = extra < MAX_EXTRA_CALLS && searches <= MAX_SEARCHES;
    const next = affordable ? nextPage(found, segment, wanted, reader) : undefined;
    if (next === undefined) {
      if (found.short === undefined) throw lost(wanted);
      return window(segment, found.short);
    }
    extra++;
    const fresh = await reader.page(next);
    if (found.of === 'limit') {
      limitAhead = liesAhead(segment, fresh, wanted);
      if (limitAhead === undefined) throw lost(wanted);
    } else {
      segment = reader.merge(segment, fresh);
    }
  }
}

/**
 * Calls that windows take at the most, on top of three each, while the list stands still.
 *
 * @param items of all of them, and 12 more for each
 * @param largest the largest page
 */
export function extraCalls(items: number, largest: number): number {
  // Overlapping pages bring at least a third of their size each, on average, wherever in the list a window lies.
  return largest === MAX_PAGE_SIZE ? 0 : Math.ceil((3 * items) / largest);
}

const hasCursor = ({ origin, limit }: Wanted): boolean => (origin.cursor ?? limit.cursor) !== undefined;

function lost(wanted: Wanted): Error {
  return hasCursor(wanted)
    ? new CursorLostError('The position of the cursor can no longer be found. Start again without it.')
    : new ListChangedError('The list changes faster than it can be read.');
}

/** No items, but the total and whether there are any, from the first item alone. */
async function peek<T>(reader: Reader<T>, { backward }: Wanted): Promise<Window<T>> {
  const some = (await reader.page({ number: 1, size: 1 })).length > 0;
  return { edges: [], hasNextPage: some && !backward, hasPreviousPage: some && backward, total: reader.total };
}

class Edge<T> implements WindowEdge<T> {
  readonly node: T;
  readonly #segment: Segment<T>;
  readonly #index: number;
  readonly #scope: string;

  constructor(node: T, segment: Segment<T>, index: number, scope: string) {
    this.node = node;
    this.#segment = segment;
    this.#index = index;
    this.#scope = scope;
  }

  get cursor(): string {
    return encodeCursor(this.#segment.cursorAt(this.#index), this.#scope);
  }
}
