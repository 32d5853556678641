import type { Connection } from './connections.ts';

/** Bytes that wait for clients which do not read, over all connections. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Bytes on one connection that are not looked at: with as many connections as there may be, no more than the above. */
const UNNOTICED = 16 * 1024;

/**
 * Bounds what waits in memory for clients that do not read their answers. Beyond, connections are closed, the one first
 * that has waited longest for its client.
 */
export class UnreadAnswers {
  /** In the order in which they began to wait. */
  readonly #waiting = new Set<Connection>();
  readonly #onClose: () => void;

  /** @param onClose told of each connection that is closed */
  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  /** Looks at a connection that answers may have been written to. */
  watch(connection: Connection): void {
    if (connection.unread <= UNNOTICED) return;
    if (!this.#waiting.has(connection)) this.#add(connection);
    this.#shrink();
  }

  #add(connection: Connection): void {
    const { socket } = connection;
    this.#waiting.add(connection);
    const end = () => {
      this.#waiting.delete(connection);
      socket.off('drain', drained).off('close', end);
    };
    const drained = () => {
      if (connection.unread <= UNNOTICED) return end();
      // The next answer waits from now on.
      this.#waiting.delete(connection);
      this.#waiting.add(connection);
    };
    socket.on('drain', drained).on('close', end);
  }

  #shrink(): void {
    let bytes = 0;
    for (const { unread } of this.#waiting) bytes += unread;
    for (const connection of this.#waiting) {
      if (bytes <= MAX_BYTES) return;
      bytes -= connection.unread;
      this.#waiting.delete(connection);
      connection.socket.destroy();
      this.#onClose();
    }
  }
}
