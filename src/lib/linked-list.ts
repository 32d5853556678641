/** A member of at most one list at a time. */
export abstract class Linked<T extends Linked<T>> {
  previous: T | undefined;
  next: T | undefined;
  list: LinkedList<T> | undefined;
}

/**
 * A list whose members leave from anywhere at no cost. Unlike a Set it keeps no trace of those that left.
 *
 * @see docs/performance.md
 */
export class LinkedList<T extends Linked<T>> implements Iterable<T> {
  first: T | undefined;
  size = 0;
  #last: T | undefined;

  /** Puts it behind all others, also where it is a member already. */
  push(member: T): void {
    if (member === this.#last) return;
    member.list?.remove(member);
    member.list = this;
    member.previous = this.#last;
    if (this.#last) this.#last.next = member;
    else this.first = member;
    this.#last = member;
    this.size++;
  }

  /** Does nothing where it is no member. */
  remove(member: T): void {
    if (member.list !== this) return;
    const { previous, next } = member;
    if (previous) previous.next = next;
    else this.first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    member.list = undefined;
    member.previous = undefined;
    member.next = undefined;
    this.size--;
  }

  /** From the first to the last; the one that was given last may be removed meanwhile. */
  *[Symbol.iterator](): Generator<T> {
    for (let member = this.first; member; ) {
      const { next } = member;
      yield member;
      member = next;
    }
  }
}
