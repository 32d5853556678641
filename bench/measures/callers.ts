import { CONTESTANTS } from '../contestants.ts';
import { QUERIES } from '../operations.ts';
import type { Options } from '../options.ts';
import type { ConcurrencyRow, Results } from '../results.ts';
import { NotComparable, plan, startAll } from '../running.ts';
import { type Bench, sample } from '../sample.ts';

export const LATENCY_MS = 20;
const CALLERS = [1, 32, 256];
const CONTESTANTS_OF = ['gateway', 'pick', 'mercurius', 'hive'];

/** The reads with an upstream that takes its time, at few and at many callers at once. */
export async function callers(bench: Bench, { quick, say }: Options): Promise<NonNullable<Results['upstreamLatency']>> {
  const { runnings } = await startAll(
    CONTESTANTS.filter(({ id }) => CONTESTANTS_OF.includes(id)),
    bench.upstream.url,
    say,
  );
  const [warmup, seconds] = quick ? [0.5, 1] : [2, 3];
  const rows: ConcurrencyRow[] = [];
  for (const query of QUERIES.filter(({ id }) => ['q1', 'q2', 'q3'].includes(id))) {
    for (const running of runnings) {
      const planned = await plan(running, query).catch((error) => {
        if (!(error instanceof NotComparable)) throw error;
        say(`${running.contestant.title} is left out: ${error.message}`);
      });
      if (!planned) continue;
      for (const connections of CALLERS) {
        say(`upstream of ${LATENCY_MS} ms: ${query.id}, ${running.contestant.id}, ${connections} callers`);
        await sample(bench, running, query, planned, { seconds: warmup, connections });
        const measured = await sample(bench, running, query, planned, { seconds, connections });
        rows.push({ contestant: running.contestant.id, ...measured, query: query.id, callers: connections });
      }
    }
  }
  for (const running of runnings) await running.stop();
  return { date: new Date().toISOString(), latencyMs: LATENCY_MS, rows };
}
