import { type Bounds, UNKNOWN } from '../lists/forecast.ts';
import type { ListMemory } from '../lists/list-memory.ts';

/** One list as a plan sees it: what was learnt of it, and what the operation itself may change of that. */
export class ListOutlook {
  /** Whether the operation reads the list, so that its length may be another than learnt, or be learnt meanwhile. */
  isRead = false;
  readonly #memory: ListMemory;
  /** Whether so many reads of single items are much of what the quota has left. */
  readonly isScarce: (calls: number) => boolean;
  #length: Bounds;
  #isForgotten = false;

  constructor(memory: ListMemory, isScarce: (calls: number) => boolean) {
    const total = memory.total();
    this.#memory = memory;
    this.isScarce = isScarce;
    this.#length = total === undefined ? UNKNOWN : { least: total, most: total };
  }

  get length(): Bounds {
    return this.#length;
  }

  /** The length that a batch would go by; undefined: none is known. */
  get total(): number | undefined {
    return this.#isForgotten ? undefined : this.#memory.total();
  }

  get largest(): number {
    return this.#memory.sizes.largest;
  }

  get isDenied(): boolean {
    return this.#memory.isDenied();
  }

  isMissing(id: string): boolean {
    return !this.#isForgotten && this.#memory.isMissing(id);
  }

  /** A call may change the list: what was learnt of it is forgotten then. */
  change({ lost, added }: { readonly lost: number; readonly added: number }): void {
    const { least, most } = this.#length;
    this.#length = { least: Math.max(0, least - lost), most: most + added };
    this.#isForgotten = true;
  }
}
