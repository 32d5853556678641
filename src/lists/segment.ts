import { type Cursor, fingerprint, NEAREST } from './cursor.ts';
import type { Page } from './pages.ts';

/** A place between two items, by the numbering of one response. */
export interface Spot {
  /** Items before it. */
  readonly position: number;
  /** Length of the whole list in the same response; undefined: not reported. */
  readonly total: number | undefined;
}

interface SegmentParts<T> {
  readonly items: readonly T[];
  readonly head: Spot;
  readonly tail: Spot;
  readonly atStart: boolean;
  readonly atEnd: boolean;
}

/**
 * A part of a list without gaps: every item that stayed in the list and lies between its first and its last item is in
 * it. A page is a segment. Two segments that share an item make a longer one, even if the list changed between them.
 */
export class Segment<T> {
  readonly items: readonly T[];
  /** Before the first item, and after the last one, each by the response that held it. */
  readonly head: Spot;
  readonly tail: Spot;
  /** Nothing lies before the first item. */
  readonly atStart: boolean;
  /** Nothing lies after the last item. */
  readonly atEnd: boolean;
  readonly #idOf: (item: T) => string;
  readonly #fingerprints: number[] = [];
  #indices: Map<number, number> | undefined;

  private constructor(parts: SegmentParts<T>, idOf: (item: T) => string) {
    this.items = parts.items;
    this.head = parts.head;
    this.tail = parts.tail;
    this.atStart = parts.atStart;
    this.atEnd = parts.atEnd;
    this.#idOf = idOf;
  }

  /** The segment that one page shows. A page past the end shows nothing but that the end lies before it. */
  static ofPage<T>({ items, from, total, end }: Page<T>, idOf: (item: T) => string): Segment<T> {
    const to = from + items.length;
    const atEnd = end === 'here' && (items.length > 0 || from === 0);
    const [head, tail] = [
      { position: from, total },
      { position: to, total },
    ];
    return new Segment({ items, head, tail, atStart: from === 0, atEnd }, idOf);
  }

  /**
   * This segment up to the first item of the next one that it shares, and the next one from there on. Undefined if they
   * share none.
   *
   * Given a fixed order, the result has no gaps. Let x be that item: of the items that stayed in the list, those before
   * x are in this segment, and those from x on are in the next one. It does not matter which was read first. Items that
   * only the next one holds before x are new.
   */
  join(next: Segment<T>): Segment<T> | undefined {
    const there = new Map(next.items.map((item, index) => [this.#idOf(item), index]));
    let [here, shared] = [-1, next.length];
    // Shared items are near the end of this segment, so the loop is short.
    for (let index = this.length - 1; index >= 0 && shared > 0; index--) {
      const found = there.get(this.idAt(index)) ?? shared;
      if (found < shared) [here, shared] = [index, found];
    }
    if (here < 0) return undefined;
    return new Segment(
      {
        items: [...this.items.slice(0, here), ...next.items.slice(shared)],
        head: this.head,
        tail: next.tail,
        atStart: this.atStart,
        atEnd: next.atEnd,
      },
      this.#idOf,
    );
  }

  get length(): number {
    return this.items.length;
  }

  idAt(index: number): string {
    return this.#idOf(this.items[index] as T);
  }

  /** Index of the item with this id, or -1. */
  indexOf(id: string): number {
    return this.items.findIndex((item) => this.#idOf(item) === id);
  }

  /** Index of the item with this fingerprint. */
  indexOfFingerprint(value: number): number | undefined {
    this.#indices ??= new Map(this.items.map((_, index) => [this.fingerprintAt(index), index]));
    return this.#indices.get(value);
  }

  fingerprintAt(index: number): number {
    this.#fingerprints[index] ??= fingerprint(this.idAt(index));
    return this.#fingerprints[index];
  }

  /** The place before the item at an index, counted from the nearer end of the segment. */
  spotAt(index: number): Spot {
    const { head, tail, length } = this;
    return index * 2 < length
      ? { ...head, position: head.position + index }
      : { ...tail, position: Math.max(0, tail.position - (length - index)) };
  }

  /** The cursor of the item at an index. */
  cursorAt(index: number): Cursor {
    const [first, last] = [Math.max(0, index - NEAREST), Math.min(this.length - 1, index + NEAREST)];
    const predecessors: number[] = [];
    for (let at = index - 1; at >= first; at--) predecessors.push(this.fingerprintAt(at));
    if (first > 0) predecessors.push(this.fingerprintAt(0));
    const successors: number[] = [];
    for (let at = index + 1; at <= last; at++) successors.push(this.fingerprintAt(at));
    if (last < this.length - 1) successors.push(this.fingerprintAt(this.length - 1));
    return {
      id: this.idAt(index),
      ...this.spotAt(index),
      predecessors,
      successors,
      fromStart: this.atStart && first === 0,
      toEnd: this.atEnd && last === this.length - 1,
    };
  }
}
