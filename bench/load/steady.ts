import type { Client } from 'undici';
import { Caller, clientsOf, closed, Tally } from './caller.ts';
import type { LoadJob, LoadResult } from './index.ts';

/** One contestant for seconds: by callers who wait for their answers, or at a rate. */
export async function run(job: LoadJob): Promise<LoadResult> {
  const clients = clientsOf(new URL(job.url).origin, job.connections);
  if (job.rate !== undefined && job.warmup !== undefined) await openWarm(clients, job, job.rate, job.warmup);
  const tally = new Tally();
  const caller = new Caller(job, job.connections, tally);
  const started = performance.now();
  const end = started + job.seconds * 1_000;
  if (job.rate === undefined) await closed(clients, caller, end);
  else await open(clients, caller, job.rate, started, end);
  return tally.result((performance.now() - started) / 1_000);
}

const NAP = new Int32Array(new SharedArrayBuffer(4));
const NAP_MS = 0.02;

/** The first requests find connections to be made, and stand in line for them: that is not what is asked about. */
async function openWarm(clients: readonly Client[], job: LoadJob, rate: number, seconds: number): Promise<void> {
  const now = performance.now();
  await open(clients, new Caller(job, job.connections, new Tally()), rate, now, now + seconds * 1_000);
}

/**
 * Requests come when they come (a Poisson process), no matter how the answers are: one is timed from when it was due,
 * so that waiting for a free connection counts. Timers are too coarse for it; where nothing is due it naps, as one that
 * spins would take the upstream's core for milliseconds at a time.
 */
async function open(clients: readonly Client[], caller: Caller, rate: number, started: number, end: number) {
  const idle = clients.map((client, connection) => ({ client, connection }));
  const waiting: number[] = [];
  const underway = new Set<Promise<void>>();
  let due = started;
  let turn = 0;
  let now = started;
  do {
    for (; due <= now; due += (-Math.log(1 - Math.random()) / rate) * 1_000) waiting.push(due);
    while (waiting.length > 0 && idle.length > 0) {
      const { client, connection } = idle.shift()!;
      const asked: Promise<void> = caller.ask(client, connection, turn++, waiting.shift()!).finally(() => {
        underway.delete(asked);
        idle.push({ client, connection });
      });
      underway.add(asked);
    }
    await new Promise(setImmediate);
    if (due > performance.now()) Atomics.wait(NAP, 0, 0, NAP_MS);
    now = performance.now();
  } while (now < end);
  await Promise.all(underway);
}
