import { Session } from 'node:inspector';
import { getHeapStatistics, promiseHooks } from 'node:v8';

/** What a process did so far. */
export interface Reading {
  /** By JavaScript, on the heap. */
  readonly allocatedBytes: number;
  /** Since they were last asked to be counted. */
  readonly promises: number;
}

/** On average: how far the count of bytes may be off. */
const SAMPLED_BYTES = 1_024;

/**
 * Loaded into the gateway before its own code: tells what it did so far, by IPC. Promises are counted from the message
 * `promises` to the next one that it answers, as counting them allocates.
 */
let promises = 0;
const session = new Session();
let stop: (() => void) | undefined;

// V8 counts a page of 256 KiB as allocated once it allocates into it, even if the next object does not fit into its rest:
// a request that takes 230 KiB may be counted as a whole page. A sampling profiler makes it count in smaller steps.
session.connect();
session.post('HeapProfiler.startSampling', { samplingInterval: SAMPLED_BYTES });

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
