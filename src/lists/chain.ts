/**
 * The beginning of a list that changes, put together from pages that share items.
 *
 * Given a fixed order, and pages that are each a slice of the list at some moment, everything that stood still from the
 * head of the list to the last item here is here, once and in order. Page 1 starts it: it begins at the head. A page
 * that shares an item x keeps it so: what stood still in front of x is here already, and what stood still from x to the
 * page's last item is on the page. It does not matter which page was read first. So the page replaces everything from x
 * on; what it holds in front of x and is not here came meanwhile.
 */
export class Chain<T> {
  readonly items: T[] = [];
  readonly #idOf: (item: T) => string;
  readonly #indexOf = new Map<string, number>();

  constructor(idOf: (item: T) => string) {
    this.#idOf = idOf;
  }

  /** Goes on with a page; false, and nothing happens, if it shares no item. The first page is always taken. */
  join(page: readonly T[]): boolean {
    const shared = page.findIndex((item) => this.#indexOf.has(this.#idOf(item)));
    if (shared < 0 && this.items.length > 0) return false;
    const next = page.slice(Math.max(0, shared));
    this.#cutAt(next[0]);
    for (const item of next) this.#add(item);
    return true;
  }

  #cutAt(item: T | undefined): void {
    const index = item === undefined ? undefined : this.#indexOf.get(this.#idOf(item));
    if (index === undefined) return;
    for (const removed of this.items.splice(index)) this.#indexOf.delete(this.#idOf(removed));
  }

  #add(item: T): void {
    const id = this.#idOf(item);
    if (this.#indexOf.has(id)) return;
    this.#indexOf.set(id, this.items.length);
    this.items.push(item);
  }
}
