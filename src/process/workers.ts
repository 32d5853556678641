import cluster, { type Worker } from 'node:cluster';
import closeWithGrace from 'close-with-grace';
import type { Logger } from 'pino';
import { tellWorker } from '../lib/tell-worker.ts';
import { gatherMetrics } from '../observe/cluster-metrics.ts';
import { type Hangup, RELOAD } from './reload.ts';

/** The message by which the primary stops its workers. */
export const STOP = 'stop';

/** The message by which a worker reports that all its ports are open. */
export const SERVING = 'serving';

/**
 * In a worker: queues messages of the primary until a listener is set, so that a stop during the start is not lost.
 */
export function holdMessages(): (listener: (message: unknown) => void) => void {
  const early: unknown[] = [];
  let hear = (message: unknown): void => void early.push(message);
  if (cluster.isWorker) process.on('message', (message) => hear(message));
  return (listener) => {
    hear = listener;
    for (const message of early.splice(0)) listener(message);
  };
}

/** The message by which the primary reports how many workers serve. */
export interface WorkerCount {
  readonly workers: number;
}

/** In a worker: the last number of workers that the primary reported, else the planned number. */
export function countOfWorkers(planned: number): () => number {
  let count = planned;
  process.on('message', (message: Partial<WorkerCount>) => {
    count = message.workers ?? count;
  });
  return () => count;
}

/** Milliseconds before an ended worker is replaced, doubled for each further one that lived less than `STEADY`. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
const STEADY = 60_000;

/**
 * Runs workers, each a whole gateway on the same port, and replaces those that end. The others start after the first,
 * which shows whether the gateway can start at all. A signal stops them all gracefully.
 *
 * @param delay how long a stop may take, milliseconds
 * @param hangup makes all workers read their files again
 */
export function runWorkers(count: number, delay: number, hangup: Hangup, logger: Logger): void {
  const born = new WeakMap<Worker, number>();
  let [isUp, isStopping, failures] = [false, false, 0];
  const fork = () => void (isStopping || born.set(cluster.fork(), performance.now()));

  gatherMetrics();
  cluster.on('message', (_worker, message) => {
    if (message !== SERVING || isUp) return;
    isUp = true;
    for (let more = 1; more < count; more++) fork();
  });
  const tellCount = () => {
    const live = Object.values(cluster.workers ?? {}).filter((worker) => worker?.isConnected());
    for (const worker of live) tellWorker(worker!, { workers: live.length } satisfies WorkerCount);
  };
  cluster.on('online', tellCount);
  cluster.on('exit', tellCount);
  cluster.on('exit', (worker, code, signal) => {
    if (isStopping) return;
    if (!isUp) process.exit(code || 1);
    failures = performance.now() - born.get(worker)! < STEADY ? failures + 1 : 0;
    const pause = Math.min(FIRST_PAUSE * 2 ** Math.max(failures - 1, 0), LONGEST_PAUSE);
    logger.error({ worker: worker.process.pid, code, signal, pause }, 'a worker ended: another one replaces it');
    setTimeout(fork, pause);
  });
  const tellAll = (message: string) => {
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    for (const worker of workers) tellWorker(worker, message);
    return workers;
  };
  hangup.use(() => void tellAll(RELOAD));
  closeWithGrace({ delay, logger, skip: hangup.signals }, async () => {
    isStopping = true;
    await Promise.all(tellAll(STOP).map((worker) => new Promise((ended) => worker.once('exit', ended))));
  });
  fork();
}
