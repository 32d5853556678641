/** Limits the operations that run at once. More of them wait in a queue. */
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
  /** Operations that may wait in the queue. More are shed. */
  readonly maxQueued: number;
}

/** Bounds the work of the process, so that it sheds overload instead of filling the memory. */
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
