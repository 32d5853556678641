import { once } from 'node:events';
import { join } from 'node:path';
import { OTHER_CORE, start } from '../process.ts';

/** A request, and how long its right answer is. */
export interface Planned {
  readonly body: string;
  /** Bytes of the body that was checked. */
  readonly length: number;
}

export interface LoadJob {
  readonly url: string;
  /** Asked in turn. */
  readonly planned: readonly Planned[];
  /** Shared out to the connections. */
  readonly credentials: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second, whatever the answers are; undefined: each connection asks again once it has its answer. */
  readonly rate?: number;
  /** Seconds at that rate, on the same connections, before those that count. Default: none. */
  readonly warmup?: number;
}

export interface LoadResult {
  /** Right answers. */
  readonly count: number;
  /** Anything else: another status or length, a lost connection. */
  readonly wrong: number;
  readonly seconds: number;
  /** Right answers a second. */
  readonly rate: number;
  /** Milliseconds, of right answers; with a rate, from when a request was due. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Load {
  run(job: LoadJob): Promise<LoadResult>;
  /** Processor time of the load itself, seconds. */
  cpu(): number;
  stop(): Promise<void>;
}

/** Starts the process that makes the load, on the other core. */
export function startLoad(): Load {
  const started = start([process.execPath, join(import.meta.dirname, 'worker.ts')], { core: OTHER_CORE, ipc: true });
  return {
    async run(job) {
      const answered = once(started.child, 'message', { signal: AbortSignal.timeout((job.seconds + 60) * 1_000) });
      started.child.send(job);
      const [result] = await answered;
      if ('error' in result) throw new Error(result.error);
      return result;
    },
    cpu: started.cpu,
    stop: started.stop,
  };
}
