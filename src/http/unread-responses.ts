import type { Connection } from './connections.ts';

/** Maximum of unread bytes on all connections. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Unread bytes of one connection that are ignored. On all connections together they come to no more than the above. */
const UNNOTICED = 16 * 1024;

/**
 * Bounds the memory that unread responses take. Above the bound it closes connections, first the one whose client has
 * not read for the longest time.
 */
export class UnreadResponses {
  /** Longest unread first. */
  readonly #waiting = new Set<Connection>();
  readonly #onClose: () => void;

  /** @param onClose called for each connection that is closed */
  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  /** Checks a connection that responses may have been written to. */
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
      // The client has read one response: the next one counts from now.
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
