import type { Planned } from '../load/index.ts';
import { QUERIES, type Query } from '../operations.ts';
import type { Options } from '../options.ts';
import type { Cell, Measured, Throughput } from '../results.ts';
import { NotComparable, plan, type Running } from '../running.ts';
import { type Bench, medians, sample } from '../sample.ts';

/** Each query in rounds, in each of which all contestants have their turn, so that all see the same machine. */
export async function throughput(
  bench: Bench,
  runnings: readonly Running[],
  absent: Readonly<Record<string, string>>,
  options: Options,
): Promise<Throughput> {
  const { rounds, seconds, connections, only } = options;
  const queries: Throughput['queries'][number][] = [];
  for (const query of QUERIES.filter(({ id }) => only === undefined || only.includes(id))) {
    options.say(`${query.id}: ${query.title}`);
    queries.push({ id: query.id, title: query.title, cells: await cellsOf(bench, runnings, query, options) });
  }
  const contestants = runnings.map(({ contestant: { id, title, role } }) => ({ id, title, role }));
  const date = new Date().toISOString();
  return { date, upstream: bench.upstream.name, rounds, seconds, connections, contestants, absent, queries };
}

/** Checks, warms up and times one query. */
export async function cellsOf(
  bench: Bench,
  runnings: readonly Running[],
  query: Query,
  { rounds, seconds, warmup, connections }: Omit<Options, 'say'>,
): Promise<Cell[]> {
  const turns: { running: Running; planned: Planned[]; samples: Measured[] }[] = [];
  const cells: Cell[] = [];
  for (const running of runnings) {
    try {
      const planned = await plan(running, query);
      await sample(bench, running, query, planned, { seconds: warmup, connections });
      turns.push({ running, planned, samples: [] });
    } catch (error) {
      if (!(error instanceof NotComparable)) throw error;
      cells.push({ contestant: running.contestant.id, reason: error.message });
    }
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { running, planned, samples } of turns) {
      samples.push(await sample(bench, running, query, planned, { seconds, connections }));
    }
  }
  return [
    ...turns.map(({ running, samples }) => ({ contestant: running.contestant.id, ...medians(samples) })),
    ...cells,
  ];
}
