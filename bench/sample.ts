import { credentialOf } from './fixtures.ts';
import type { Load, LoadResult, Planned } from './load/index.ts';
import type { Query } from './operations.ts';
import type { Measured } from './results.ts';
import type { Running } from './running.ts';
import { median } from './stats.ts';
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
  { upstream, load }: Bench,
  running: Running,
  query: Query,
  planned: readonly Planned[],
  { seconds, connections }: SampleOptions,
): Promise<Measured> {
  const credentials = callersOf(query, connections);
  const [calls, cpu] = [await upstream.calls(), running.cpu()];
  const result: LoadResult = await load.run({ url: running.url, planned, credentials, connections, seconds });
  const used = running.cpu() - cpu;
  const { count, wrong, rate, p50, p99 } = result;
  return {
    rate,
    p50,
    p99,
    cpuUs: (used / count) * 1e6,
    busy: used / result.seconds,
    calls: ((await upstream.calls()) - calls) / (count + wrong),
    rssMb: running.rss(),
    wrong,
  };
}

/** A credential for each connection, unless the query has a number of its own. */
export function callersOf({ account, credentials }: Query, connections: number): string[] {
  return Array.from({ length: credentials ?? connections }, (_, number) => credentialOf(account, number));
}

/** The median of each figure; wrong answers are summed. */
export function medians(samples: readonly Measured[]): Measured {
  const of = (figure: keyof Measured) => median(samples.map((one) => one[figure]));
  return {
    rate: of('rate'),
    p50: of('p50'),
    p99: of('p99'),
    cpuUs: of('cpuUs'),
    busy: of('busy'),
    calls: of('calls'),
    rssMb: of('rssMb'),
    wrong: samples.reduce((sum, { wrong }) => sum + wrong, 0),
  };
}
