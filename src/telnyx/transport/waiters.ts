/** An element of the queue of a bucket. */
export interface Queued {
  /** Goes before all others: revocations and deletions must not wait for reads. */
  readonly urgent: boolean;
  /** Callers who share a credential take turns by it. Undefined: all that have none take turns as one. */
  readonly subject: string | undefined;
  /** The round of turns that it belongs to; given by the queue. */
  round: number;
}

/**
 * The calls that wait for a place: the urgent ones first, and among equals one of each subject in turn, so that a
 * caller with many calls cannot starve the others. Calls of one subject keep their order.
 */
export class Waiters<W extends Queued> implements Iterable<W> {
  readonly #queue: W[] = [];
  #urgent = 0;
  /** The round of the last one that went, by lane. */
  readonly #rounds = { urgent: 0, normal: 0 };

  get size(): number {
    return this.#queue.length;
  }

  /** How many of them are urgent: these are the first ones. */
  get urgent(): number {
    return this.#urgent;
  }

  get first(): W | undefined {
    return this.#queue[0];
  }

  [Symbol.iterator](): Iterator<W> {
    return this.#queue[Symbol.iterator]();
  }

  /** How many would go before one that came now. */
  positionOf(waiter: Pick<Queued, 'urgent' | 'subject'>): number {
    return this.#placeOf(waiter, this.#roundOf(waiter));
  }

  /** Returns its position. */
  insert(waiter: W): number {
    waiter.round = this.#roundOf(waiter);
    const position = this.#placeOf(waiter, waiter.round);
    this.#queue.splice(position, 0, waiter);
    if (waiter.urgent) this.#urgent++;
    return position;
  }

  /** Takes out the one at this position. */
  removeAt(position: number): W {
    const [waiter] = this.#queue.splice(position, 1) as [W];
    if (waiter.urgent) this.#urgent--;
    return waiter;
  }

  remove(waiter: W): boolean {
    const position = this.#queue.indexOf(waiter);
    if (position >= 0) this.removeAt(position);
    return position >= 0;
  }

  /** Takes out the first one, whose turn it is. */
  shift(): W {
    const waiter = this.removeAt(0);
    this.#rounds[waiter.urgent ? 'urgent' : 'normal'] = waiter.round;
    return waiter;
  }

  /** The round after the last one in which its subject waits; without one, the round that runs. */
  #roundOf({ urgent, subject }: Pick<Queued, 'urgent' | 'subject'>): number {
    const [from, to] = urgent ? [0, this.#urgent] : [this.#urgent, this.#queue.length];
    for (let position = to - 1; position >= from; position--) {
      const other = this.#queue[position]!;
      if (other.subject === subject) return other.round + 1;
    }
    return this.#rounds[urgent ? 'urgent' : 'normal'] + 1;
  }

  #placeOf({ urgent }: Pick<Queued, 'urgent'>, round: number): number {
    const [from, to] = urgent ? [0, this.#urgent] : [this.#urgent, this.#queue.length];
    let position = to;
    while (position > from && this.#queue[position - 1]!.round > round) position--;
    return position;
  }
}
