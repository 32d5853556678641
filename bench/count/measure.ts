import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Client } from 'undici';
import { CONTESTANTS, type Contestant } from '../contestants.ts';
import { credentialOf } from '../fixtures.ts';
import { type Answered, ask, headersOf } from '../load/ask.ts';
import type { Planned } from '../load/index.ts';
import { QUERIES, type Query } from '../operations.ts';
import { plan, type Running, startContestant } from '../running.ts';
import type { Counts, Figures } from './judge.ts';
import type { Reading } from './probe.ts';
import { type CountingUpstream, startCountingUpstream } from './upstream.ts';

/** Nothing that depends on when a compiler thinks code is hot enough. */
const INTERPRETED = ['--no-opt', '--no-maglev', '--no-sparkplug'];
const PROBE = fileURLToPath(new URL('probe.ts', import.meta.url));
/** Requests in a batch, one after another; a query with more operations than that has all of them in one. */
const BATCH = 100;
/** What a batch allocates at the least: what timers allocate meanwhile then counts for little. */
const BATCH_BYTES = 10e6;
const BATCHES = 4;

/** What a request of each query costs the gateway. The same tree gives the same figures, or nearly. */
export async function measureCounts(queries: readonly Query[] = QUERIES): Promise<Figures> {
  const upstream = await startCountingUpstream();
  const [node, ...args] = CONTESTANTS[0]!.command;
  const probed: Contestant = { ...CONTESTANTS[0]!, command: [node!, ...INTERPRETED, '--import', PROBE, ...args] };
  const running = await startContestant(probed, upstream.url, { ipc: true });
  const client = new Client(new URL(running.url).origin);
  try {
    const figures: Record<string, Counts> = {};
    for (const query of queries) figures[query.id] = await countsOf({ upstream, running, client }, query);
    return figures;
  } finally {
    await client.destroy();
    await running.stop();
    upstream.stop();
  }
}

interface Setup {
  readonly upstream: CountingUpstream;
  readonly running: Running;
  readonly client: Client;
}

async function countsOf({ upstream, running, client }: Setup, query: Query): Promise<Counts> {
  const operations = query.manyDocuments ? query.operations : query.operations.slice(0, BATCH);
  const planned = await plan(running, { ...query, operations });
  const sent = headersOf(credentialOf(query.account, 0));
  const cycle = Math.max(BATCH, planned.length);
  const batch = async (size = cycle) => {
    let headers = 0;
    for (let turn = 0; turn < size; turn += 1) {
      headers += await fieldsOf(client, sent, planned[turn % planned.length]!);
    }
    return headers;
  };
  const allocated = async (size: number) => {
    const before = await read(running, 'read');
    await batch(size);
    return ((await read(running, 'read')).allocatedBytes - before.allocatedBytes) / size;
  };
  await batch(); // what comes again is compiled, kept, and known from here on
  const { calls, headers } = upstream.seen;
  const answered = await batch();
  const written = { calls: upstream.seen.calls - calls, headers: upstream.seen.headers - headers + answered };
  const size = cycle * Math.ceil(BATCH_BYTES / (cycle * (await allocated(cycle))));
  const bytes: number[] = [];
  for (let count = 0; count < BATCHES; count += 1) bytes.push(await allocated(size));
  await read(running, 'promises');
  await batch();
  const { promises } = await read(running, 'read');
  return {
    calls: rounded(written.calls / cycle, 3),
    headers: rounded(written.headers / cycle, 3),
    promises: rounded(promises / cycle, 1),
    // What something else allocates meanwhile can only add to it.
    bytes: rounded(Math.min(...bytes), 0),
  };
}

/** Sends one request and says how many header fields its answer had. Throws where it is not the right one. */
async function fieldsOf(client: Client, headers: string[], planned: Planned): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<Answered>();
  ask(client, '/graphql', headers, planned, resolve);
  const { isRight, status, received, fields } = await promise;
  if (!isRight) throw new Error(`answered ${status}, ${received} bytes`);
  return fields;
}

async function read({ child }: Running, message: 'read' | 'promises'): Promise<Reading> {
  child.send(message);
  const [reading] = await once(child, 'message', { signal: AbortSignal.timeout(10_000) });
  return reading;
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
