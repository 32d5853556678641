import { type Page, type PagedList, type PageRequest, pageOf } from '../../../src/lists/pages.ts';
import { type Item, sliceOf } from './lists.ts';

/** A number from 0 to below 1. */
export type Random = () => number;

/** Random numbers that a seed repeats (mulberry32). */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from 0 to `most`. */
export const upTo = (next: Random, most: number): number => Math.floor(next() * (most + 1));

/** A list that changes while it is read. Its order is fixed: items come, anywhere, and go, but never move. */
export class Upstream implements PagedList<Item> {
  readonly scope = 'upstream';
  readonly all: Item[];
  readonly next: Random;
  calls = 0;
  /** Happens before each call is answered: between the two calls of one page, too. */
  onCall: (upstream: Upstream) => void = () => undefined;
  /** Whether answers tell the length: all do, those with items do (as where a page past the end is a 404), none do. */
  totals: 'always' | 'with items' | 'never' = 'always';
  #made = 0;

  constructor(length: number, next: Random) {
    this.next = next;
    this.all = Array.from({ length }, () => this.#make());
  }

  #make(): Item {
    return { id: `id-${(this.#made++).toString(36)}` };
  }

  idOf({ id }: Item): string {
    return id;
  }

  readonly largest = () => 100;

  /** Calls that are made at once are answered in any order. */
  readonly read = async (request: PageRequest): Promise<Page<Item>> => {
    this.calls++;
    for (let turns = upTo(this.next, 3); turns > 0; turns--) await undefined;
    this.onCall(this);
    const items = sliceOf(this.all, request);
    const told = this.totals === 'always' || (this.totals === 'with items' && items.length > 0);
    return pageOf(items, request, told ? this.all.length : undefined);
  };

  insert(index: number, count = 1): void {
    this.all.splice(index, 0, ...Array.from({ length: count }, () => this.#make()));
  }

  remove(ids: ReadonlySet<string>): void {
    const kept = this.all.filter(({ id }) => !ids.has(id));
    this.all.splice(0, this.all.length, ...kept);
  }

  /** Any index of the list. */
  anywhere(): number {
    return upTo(this.next, this.all.length - 1);
  }
}
