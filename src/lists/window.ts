import { encodeCursor } from './cursor.ts';
import { CursorLostError, ListChangedError } from './errors.ts';
import { liesAhead } from './limit.ts';
import { MAX_PAGE_SIZE, type PagedList } from './pages.ts';
import { Reader } from './reader.ts';
import { nextPage } from './search.ts';
import type { Segment } from './segment.ts';
import { type Slice, sliceOf } from './slice.ts';
import { checkRequest, type Wanted, type WindowRequest } from './window-request.ts';

/** Maximum of further calls for one window when the list changes, and how many of them may be searches. */
export const MAX_EXTRA_CALLS = 3;
const MAX_SEARCHES = 2;

/** Maximum of calls for one window if nothing changes and pages are as large as asked for. */
export const MAX_WINDOW_CALLS = 3;

/** One item of a window. Its cursor is computed when it is asked for. */
interface WindowEdge<T> {
  readonly node: T;
  readonly cursor: string;
}

/** Neighbouring items of a list, and whether more lie around them. */
export interface Window<T> {
  readonly edges: readonly WindowEdge<T>[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Length of the whole list; undefined: upstream did not report it. */
  readonly total: number | undefined;
}

/**
 * Reads a window of a list, in one call where one page can hold it with its anchor and one item beyond, else in two at
 * once, or more where upstream makes smaller pages than 100. If upstream keeps its order and each response is
 * consistent, a walk from cursor to cursor, either way, sees every item that stays in the list exactly once, whatever
 * is created or deleted around it, or ends in `CursorLostError`. A window holds fewer items than asked for only where
 * the list ends, or where it changes faster than it can be read.
 *
 * `last` without `before` costs a first call that learns the length; it is enough for lists of up to 100 items.
 *
 * @throws {WindowRequestError} The request is wrong: see {@link checkRequest}. Code `unsupported` at `last`: the end
 *   of a list of more than 100 items cannot be found if upstream does not report its length.
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
 * Maximum of calls for several windows beyond {@link MAX_WINDOW_CALLS} each, if the list does not change.
 *
 * @param items of all windows together, plus 12 for each window
 * @param largest the largest page
 */
export function extraCalls(items: number, largest: number): number {
  // On average an overlapping page brings new items for a third of its size at least, at any position.
  return largest === MAX_PAGE_SIZE ? 0 : Math.ceil((3 * items) / largest);
}

const hasCursor = ({ origin, limit }: Wanted): boolean => (origin.cursor ?? limit.cursor) !== undefined;

function lost(wanted: Wanted): Error {
  return hasCursor(wanted)
    ? new CursorLostError('The position of the cursor can no longer be found. Start again without it.')
    : new ListChangedError('The list changes faster than it can be read.');
}

/** A window without items: reads the first item for the total, and for whether there are any. */
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
