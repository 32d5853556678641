import type { Worker } from 'node:cluster';

/**
 * Sends a message to a worker, which may have ended meanwhile. Without a callback Node would emit `error`, which ends
 * the primary.
 */
export function tellWorker(worker: Worker, message: string | object): void {
  if (worker.isConnected()) worker.send(message, () => {});
}
