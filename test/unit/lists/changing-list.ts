import { pageOf, type ReadPage } from '../../../src/lists/pages.ts';

export interface Item {
  readonly id: string;
  readonly owner: string;
}

/** What happens to a list before one of its pages is read: numbers that choose the places, of 0 to below 1. */
export interface Changes {
  readonly inserts: readonly number[];
  readonly deletes: readonly number[];
}

/**
 * A list in a fixed order that changes before each read. Reads that are made at once are answered one after another,
 * lowest number of `order` first. Counts its reads, and the rounds of reads made at once.
 */
export class ChangingList {
  reads = 0;
  rounds = 0;
  hasMeta = true;
  items: Item[];
  readonly #stood: Set<Item>;
  readonly #changes: Iterator<Changes>;
  readonly #order: Iterator<number>;
  readonly #waiting: (() => void)[] = [];
  #made = 0;

  constructor(length: number, changes: Iterable<Changes> = [], order: Iterable<number> = []) {
    this.items = Array.from({ length }, (_, index) => newItem(`own-${index}`, index));
    this.#stood = new Set(this.items);
    this.#changes = changes[Symbol.iterator]();
    this.#order = order[Symbol.iterator]();
  }

  /** The items that were there from the first read to the last. */
  get stood(): Item[] {
    return this.items.filter((item) => this.#stood.has(item));
  }

  idOf = (item: Item) => item.id;

  readPage: ReadPage<Item> = async (request) => {
    const { number, size } = request;
    await this.#turn();
    this.reads += 1;
    this.#change();
    const items = this.items.slice((number - 1) * size, number * size);
    return pageOf(items, request, this.hasMeta ? this.items.length : undefined);
  };

  /** Waits until all reads made at once have arrived and all before this one are answered. */
  async #turn(): Promise<void> {
    await new Promise<void>((resolve) => {
      if (this.#waiting.length === 0) setImmediate(() => this.#answer());
      this.#waiting.push(resolve);
    });
  }

  #answer(): void {
    this.rounds += 1;
    const waiting = this.#waiting.splice(0).map((resolve) => ({ resolve, order: this.#order.next().value ?? 0 }));
    for (const { resolve } of waiting.sort((a, b) => a.order - b.order)) resolve();
  }

  #change(): void {
    const { inserts, deletes } = this.#changes.next().value ?? { inserts: [], deletes: [] };
    for (const place of deletes) this.items.splice(Math.floor(place * this.items.length), 1);
    for (const place of inserts) {
      this.#made += 1;
      this.items.splice(Math.floor(place * (this.items.length + 1)), 0, newItem(`new-${this.#made}`, this.#made));
    }
  }
}

function newItem(id: string, index: number): Item {
  return { id, owner: `owner-${index % 3}` };
}
