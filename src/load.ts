import { bulkhead } from 'cockatiel';

/** Operations at once, and those that wait for their turn. */
export interface Load {
  /** Whether one more would be too many, now. */
  isFull(): boolean;
  /** Runs the operation in its turn; it must not be full. */
  run(operation: () => Promise<void>): Promise<void>;
  state(): { running: number; queued: number };
}

/** Bounds the work that the process takes on, so that overload costs answers and not memory. */
export function createLoad({ maxRunning, maxQueued }: { maxRunning: number; maxQueued: number }): Load {
  const policy = bulkhead(maxRunning, maxQueued);
  return {
    isFull: () => policy.executionSlots === 0 && policy.queueSlots === 0,
    run: (operation) => policy.execute(operation),
    state: () => ({ running: maxRunning - policy.executionSlots, queued: maxQueued - policy.queueSlots }),
  };
}
