import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import { type Carrier, Exchange } from './dispatch.ts';

/** An exchange that was aborted sooner than this says nothing about its connection, milliseconds. */
const MIN_SILENCE = 1_000;
/** Connections opened within this time of each other may have died together, milliseconds. */
const SAME_AGE = 1_000;

/** Establishes a connection, as undici's connectors do. */
type Connect = (
  options: object,
  callback: (...args: [error: null, socket: Socket] | [error: Error, socket: null]) => void,
) => unknown;

/**
 * The connections of a dispatcher. TCP does not report when a connection goes silent, so an exchange might wait for
 * ever. A connection that was used before, and brings nothing for some time, is suspect, unless others as old still
 * bring responses. Then it closes idle ones that have brought nothing since, and notifies the exchange.
 */
export class Connections {
  readonly #patience: number;
  readonly #open = new Set<Connection>();
  #timer: NodeJS.Timeout | undefined;

  /** @param patience milliseconds without a response that make a connection suspect */
  constructor(patience: number) {
    this.#patience = patience;
  }

  /** A factory for undici's `Pool`: a client that has one connection at a time. */
  readonly create = (origin: URL, options: object): Client => new Connection(origin, options, this);

  opened(connection: Connection): void {
    this.#open.add(connection);
    // Responses that arrived while the process was busy are read before the check.
    this.#timer ??= setInterval(() => setImmediate(() => this.#lookAround()), this.#patience / 5).unref();
  }

  closed(connection: Connection): void {
    this.#open.delete(connection);
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #lookAround(): void {
    for (const connection of this.#open) if (this.suspect(connection, this.#patience)) connection.tellSilence();
  }

  /**
   * Closes connections that may have died with this one, if this one is suspect, and then returns true.
   *
   * @param silence milliseconds without a response
   */
  suspect(connection: Connection, silence = MIN_SILENCE): boolean {
    const sentAt = connection.silentSince;
    if (sentAt === undefined || Date.now() - sentAt < silence || this.#isAlive(connection, sentAt)) return false;
    for (const other of this.#open) other.closeIfIdle(sentAt);
    return true;
  }

  /** Whether a connection at least as old brought a response after that time. */
  #isAlive({ openedAt }: Connection, time: number): boolean {
    for (const other of this.#open) {
      if (other.heardAt > time && other.openedAt <= openedAt + SAME_AGE) return true;
    }
    return false;
  }
}

/** A client of undici's that records when its connection brought something. All times are as `Date.now()`. */
class Connection extends Client implements Carrier {
  openedAt = 0;
  /** When the last response came, or it was opened. */
  heardAt = 0;
  readonly #owner: Connections;
  #socket: Socket | undefined;
  #exchanges = 0;
  #current: Exchange | undefined;

  constructor(origin: URL, options: object, owner: Connections) {
    const { connect } = options as { connect: Connect };
    let opened = (_socket: Socket): void => {};
    const tracked: Connect = (target, callback) =>
      connect(target, (...args) => {
        if (args[1]) opened(args[1]);
        callback(...args);
      });
    super(origin, { ...options, connect: tracked as never });
    this.#owner = owner;
    opened = (socket) => this.#opened(socket);
  }

  /** Since when its exchange has brought nothing; undefined: it has no exchange, is new, or brought something. */
  get silentSince(): number | undefined {
    const sentAt = this.#current?.leftAt;
    return sentAt !== undefined && this.#exchanges > 1 && this.heardAt <= sentAt ? sentAt : undefined;
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    if (handler instanceof Exchange) handler.carrier = this;
    return super.dispatch(options, handler);
  }

  began(exchange: Exchange): void {
    this.#exchanges++;
    this.#current = exchange;
  }

  heard(): void {
    this.heardAt = Date.now();
  }

  ended(): void {
    this.#current = undefined;
  }

  gaveUp(): void {
    this.#owner.suspect(this);
  }

  tellSilence(): void {
    const exchange = this.#current;
    const tell = exchange?.onSilence;
    if (!exchange || !tell) return;
    exchange.onSilence = undefined;
    tell();
  }

  /** Closes it if it has brought nothing since that time: the next request goes over a new connection. */
  closeIfIdle(since: number): void {
    if (this.stats.size === 0 && this.heardAt < since) this.#socket?.destroy();
  }

  #opened(socket: Socket): void {
    this.#socket = socket;
    this.#exchanges = 0;
    this.openedAt = Date.now();
    this.heardAt = this.openedAt;
    this.#owner.opened(this);
    socket.once('close', () => {
      if (this.#socket !== socket) return;
      this.#socket = undefined;
      this.#current = undefined;
      this.#owner.closed(this);
    });
  }
}
