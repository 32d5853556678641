import cluster, { type Worker } from 'node:cluster';
import closeWithGrace from 'close-with-grace';
import type { Logger } from 'pino';
import { tellWorker } from '../lib/tell-worker.ts';
import { gatherMetrics } from '../observe/cluster-metrics.ts';
import { type Hangup, RELOAD } from './reload.ts';

/** What the primary tells its workers when they are to finish. */
export const STOP = 'stop';

/** What a worker tells the primary once all its ports are open. */
export const SERVING = 'serving';

/**
 * In a worker: messages of the primary wait from now on until there is someone who hears them. One that is told to stop
 * while it starts would otherwise never do so.
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

/** What the primary tells its workers: how many of them serve. */
export interface WorkerCount {
  readonly workers: number;
}

/** In a worker: how many there are, as far as the primary has told; before that, how many there will be. */
export function countOfWorkers(planned: number): () => number {
  let count = planned;
  process.on('message', (message: Partial<WorkerCount>) => {
    count = message.workers ?? count;
  });
  return () => count;
}

/** Pause before a worker that ended is replaced, doubled for each further one that lived no longer than `STEADY`. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
const STEADY = 60_000;

/**
 * Keeps that many workers going, each the whole gateway on the same port. The first one alone shows whether the gateway
 * can start at all; a signal ends them all once their requests are answered.
 *
 * @param delay how long a stop may take, milliseconds
 * @param hangup all workers read their files again by it
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
