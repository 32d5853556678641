import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { AggregatorRegistry, type Registry } from 'prom-client';

/** What one process counted so far. */
type Snapshot = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** From the primary: a snapshot is wanted, or the text that a worker asked for. */
type ToWorker = { readonly type: typeof TYPE } & (
  | { readonly id: number; readonly text: string }
  | { readonly id?: never }
);
/** From a worker: its snapshot, or a request for the text of all. */
type ToPrimary = { readonly type: typeof TYPE } & ({ readonly snapshot: Snapshot } | { readonly id: number });

/** What the primary knows of a worker. */
interface Told {
  snapshot: Snapshot;
  /** Resolves with the next snapshot, if one was asked for. */
  next: PromiseWithResolvers<void> | undefined;
}

const TYPE = 'gateway:metrics';
/** Workers are asked this often, so that a worker that is killed takes little with it. Milliseconds. */
const INTERVAL = 2_000;
/** Of a worker that does not answer for this long the last snapshot counts. Milliseconds. */
const PATIENCE = 1_000;

/** In a worker: renders what all workers counted, by way of the primary. */
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
  void tell(); // from now on the primary asks
  let asked = 0;
  return () =>
    new Promise((resolve) => {
      const id = asked++;
      waiting.set(id, resolve);
      send({ type: TYPE, id });
    });
}

/**
 * In the primary: adds up what the workers counted, for whichever of them is asked. What ended workers counted stays in
 * the sums: a counter that falls looks like a restart, and makes rates and alerts jump.
 */
export function gatherMetrics(): void {
  const workers = new Map<Worker, Told>();
  let ended: Promise<Snapshot> = Promise.resolve([]);

  const ask = ([worker, told]: [Worker, Told]): Promise<void> => {
    told.next ??= Promise.withResolvers();
    if (worker.isConnected()) worker.send({ type: TYPE } satisfies ToWorker);
    return told.next.promise;
  };
  const refresh = () => Promise.race([Promise.all([...workers].map(ask)), sleep(PATIENCE, undefined, { ref: false })]);
  const render = async (worker: Worker, id: number) => {
    await refresh();
    const live = [...workers.values()].map(({ snapshot }) => snapshot);
    const text = await AggregatorRegistry.aggregate([...live, await ended]).metrics();
    if (worker.isConnected()) worker.send({ type: TYPE, id, text } satisfies ToWorker);
  };

  setInterval(refresh, INTERVAL).unref();
  cluster.on('message', (worker, message: ToPrimary) => {
    if (message.type !== TYPE) return;
    if (!('snapshot' in message)) return void render(worker, message.id);
    workers.get(worker)?.next?.resolve();
    workers.set(worker, { snapshot: message.snapshot, next: undefined });
  });
  // After all that the worker sent has been read, which at its exit may not be so.
  cluster.on('disconnect', (worker) => {
    const told = workers.get(worker);
    if (!told) return;
    workers.delete(worker);
    told.next?.resolve();
    const counted = told.snapshot.filter(({ type }) => isCumulative(type));
    ended = ended.then((before) => AggregatorRegistry.aggregate([before, counted]).getMetricsAsJSON());
  });
}

/** Gauges tell of now: of an ended worker there is none. prom-client's types say numbers, but names are sent. */
function isCumulative(type: unknown): boolean {
  return type === 'counter' || type === 'histogram';
}
