/** Limits the operations that run at once; more of them wait in a queue. */
export interface ConcurrencyLimit {
  /** Whether neither a slot nor a place in the queue is free. */
  isFull(): boolean;
  /**
   * Runs an operation, which must not reject, as soon as a slot is free: first in, first out. Call it only if not full.
   */
  run(operation: Operation): void;
  state(): { running: number; queued: number };
}

type Operation = () => Promise<void>;

export interface ConcurrencyLimitOptions {
  /** Operations at once. */
  readonly maxRunning: number;
  /** Operations that may wait for their turn; what comes beyond is refused. */
  readonly maxQueued: number;
}

/** Bounds the work that the process takes on, so that overload is shed and does not fill the memory. */
export function createConcurrencyLimit({ maxRunning, maxQueued }: ConcurrencyLimitOptions): ConcurrencyLimit {
  let running = 0;
  const queue: Operation[] = [];
  const begin = (operation: Operation) => void operation().then(release);
  const release = () => {
    const next = queue.shift();
    if (next) begin(next);
    else running--;
  };
  return {
    isFull: () => running >= maxRunning && queue.length >= maxQueued,
    run(operation) {
      if (running >= maxRunning) {
        queue.push(operation);
        return;
      }
      running++;
      begin(operation);
    },
    state: () => ({ running, queued: queue.length }),
  };
}
