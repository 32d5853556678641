import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { AggregatorRegistry, type Registry } from 'prom-client';
import { tellWorker } from '../lib/tell-worker.ts';

/** The metrics of one process. */
type Snapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** From the primary: a request for a snapshot, or the text that a worker requested. */
type ToWorker = { readonly type: typeof TYPE } & (
  | { readonly id: number; readonly text: string }
  | { readonly id?: never }
);
/** From a worker: its snapshot, or a request for the text of all. */
type ToPrimary = { readonly type: typeof TYPE } & ({ readonly snapshot: Snapshot } | { readonly id: number });

/** The primary's record of a worker. */
interface WorkerMetrics {
  snapshot: Snapshot;
  /** Resolves with the next snapshot, if one was requested. */
  next: PromiseWithResolvers<void> | undefined;
}

const TYPE = 'gateway:metrics';
/** How often snapshots are requested, so that a killed worker loses little. Milliseconds. */
const INTERVAL = 2_000;
/** How long to wait for a snapshot before the last one is used. Milliseconds. */
const TIMEOUT = 1_000;

/** In a worker: renders the metrics of all workers, which the primary aggregates. */
export function renderAll(registry: Registry): () => Promise<string> {
  const waiting = new Map<number, (text: string) => void>();
  const send = (message: ToPrimary) => process.connected && process.send!(message);
  const tell = async () => send({ type: TYPE, snapshot: await registry.getMetricsAsJSON() });
  process.on('message', (message: ToWorker) => {
    if (message.type !== TYPE) return;
    if (message.id === undefined) return void tell();
    waiting.get(message.id)?.(message.text);
    waiting.delete(message.id);
  });
  void tell(); // makes the primary request snapshots
  let nextId = 0;
  return () =>
    new Promise((resolve) => {
      const id = nextId++;
      waiting.set(id, resolve);
      send({ type: TYPE, id });
    });
}

/**
 * In the primary: aggregates the metrics of the workers at a worker's request. Counters of ended workers stay in the
 * sums: a counter that falls looks like a restart and breaks rates and alerts.
 */
export function gatherMetrics(): void {
  const workers = new Map<Worker, WorkerMetrics>();
  let ended: Promise<Snapshot> = Promise.resolve([]);

  const ask = ([worker, known]: [Worker, WorkerMetrics]): Promise<void> => {
    known.next ??= Promise.withResolvers();
    tellWorker(worker, { type: TYPE } satisfies ToWorker);
    return known.next.promise;
  };
  const refresh = () => Promise.race([Promise.all([...workers].map(ask)), sleep(TIMEOUT, undefined, { ref: false })]);
  const render = async (worker: Worker, id: number) => {
    await refresh();
    const live = [...workers.values()].map(({ snapshot }) => snapshot);
    const text = await AggregatorRegistry.aggregate([...live, await ended]).metrics();
    tellWorker(worker, { type: TYPE, id, text } satisfies ToWorker);
  };

  setInterval(refresh, INTERVAL).unref();
  cluster.on('message', (worker, message: ToPrimary) => {
    if (message.type !== TYPE) return;
    if (!('snapshot' in message)) return void render(worker, message.id);
    workers.get(worker)?.next?.resolve();
    workers.set(worker, { snapshot: message.snapshot, next: undefined });
  });
  // Unlike 'exit', this comes after all messages of the worker have been read.
  cluster.on('disconnect', (worker) => {
    const known = workers.get(worker);
    if (!known) return;
    workers.delete(worker);
    known.next?.resolve();
    const counted = known.snapshot.filter(({ type }) => isCumulative(type));
    ended = ended.then((before) => AggregatorRegistry.aggregate([before, counted]).getMetricsAsJSON());
  });
}

/** A gauge of an ended worker is meaningless. prom-client's types say numbers, but names are sent. */
function isCumulative(type: unknown): boolean {
  return type === 'counter' || type === 'histogram';
}
