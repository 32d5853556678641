import { NEIGHBOURS } from './cursor.ts';
import { WindowRequestError } from './errors.ts';
import { locate } from './locate.ts';
import { overlappingPages, positionsOf, type Range } from './overlapping-pages.ts';
import { MAX_PAGE_SIZE, type PagedList, type PageRequest } from './pages.ts';
import { type Seen, windowAt } from './search.ts';
import { Segment } from './segment.ts';
import { recordedPosition, type Wanted } from './window-request.ts';

/** How often a window is planned, where pages turn out smaller than those that it was planned with. */
const MAX_PLANS = 3;

/** The calls for one window, and what they have shown. */
export class Reader<T> implements Seen {
  ranges: [Range, ...Range[]] = [{ from: 0, to: 0 }];
  total: number | undefined;
  readonly #list: PagedList<T>;
  readonly #wanted: Wanted;
  #plans = 0;
  /** The largest page that the latest plan could use. */
  #planned = MAX_PAGE_SIZE;

  constructor(list: PagedList<T>, wanted: Wanted) {
    this.#list = list;
    this.#wanted = wanted;
  }

  async #read(request: PageRequest): Promise<Segment<T>> {
    const page = await this.#list.read(request);
    this.total = page.total ?? this.total;
    return Segment.ofPage(page, (item) => this.#list.idOf(item));
  }

  get largest(): number {
    return this.#list.largest();
  }

  /** Whether pages turned out smaller than those that were planned with, and {@link first} may plan again. */
  get isCut(): boolean {
    return this.largest < this.#planned && this.#plans < MAX_PLANS;
  }

  async #plan(pages: readonly PageRequest[]): Promise<Segment<T>> {
    const held = pages.map(positionsOf);
    this.ranges = [{ from: held[0]?.from ?? 0, to: held.at(-1)?.to ?? 0 }];
    const segments = await Promise.all(pages.map((page) => this.#read(page)));
    return segments.reduce((one, other) => this.merge(one, other));
  }

  /** One more page. */
  page(request: PageRequest): Promise<Segment<T>> {
    this.ranges.push(positionsOf(request));
    return this.#read(request);
  }

  /** What the query needs while nothing changes. */
  async first(): Promise<Segment<T>> {
    this.#plans++;
    this.#planned = this.largest;
    const { backward, count, origin, beyond } = this.#wanted;
    if (origin.cursor !== undefined) return this.#around(recordedPosition(origin), origin.cursor.total);
    if (!backward) {
      // One of 100 mostly does even where the item beyond them does not fit.
      if (this.largest < Math.min(count + beyond, MAX_PAGE_SIZE)) return this.#around(0, this.total);
      return this.#plan([{ number: 1, size: Math.min(count + beyond * NEIGHBOURS, this.largest) }]);
    }
    const head = await this.#plan([{ number: 1, size: this.largest }]);
    if (head.atEnd) return head;
    if (this.total === undefined) {
      const message = 'This list does not tell its length: `last` needs `before` here.';
      throw new WindowRequestError([{ path: ['last'], code: 'unsupported', message }]);
    }
    this.#planned = this.largest;
    return this.#around(this.total, this.total);
  }

  /** The pages around a walk that starts in front of `position`. */
  #around(position: number, total: number | undefined): Promise<Segment<T>> {
    return this.#plan(overlappingPages(windowAt(position, this.#wanted, total), this.largest));
  }

  /** Joins what was read, or keeps the part that shows more of the place that the walk starts from. */
  merge(kept: Segment<T>, fresh: Segment<T>): Segment<T> {
    const [left, right] = fresh.head.position < kept.head.position ? [fresh, kept] : [kept, fresh];
    const joined = left.join(right);
    if (joined !== undefined && this.#shown(joined) >= this.#shown(kept)) return joined;
    return this.#shown(fresh) > this.#shown(kept) ? fresh : kept;
  }

  /** 2: a segment shows where the walk starts; 1: it shows a hint. */
  #shown(segment: Segment<T>): number {
    const { index, low, high } = locate(segment, this.#wanted.origin);
    return index !== undefined ? 2 : low !== undefined || high !== undefined ? 1 : 0;
  }
}
