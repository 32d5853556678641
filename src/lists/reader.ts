import { NEIGHBOURS } from './cursor.ts';
import { WindowRequestError } from './errors.ts';
import { locate } from './locate.ts';
import { overlappingPages, positionsOf, type Range } from './overlapping-pages.ts';
import { MAX_PAGE_SIZE, type PagedList, type PageRequest } from './pages.ts';
import { type Seen, windowAt } from './search.ts';
import { Segment } from './segment.ts';
import { recordedPosition, type Wanted } from './window-request.ts';

/** How often one window is planned at the most. It is planned again when pages turn out smaller than planned. */
const MAX_PLANS = 3;

/** Makes the calls for one window, and keeps what they have shown. */
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

  /** Whether pages turned out smaller than planned, and {@link first} may plan again. */
  get isCut(): boolean {
    return this.largest < this.#planned && this.#plans < MAX_PLANS;
  }

  async #plan(pages: readonly PageRequest[]): Promise<Segment<T>> {
    const held = pages.map(positionsOf);
    this.ranges = [{ from: held[0]?.from ?? 0, to: held.at(-1)?.to ?? 0 }];
    const segments = await Promise.all(pages.map((page) => this.#read(page)));
    return segments.reduce((one, other) => this.merge(one, other));
  }

  /** Reads one more page. */
  page(request: PageRequest): Promise<Segment<T>> {
    this.ranges.push(positionsOf(request));
    return this.#read(request);
  }

  /** Reads the pages that the window needs if nothing changes. */
  async first(): Promise<Segment<T>> {
    this.#plans++;
    this.#planned = this.largest;
    const { backward, count, origin, beyond } = this.#wanted;
    if (origin.cursor !== undefined) return this.#around(recordedPosition(origin), origin.cursor.total);
    if (!backward) {
      // A page of 100 is mostly enough even if the item beyond them does not fit.
      if (this.largest < Math.min(count + beyond, MAX_PAGE_SIZE)) return this.#around(0, this.total);
      return this.#plan([{ number: 1, size: Math.min(count + beyond * NEIGHBOURS, this.largest) }]);
    }
    const head = await this.#plan([{ number: 1, size: this.largest }]);
    if (head.atEnd) return head;
    if (this.total === undefined) {
      const message = 'The list does not report its length, so `last` needs `before`.';
      throw new WindowRequestError([{ path: ['last'], code: 'unsupported', message }]);
    }
    this.#planned = this.largest;
    return this.#around(this.total, this.total);
  }

  /** Reads the pages around a walk that starts before `position`. */
  #around(position: number, total: number | undefined): Promise<Segment<T>> {
    return this.#plan(overlappingPages(windowAt(position, this.#wanted, total), this.largest));
  }

  /** Joins two segments, or keeps the one that shows more of the place where the walk starts. */
  merge(kept: Segment<T>, fresh: Segment<T>): Segment<T> {
    const [left, right] = fresh.head.position < kept.head.position ? [fresh, kept] : [kept, fresh];
    const joined = left.join(right);
    if (joined !== undefined && this.#shown(joined) >= this.#shown(kept)) return joined;
    return this.#shown(fresh) > this.#shown(kept) ? fresh : kept;
  }

  /** What a segment shows of the place where the walk starts. 2: the place; 1: bounds of it; 0: nothing. */
  #shown(segment: Segment<T>): number {
    const { index, low, high } = locate(segment, this.#wanted.origin);
    return index !== undefined ? 2 : low !== undefined || high !== undefined ? 1 : 0;
  }
}
