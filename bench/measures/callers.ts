import { QUERIES } from '../operations.ts';
import type { Options } from '../options.ts';
import { type ConcurrencyRow, isMeasured, type Results } from '../results.ts';
import type { Running } from '../running.ts';
import type { Bench } from '../sample.ts';
import { cellsOf } from './throughput.ts';

export const LATENCY_MS = 20;
const CALLERS = [1, 32, 256];

/** The reads with an upstream that takes its time, at few and at many callers at once. */
export async function callers(
  bench: Bench,
  runnings: readonly Running[],
  options: Options,
): Promise<NonNullable<Results['upstreamLatency']>> {
  const rows: ConcurrencyRow[] = [];
  for (const query of QUERIES.filter(({ id }) => ['q1', 'q2', 'q3'].includes(id))) {
    for (const connections of CALLERS) {
      options.say(`upstream of ${LATENCY_MS} ms: ${query.id}, ${connections} callers`);
      const cells = await cellsOf(bench, runnings, query, { ...options, rounds: 1, connections });
      rows.push(...cells.filter(isMeasured).map((cell) => ({ ...cell, query: query.id, callers: connections })));
    }
  }
  return { date: new Date().toISOString(), latencyMs: LATENCY_MS, rows };
}
