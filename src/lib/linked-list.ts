/** A member of at most one list at a time. */
export abstract class Linked<T extends Linked<T>> {
  previous: T | undefined;
  next: T | undefined;
  list: LinkedList<T> | undefined;
}

/**
 * A doubly linked list: any member is removed in constant time. Unlike a Set it keeps no reference to removed members.
 *
 * @see docs/performance.md
 */
export class LinkedList<T extends Linked<T>> implements Iterable<T> {
  first: T | undefined;
  size = 0;
  #last: T | undefined;

  /** Adds a member at the end, or moves it there. */
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

  /** Removes a member. Does nothing if it is not in the list. */
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

  /** Iterates from the first to the last; the member returned last may be removed meanwhile. */
  *[Symbol.iterator](): Generator<T> {
    for (let member = this.first; member; ) {
      const { next } = member;
      yield member;
      member = next;
    }
  }
}
