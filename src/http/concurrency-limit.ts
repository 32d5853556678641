/** Operations at once, and those that wait for their turn. */
export interface Load {
  /** Whether one more would be too many, now. */
  isFull(): boolean;
  /** Begins the operation, which does not reject, at once or in its turn: first come, first served. It must not be full. */
  run(operation: Operation): void;
  state(): { running: number; queued: number };
}

type Operation = () => Promise<void>;

export interface LoadOptions {
  /** Operations at once. */
  readonly maxRunning: number;
  /** Operations that may wait for their turn; what comes beyond is refused. */
  readonly maxQueued: number;
}

/** Bounds the work that the process takes on, so that overload costs answers and not memory. */
export function createLoad({ maxRunning, maxQueued }: LoadOptions): Load {
  let running = 0;
  const queue: Operation[] = [];
  const begin = (operation: Operation) => void operation().then(giveBack);
  const giveBack = () => {
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
