import type { ServerResponse } from 'node:http';
import { Linked, LinkedList } from '../lib/linked-list.ts';
import type { Arriving, Connection } from './connections.ts';
import type { Refusal } from './request-checks.ts';

/** Bodies that are being received, least recently active first. */
export class ArrivingBodies extends LinkedList<ArrivingBody> {
  /** Bytes received for all of them together. */
  held = 0;
}

/** The body of a request, as far as it has been received. */
export class ArrivingBody extends Linked<ArrivingBody> implements Arriving {
  readonly res: ServerResponse;
  /** The tick after which it has timed out. */
  readonly end: number;
  length = 0;
  readonly #connection: Connection;
  readonly #onRefused: (refusal: Refusal) => void;
  #bytes: Buffer = EMPTY;

  constructor(res: ServerResponse, connection: Connection, end: number, onRefused: (refusal: Refusal) => void) {
    super();
    this.res = res;
    this.end = end;
    this.#connection = connection;
    this.#onRefused = onRefused;
    connection.arriving = this;
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  /** Keeps a single chunk as it is, and copies more into one buffer: tiny chunks take many times their size. */
  append(chunk: Buffer): void {
    const length = this.length + chunk.length;
    if (this.length === 0) {
      this.#bytes = chunk;
    } else {
      if (length > this.#bytes.length) {
        const grown = Buffer.allocUnsafe(2 * length);
        this.#bytes.copy(grown, 0, 0, this.length);
        this.#bytes = grown;
      }
      chunk.copy(this.#bytes, this.length);
    }
    this.length = length;
    const bodies = this.list as ArrivingBodies;
    bodies.held += chunk.length;
    bodies.push(this);
  }

  /** Refuses the request, if its body is still awaited. */
  refuse(refusal: Refusal): void {
    if (this.leave()) this.#onRefused(refusal);
  }

  /** Stops waiting for the body. False: it was not awaited any more. */
  leave(): boolean {
    const bodies = this.list as ArrivingBodies | undefined;
    if (bodies === undefined) return false;
    bodies.remove(this);
    bodies.held -= this.length;
    // While this body is decoded, the next one may be arriving.
    if (this.#connection.arriving === this) this.#connection.arriving = undefined;
    return true;
  }
}

const EMPTY = Buffer.alloc(0);
