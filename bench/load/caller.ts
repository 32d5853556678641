import { createHistogram } from 'node:perf_hooks';
import { Client, type Dispatcher } from 'undici';
import type { LoadResult, Planned, Target } from './index.ts';

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

  constructor({ url, planned, credentials }: Omit<Target, 'pids'>, tally: Tally) {
    this.#planned = planned;
    this.#tally = tally;
    this.#path = new URL(url).pathname;
    this.#headers = credentials.map((credential) => [
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
    // Connections begin at different places, so that they do not ask the same at the same time.
    const { body, length } = this.#planned[(connection * 7 + turn) % this.#planned.length]!;
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
