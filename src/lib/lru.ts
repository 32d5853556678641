/**
 * A least-recently-used cache in two generations, like hashlru: it keeps at least `bound`, at most twice as much.
 *
 * When the young generation is full, the old one is dropped as a whole; an entry of the old one that is read becomes
 * young again. So a hit in the young generation writes nothing.
 *
 * @see docs/performance.md
 */
export class GenerationalLru<K, V extends object | string | number> {
  readonly #bound: number;
  readonly #weigh: (value: V) => number;
  #young = new Map<K, V>();
  #old: ReadonlyMap<K, V> | undefined;
  /** Total weight of the young generation. */
  #weight = 0;

  /**
   * @param bound the weight that is kept at least
   * @param weigh Default: each weighs 1, so that `bound` is a number of entries
   */
  constructor(bound: number, weigh: (value: V) => number = () => 1) {
    this.#bound = bound;
    this.#weigh = weigh;
  }

  get(key: K): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old?.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: K, value: V): void {
    if (this.#young.has(key)) {
      this.#young.set(key, value);
      return;
    }
    const weight = this.#weigh(value);
    if (this.#weight + weight > this.#bound) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#weight = 0;
    }
    this.#young.set(key, value);
    this.#weight += weight;
  }

  clear(): void {
    this.#young.clear();
    this.#old = undefined;
    this.#weight = 0;
  }
}
