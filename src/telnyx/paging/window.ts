import { CursorExpiredError, UnavailableError, ValidationError } from '../errors.ts';
import { MAX_PAGE_SIZE, type PageRequest, type ReadPage } from '../pages.ts';
import { type Answer, answer } from './answer.ts';
import { type ConnectionArgs, checkArguments, type Wanted } from './arguments.ts';
import { cover, positionsOf, type Range } from './cover.ts';
import { encodeCursor, NEIGHBOURS } from './cursor.ts';
import { liesAhead } from './limit.ts';
import { place } from './place.ts';
import { nextPage, recordedPosition, windowAt } from './search.ts';
import { Stretch } from './stretch.ts';

export type { ConnectionArgs };

/** Calls for one page beyond those that it takes while nothing changes, and how many of them may search. */
const MAX_EXTRA_CALLS = 3;
const MAX_SEARCHES = 2;

/** A list that upstream serves by page number and size. */
export interface PagedList<T> {
  /** Names the list and its filter canonically: a cursor is good for lists of the same scope only. */
  readonly scope: string;
  idOf(item: T): string;
  /** One call upstream; past the end: no items, and perhaps no total. */
  readonly read: ReadPage<T>;
}

/** One item of a window. Its cursor is computed when it is asked for. */
export interface WindowEdge<T> {
  readonly node: T;
  readonly cursor: string;
}

/** A page of a Relay connection. */
export interface Window<T> {
  readonly edges: readonly WindowEdge<T>[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  /** Length of the whole list; undefined where upstream did not tell. */
  readonly total: number | undefined;
}

/**
 * Reads the window of a list that the arguments of a connection ask for, in one call where one page can hold it with
 * its anchor and one item beyond, else in two at once. While upstream keeps its order and each of its answers is
 * consistent, a walk from cursor to cursor, either way, sees every item that stays in the list exactly once, whatever
 * comes and goes around it, or ends in `CursorExpiredError`. A page holds fewer items than asked for only where the
 * list ends, or where it changes faster than it can be read.
 *
 * `last` without `before` costs a first call that learns the length; it answers lists of up to 100 items by itself.
 *
 * @throws {ValidationError} The arguments are wrong: see {@link checkArguments}. Code `unsupported` at `last`: the end
 *   of a list of more than 100 items that does not tell its length cannot be found.
 * @throws {CursorExpiredError} Neither a cursor's item nor enough of its neighbours is found where it can have gone.
 * @throws {UnavailableError} The end of the list moved away faster than it could be read.
 * @see https://relay.dev/graphql/connections.htm
 */
export async function readWindow<T>(list: PagedList<T>, args: ConnectionArgs): Promise<Window<T>> {
  const wanted = checkArguments(args, list.scope);
  const reader = new Reader(list, wanted);
  if (wanted.count === 0 && !hasCursor(wanted)) return reader.peek();

  let stretch = await reader.first();
  let limitAhead: boolean | undefined;
  for (let extra = 0, searches = 0; ; extra++) {
    const found = answer(stretch, wanted, limitAhead);
    if (found.done) return reader.window(stretch, found);
    if (found.of !== 'items') searches++;
    const affordable = extra < MAX_EXTRA_CALLS && searches <= MAX_SEARCHES;
    const request = affordable ? nextPage(found, stretch, wanted, reader) : undefined;
    if (request === undefined) {
      if (found.short === undefined) throw lost(wanted);
      return reader.window(stretch, found.short);
    }
    const fresh = await reader.page(request);
    if (found.of === 'limit') {
      limitAhead = liesAhead(stretch, fresh, wanted);
      if (limitAhead === undefined) throw lost(wanted);
    } else {
      stretch = reader.merge(stretch, fresh);
    }
  }
}

const hasCursor = ({ origin, limit }: Wanted): boolean => (origin.cursor ?? limit.cursor) !== undefined;

function lost(wanted: Wanted): Error {
  return hasCursor(wanted)
    ? new CursorExpiredError('The place that the cursor stands for can no longer be found. Start again without it.')
    : new UnavailableError('The list changes faster than it can be read.');
}

/** The calls for one window, and what they have shown. */
class Reader<T> {
  readonly ranges: Range[] = [];
  total: number | undefined;
  readonly #list: PagedList<T>;
  readonly #wanted: Wanted;

  constructor(list: PagedList<T>, wanted: Wanted) {
    this.#list = list;
    this.#wanted = wanted;
  }

  async page(request: PageRequest): Promise<Stretch<T>> {
    const page = await this.#list.read(request);
    this.total = page.total ?? this.total;
    this.ranges.push(positionsOf(request));
    return Stretch.ofPage(page, request, (item) => this.#list.idOf(item));
  }

  async #range(range: Range): Promise<Stretch<T>> {
    const [one, other] = await Promise.all(cover(range).map((request) => this.page(request)));
    if (one === undefined) throw new RangeError('No page was read.');
    return other === undefined ? one : this.merge(one, other);
  }

  /** What the query needs while nothing changes. */
  async first(): Promise<Stretch<T>> {
    const { backward, count, origin } = this.#wanted;
    if (origin.cursor !== undefined) {
      return this.#range(windowAt(recordedPosition(origin), this.#wanted, origin.cursor.total));
    }
    if (!backward) return this.page({ number: 1, size: Math.min(count + NEIGHBOURS, MAX_PAGE_SIZE) });
    const head = await this.page({ number: 1, size: MAX_PAGE_SIZE });
    if (head.atEnd) return head;
    if (this.total === undefined) {
      const message = 'This list does not tell its length: `last` needs `before` here.';
      throw new ValidationError([{ path: ['last'], code: 'unsupported', message }]);
    }
    return this.#range(windowAt(this.total, this.#wanted, this.total));
  }

  /** Joins what was read, or keeps the part that shows more of the place that the walk starts from. */
  merge(kept: Stretch<T>, fresh: Stretch<T>): Stretch<T> {
    const [left, right] = fresh.head.position < kept.head.position ? [fresh, kept] : [kept, fresh];
    const joined = left.join(right);
    if (joined !== undefined && this.#shown(joined) >= this.#shown(kept)) return joined;
    return this.#shown(fresh) > this.#shown(kept) ? fresh : kept;
  }

  /** 2: a stretch shows where the walk starts; 1: it shows a hint. */
  #shown(stretch: Stretch<T>): number {
    const { index, low, high } = place(stretch, this.#wanted.origin);
    return index !== undefined ? 2 : low !== undefined || high !== undefined ? 1 : 0;
  }

  /** No items, but the total and whether there are any, from the first item alone. */
  async peek(): Promise<Window<T>> {
    const { backward } = this.#wanted;
    const some = (await this.page({ number: 1, size: 1 })).length > 0;
    return { edges: [], hasNextPage: some && !backward, hasPreviousPage: some && backward, total: this.total };
  }

  window(stretch: Stretch<T>, { from, to, more }: Answer): Window<T> {
    const edges: WindowEdge<T>[] = [];
    for (let index = from; index < to; index++) edges.push(new Edge(stretch, index, this.#list.scope));
    const { backward } = this.#wanted;
    return {
      edges,
      hasNextPage: backward ? to < stretch.length || !stretch.atEnd : more,
      hasPreviousPage: backward ? more : from > 0 || !stretch.atStart,
      total: this.total,
    };
  }
}

class Edge<T> implements WindowEdge<T> {
  readonly node: T;
  readonly #stretch: Stretch<T>;
  readonly #index: number;
  readonly #scope: string;

  constructor(stretch: Stretch<T>, index: number, scope: string) {
    this.node = stretch.items[index] as T;
    this.#stretch = stretch;
    this.#index = index;
    this.#scope = scope;
  }

  get cursor(): string {
    return encodeCursor(this.#stretch.cursorAt(this.#index), this.#scope);
  }
}
