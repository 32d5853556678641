import type { Socket } from 'node:net';

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
  readonly #waiting = new Set<Socket>();
  readonly #onClose: () => void;

  /** @param onClose told of each connection that is closed */
  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  /** Looks at a connection that an answer was written to. */
  watch(socket: Socket): void {
    if (socket.writableLength <= UNNOTICED || this.#waiting.has(socket)) return;
    this.#waiting.add(socket);
    const end = () => {
      this.#waiting.delete(socket);
      socket.off('drain', end).off('close', end);
    };
    socket.on('drain', end).on('close', end);
    this.#shrink();
  }

  #shrink(): void {
    let bytes = 0;
    for (const { writableLength } of this.#waiting) bytes += writableLength;
    for (const socket of this.#waiting) {
      if (bytes <= MAX_BYTES) return;
      bytes -= socket.writableLength;
      this.#waiting.delete(socket);
      socket.destroy();
      this.#onClose();
    }
  }
}
