import { BulkheadRejectedError, bulkhead } from 'cockatiel';

/** Operations at once, and those that wait for their turn. */
export interface Load {
  /** Runs the operation in its turn. Answers `refused` at once where too many wait already. */
  run(operation: () => Promise<void>): Promise<'refused' | undefined>;
  state(): { running: number; queued: number };
}

/** Bounds the work that the process takes on, so that overload costs answers and not memory. */
export function createLoad({ maxRunning, maxQueued }: { maxRunning: number; maxQueued: number }): Load {
  const policy = bulkhead(maxRunning, maxQueued);
  return {
    async run(operation) {
      try {
        await policy.execute(operation);
        return undefined;
      } catch (error) {
        if (error instanceof BulkheadRejectedError) return 'refused';
        throw error;
      }
    },
    state: () => ({ running: maxRunning - policy.executionSlots, queued: maxQueued - policy.queueSlots }),
  };
}
