import { setPriority } from 'node:os';
import { createHistogram } from 'node:perf_hooks';
import { Client, type Dispatcher } from 'undici';
import type { LoadJob, LoadResult, Planned } from './index.ts';

/**
 * The load, a process of its own: does the jobs that come by IPC, one after another, and answers each with what it
 * saw. One `Client` is one connection with one request on its way.
 */
// The upstream on the same core goes first.
setPriority(10);
process.on('message', (job: LoadJob) => {
  run(job).then(
    (result) => process.send!(result),
    (error: Error) => process.send!({ error: error.stack }),
  );
});
process.on('disconnect', () => process.exit());

async function run(job: LoadJob): Promise<LoadResult> {
  const clients = Array.from({ length: job.connections }, () => new Client(new URL(job.url).origin));
  if (job.rate !== undefined && job.warmup !== undefined) await openWarm(clients, job, job.rate, job.warmup);
  const tally = new Tally();
  const caller = new Caller(job, tally);
  const started = performance.now();
  const end = started + job.seconds * 1_000;
  if (job.rate === undefined) await closed(clients, caller, end);
  else await open(clients, caller, job.rate, started, end);
  const seconds = (performance.now() - started) / 1_000;
  await Promise.all(clients.map((client) => client.destroy()));
  return tally.result(seconds);
}

/** Each connection asks once at least, and again as soon as it has its answer. */
async function closed(clients: readonly Client[], caller: Caller, end: number): Promise<void> {
  await Promise.all(
    clients.map(async (client, connection) => {
      let turn = 0;
      do await caller.ask(client, connection, turn++, performance.now());
      while (performance.now() < end);
    }),
  );
}

const NAP = new Int32Array(new SharedArrayBuffer(4));
const NAP_MS = 0.02;

/** The first requests find connections to be made, and stand in line for them: that is not what is asked about. */
async function openWarm(clients: readonly Client[], job: LoadJob, rate: number, seconds: number): Promise<void> {
  const now = performance.now();
  await open(clients, new Caller(job, new Tally()), rate, now, now + seconds * 1_000);
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

/** Sends what a connection is to send in its turn. */
class Caller {
  readonly #job: LoadJob;
  readonly #tally: Tally;
  readonly #path: string;
  /** Of each credential. */
  readonly #headers: string[][];

  constructor(job: LoadJob, tally: Tally) {
    this.#job = job;
    this.#tally = tally;
    this.#path = new URL(job.url).pathname;
    this.#headers = job.credentials.map((credential) => [
      'content-type',
      'application/json',
      'accept',
      'application/json',
      'authorization',
      `Bearer ${credential}`,
    ]);
  }

  /** Never rejects: what went wrong is counted. */
  ask(client: Client, connection: number, turn: number, due: number): Promise<void> {
    const { planned } = this.#job;
    // Connections begin at different places, so that they do not ask the same at the same time.
    const { body, length } = planned[(connection * 7 + turn) % planned.length]!;
    const headers = this.#headers[connection % this.#headers.length]!;
    return new Promise((resolve) => {
      const done = (ok: boolean) => {
        this.#tally.add(performance.now() - due, ok);
        resolve();
      };
      client.dispatch({ method: 'POST', path: this.#path, headers, body }, handlerOf(length, done));
    });
  }
}

/** Right is: 200, and as many bytes as the answer had that was checked. */
function handlerOf(length: Planned['length'], done: (ok: boolean) => void): Dispatcher.DispatchHandler {
  let status = 0;
  let received = 0;
  return {
    onRequestStart() {},
    onResponseStart(_controller, code) {
      status = code;
    },
    onResponseData(_controller, chunk) {
      received += chunk.length;
    },
    onResponseEnd: () => done(status === 200 && received === length),
    onResponseError: () => done(false),
  };
}

class Tally {
  readonly #latencies = createHistogram({ figures: 3 });
  #wrong = 0;

  add(milliseconds: number, ok: boolean): void {
    if (ok) this.#latencies.record(Math.max(1, Math.round(milliseconds * 1_000)));
    else this.#wrong += 1;
  }

  result(seconds: number): LoadResult {
    const ms = (percentile: number) => this.#latencies.percentile(percentile) / 1_000;
    const count = Number(this.#latencies.count);
    return {
      count,
      wrong: this.#wrong,
      seconds,
      rate: count / seconds,
      p50: ms(50),
      p99: ms(99),
      max: this.#latencies.max / 1_000,
    };
  }
}
