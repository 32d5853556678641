import { credentialOf } from './fixtures.ts';
import type { Load, Planned } from './load/index.ts';
import type { Query } from './operations.ts';
import { cpuOf } from './process.ts';
import type { Sample } from './results.ts';
import type { Running } from './running.ts';
import type { Upstream } from './upstream/index.ts';

/** What is there while something is measured. */
export interface Bench {
  readonly upstream: Upstream;
  readonly load: Load;
}

export interface SampleOptions {
  readonly seconds: number;
  readonly connections: number;
}

/** Loads a contestant with a query for some seconds. */
export async function sample(
  { load }: Bench,
  { url, pids }: Running,
  query: Query,
  planned: readonly Planned[],
  { seconds, connections }: SampleOptions,
): Promise<Sample> {
  const before = cpuOf(pids());
  const credentials = callersOf(query, connections);
  const done = await load.run({ url, planned, credentials, connections, seconds });
  const { count, wrong, rate, p50, p99, seconds: took } = done;
  return { rate, p50, p99, cpuUs: ((cpuOf(pids()) - before) / count) * 1e6, wrong, seconds: took };
}

/** A credential for each connection, unless the query has a number of its own. */
export function callersOf({ account, credentials }: Query, connections: number): string[] {
  return Array.from({ length: credentials ?? connections }, (_, number) => credentialOf(account, number));
}
