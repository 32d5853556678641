import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Linked, LinkedList } from '../lib/linked-list.ts';
import type { Refusal } from './request-checks.ts';

/** A request whose body is being received. */
export interface Arriving {
  readonly res: ServerResponse;
  /** Sends the refusal as its response. */
  refuse(refusal: Refusal): void;
}

/** An open connection. */
export class Connection extends Linked<Connection> {
  readonly socket: Socket;
  /** Responses that are not finished, in the order of their requests. */
  readonly responses: ServerResponse[] = [];
  /** The request that is being received: one at a time, after those that wait for their responses. */
  arriving: Arriving | undefined;
  /** Whether it has carried a request. */
  isUsed = false;

  constructor(socket: Socket) {
    super();
    this.socket = socket;
  }

  /** Bytes of responses that the client has not read, including pipelined ones that Node has not begun to send. */
  get unread(): number {
    let bytes = this.socket.writableLength;
    for (const res of this.responses) if (!res.socket) bytes += res.writableLength;
    return bytes;
  }
}

export interface ConnectionLimits {
  /** Connections at once. */
  readonly max: number;
  /** Closes an idle connection. */
  endIdle(connection: Connection): void;
  /** Ends a request whose body has not arrived; false: there is none. */
  endArriving(): boolean;
  /** Called when a connection is closed because there are too many. */
  onDrop(): void;
}

/**
 * Tracks the connections of a server, and the responses in flight on each. One connection above the limit replaces the
 * one that has been idle longest, else the request whose body has been silent longest. It is closed itself only where
 * all others are busy.
 */
export class Connections {
  readonly #open = new Map<Socket, Connection>();
  /** Longest idle first. */
  readonly #idle = new LinkedList<Connection>();
  readonly #limits: ConnectionLimits;
  /** One listener for all responses, so that none needs a closure of its own. */
  readonly #finished: (this: ServerResponse) => void;

  constructor(limits: ConnectionLimits) {
    this.#limits = limits;
    const finish = (res: ServerResponse) => this.#finish(res);
    this.#finished = function finished() {
      finish(this);
    };
  }

  /** The connection of a socket; undefined: it is closed, or about to be. */
  of(socket: Socket): Connection | undefined {
    return this.#open.get(socket);
  }

  /** Registers a request. */
  begin({ socket }: IncomingMessage, res: ServerResponse): Connection | undefined {
    const connection = this.#open.get(socket);
    if (!connection) return undefined;
    this.#idle.remove(connection);
    connection.isUsed = true;
    connection.responses.push(res);
    res.on('close', this.#finished);
    return connection;
  }

  /** Connections with responses in flight. */
  *atWork(): Generator<Connection> {
    for (const connection of this.#open.values()) if (connection.responses.length > 0) yield connection;
  }

  /** Resolves when all requests that have been received by now have their responses. */
  async settled(): Promise<void> {
    const arrived = [...this.#open.values()].flatMap(({ responses, arriving }) =>
      responses.filter((res) => res !== arriving?.res),
    );
    await Promise.all(arrived.map((res) => new Promise((done) => res.once('close', done))));
  }

  /** Registers a new connection, or closes it where there are too many. */
  accept(socket: Socket): void {
    if (this.#open.size >= this.#limits.max) {
      this.#limits.onDrop();
      if (!this.#makeRoom()) {
        socket.destroy();
        return;
      }
    }
    const connection = new Connection(socket);
    this.#open.set(socket, connection);
    this.#idle.push(connection);
    socket.once('close', () => {
      this.#forget(connection);
      // Node emits 'close' on the current response, but not always on pipelined ones, such as after a pipelined
      // CONNECT.
      for (const res of [...connection.responses]) if (!res.socket) res.emit('close');
    });
  }

  #makeRoom(): boolean {
    const idle = this.#idle.first;
    if (!idle) return this.#limits.endArriving();
    this.#forget(idle);
    this.#limits.endIdle(idle);
    return true;
  }

  #forget(connection: Connection): void {
    this.#open.delete(connection.socket);
    this.#idle.remove(connection);
  }

  #finish(res: ServerResponse): void {
    const connection = this.#open.get(res.req.socket);
    const at = connection?.responses.indexOf(res) ?? -1;
    if (at < 0) return;
    connection!.responses.splice(at, 1);
    if (connection!.responses.length === 0) this.#idle.push(connection!);
  }
}
