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

/** Several contestants that take turns. The first is what the others are compared with, and never left out. */
export interface TurnsJob {
  readonly targets: readonly Target[];
  readonly connections: number;
  /** Of one turn: each connection asks once at least, and again until the turn is over. */
  readonly turnSeconds: number;
  /** Of all turns together: no round begins after that. */
  readonly seconds: number;
}

export interface Target extends Pick<LoadJob, 'url' | 'planned' | 'credentials'> {
  /** Processes whose CPU time is read before and after each turn. */
  readonly pids: readonly number[];
}

/** What a contestant did in a fraction of a second. No request was under way when it began or when it ended. */
export interface Turn {
  readonly round: number;
  /** Right answers, and all others. */
  readonly count: number;
  readonly wrong: number;
  /** CPU time of the contestant, seconds. */
  readonly cpu: number;
}

export interface TurnsResult {
  readonly turns: readonly Turn[];
  /** Latency of all right answers, milliseconds. */
  readonly p50: number;
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
  /** The results of the targets, in their order. */
  turns(job: TurnsJob): Promise<readonly TurnsResult[]>;
  stop(): Promise<void>;
}

/** What goes to the load's process. */
export type Job = { readonly run: LoadJob } | { readonly turns: TurnsJob };

/** For connections to be made, and for answers that are late: seconds. */
const LATE = 120;

/** Starts the process that makes the load, on the other core. */
export function startLoad(): Load {
  const started = start([process.execPath, join(import.meta.dirname, 'worker.ts')], { core: OTHER_CORE, ipc: true });
  const done = async (job: Job, seconds: number) => {
    const answered = once(started.child, 'message', { signal: AbortSignal.timeout((seconds + LATE) * 1_000) });
    started.child.send(job);
    const [result] = await answered;
    if ('error' in result) throw new Error(result.error);
    return result;
  };
  return {
    run: (job) => done({ run: job }, job.seconds),
    turns: (job) => done({ turns: job }, job.seconds),
    stop: started.stop,
  };
}
