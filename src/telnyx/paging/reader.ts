import { ValidationError } from '../errors.ts';
import { MAX_PAGE_SIZE, type PageRequest } from '../pages.ts';
import type { Wanted } from './arguments.ts';
import { cover, positionsOf, type Range } from './cover.ts';
import { NEIGHBOURS } from './cursor.ts';
import { place } from './place.ts';
import { recordedPosition, type Seen, windowAt } from './search.ts';
import { Stretch } from './stretch.ts';
import type { PagedList } from './window.ts';

/** The calls for one window, and what they have shown. */
export class Reader<T> implements Seen {
  ranges: [Range, ...Range[]] = [{ from: 0, to: 0 }];
  total: number | undefined;
  readonly #list: PagedList<T>;
  readonly #wanted: Wanted;

  constructor(list: PagedList<T>, wanted: Wanted) {
    this.#list = list;
    this.#wanted = wanted;
  }

  async #read(request: PageRequest): Promise<Stretch<T>> {
    const page = await this.#list.read(request);
    this.total = page.total ?? this.total;
    return Stretch.ofPage(page, request, (item) => this.#list.idOf(item));
  }

  async #plan(pages: readonly PageRequest[]): Promise<Stretch<T>> {
    const held = pages.map(positionsOf);
    this.ranges = [{ from: held[0]?.from ?? 0, to: held.at(-1)?.to ?? 0 }];
    const stretches = await Promise.all(pages.map((page) => this.#read(page)));
    return stretches.reduce((one, other) => this.merge(one, other));
  }

  /** One more page. */
  page(request: PageRequest): Promise<Stretch<T>> {
    this.ranges.push(positionsOf(request));
    return this.#read(request);
  }

  /** What the query needs while nothing changes. */
  async first(): Promise<Stretch<T>> {
    const { backward, count, origin, beyond } = this.#wanted;
    if (origin.cursor !== undefined) {
      return this.#plan(cover(windowAt(recordedPosition(origin), this.#wanted, origin.cursor.total)));
    }
    const around = beyond * NEIGHBOURS;
    if (!backward) return this.#plan([{ number: 1, size: Math.min(count + around, MAX_PAGE_SIZE) }]);
    const head = await this.#plan([{ number: 1, size: MAX_PAGE_SIZE }]);
    if (head.atEnd) return head;
    if (this.total === undefined) {
      const message = 'This list does not tell its length: `last` needs `before` here.';
      throw new ValidationError([{ path: ['last'], code: 'unsupported', message }]);
    }
    return this.#plan(cover(windowAt(this.total, this.#wanted, this.total)));
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
}
