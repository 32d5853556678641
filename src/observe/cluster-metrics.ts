import cluster from 'node:cluster';
import { AggregatorRegistry, type Registry } from 'prom-client';

/** What a worker asks the primary for, and gets back. */
interface Message {
  readonly type: typeof TYPE;
  readonly id: number;
  /** Of the answer; undefined: the workers did not tell in time. */
  readonly text?: string | undefined;
}

const TYPE = 'gateway:metrics';

/** In a worker: renders what all workers counted, by way of the primary. */
export function renderAll(registry: Registry): () => Promise<string> {
  AggregatorRegistry.setRegistries(registry);
  new AggregatorRegistry(); // from now on it answers what the primary asks of it
  const waiting = new Map<number, (text: string | undefined) => void>();
  process.on('message', ({ type, id, text }: Message) => {
    if (type !== TYPE) return;
    waiting.get(id)?.(text);
    waiting.delete(id);
  });
  let asked = 0;
  return () =>
    new Promise((resolve, reject) => {
      const id = asked++;
      waiting.set(id, (text) => (text === undefined ? reject(new Error('The workers did not tell.')) : resolve(text)));
      process.send!({ type: TYPE, id } satisfies Message);
    });
}

/** In the primary: gathers the workers' counts for whichever of them is asked. */
export function gatherMetrics(): void {
  const registry = new AggregatorRegistry();
  cluster.on('message', async (worker, { type, id }: Message) => {
    if (type !== TYPE) return;
    const text = await registry.clusterMetrics().catch(() => undefined);
    if (worker.isConnected()) worker.send({ type: TYPE, id, text } satisfies Message);
  });
}
