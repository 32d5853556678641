import { getHeapStatistics, promiseHooks } from 'node:v8';

/** What a process did so far. */
export interface Reading {
  /** By JavaScript, on the heap. */
  readonly allocatedBytes: number;
  /** Since they were last asked to be counted. */
  readonly promises: number;
}

/**
 * Loaded into the gateway before its own code: tells what it did so far, by IPC. Promises are counted from the message
 * `promises` to the next one that it answers, as counting them allocates.
 */
let promises = 0;
let stop: (() => void) | undefined;

process.on('message', (message) => {
  if (message === 'promises') {
    promises = 0;
    stop = promiseHooks.onInit(() => {
      promises += 1;
    }) as () => void;
  } else {
    stop?.();
    stop = undefined;
  }
  const { total_allocated_bytes } = getHeapStatistics() as unknown as { total_allocated_bytes: number };
  process.send!({ allocatedBytes: total_allocated_bytes, promises } satisfies Reading);
});
