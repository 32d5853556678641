import { createHistogram } from 'node:perf_hooks';
import { Client } from 'undici';
import { ask, headersOf } from './ask.ts';
import type { LoadResult, Planned, Target } from './index.ts';

/** Requests between the places at which two connections begin. */
const LEAST_APART = 7;

/** Connections by origin. They outlive a job: a short turn would spend much of its time on making them. */
const connectionsTo = new Map<string, Client[]>();

/** One `Client` is one connection with one request on its way. */
export function clientsOf(origin: string, count: number): readonly Client[] {
  const clients = connectionsTo.get(origin) ?? [];
  while (clients.length < count) clients.push(new Client(origin));
  connectionsTo.set(origin, clients);
  return clients.slice(0, count);
}

/** Each connection asks once at least, and again as soon as it has its answer. */
export async function closed(clients: readonly Client[], caller: Caller, end: number): Promise<void> {
  await Promise.all(
    clients.map(async (client, connection) => {
      let turn = 0;
      do await caller.ask(client, connection, turn++, performance.now());
      while (performance.now() < end);
    }),
  );
}

/** Sends what a connection is to send in its turn. */
export class Caller {
  readonly #planned: readonly Planned[];
  readonly #tally: Tally;
  readonly #path: string;
  /** Of each credential. */
  readonly #headers: string[][];
  /** How far apart connections begin, so that they do not ask the same at the same time. */
  readonly #apart: number;
  /** How far a connection goes on to its next credential, where there are more of them than connections. */
  readonly #stride: number;

  constructor({ url, planned, credentials }: Omit<Target, 'pids'>, connections: number, tally: Tally) {
    this.#planned = planned;
    this.#tally = tally;
    this.#path = new URL(url).pathname;
    this.#headers = credentials.map(headersOf);
    this.#apart = Math.max(LEAST_APART, Math.floor(planned.length / connections));
    this.#stride = credentials.length > connections ? connections : 0;
  }

  /** Never rejects: what went wrong is counted. */
  ask(client: Client, connection: number, turn: number, due: number): Promise<void> {
    const planned = this.#planned[(connection * this.#apart + turn) % this.#planned.length]!;
    const headers = this.#headers[(connection + turn * this.#stride) % this.#headers.length]!;
    return new Promise((resolve) => {
      ask(client, this.#path, headers, planned, ({ isRight }) => {
        this.#tally.add(performance.now() - due, isRight);
        resolve();
      });
    });
  }
}

/** What came back. */
export class Tally {
  readonly #latencies = createHistogram({ figures: 3 });
  count = 0;
  wrong = 0;

  add(milliseconds: number, ok: boolean): void {
    if (ok) {
      this.count += 1;
      this.#latencies.record(Math.max(1, Math.round(milliseconds * 1_000)));
    } else this.wrong += 1;
  }

  result(seconds: number): LoadResult {
    const ms = (percentile: number) => this.#latencies.percentile(percentile) / 1_000;
    const { count, wrong } = this;
    return { count, wrong, seconds, rate: count / seconds, p50: ms(50), p99: ms(99), max: this.#latencies.max / 1_000 };
  }
}
