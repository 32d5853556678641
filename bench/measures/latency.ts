import { QUERIES } from '../operations.ts';
import type { Options } from '../options.ts';
import type { Results } from '../results.ts';
import { NotComparable, plan, type Running } from '../running.ts';
import { type Bench, callersOf, sample } from '../sample.ts';

/** Enough for all that is under way at half of the capacity, even in a long pause. */
const OPEN_CONNECTIONS = 256;
/** So long that one major collection in that time, which may take 60 ms on one core, is less than a hundredth of it. */
const OPEN_SECONDS = 15;

/** How long the first query takes at half of what a contestant can do, with requests that come when they come. */
export async function latency(
  bench: Bench,
  runnings: readonly Running[],
  { quick, connections, say }: Options,
): Promise<NonNullable<Results['latency']>> {
  const query = QUERIES[0]!;
  const [warmup, seconds] = quick ? [0.5, 1] : [5, 3];
  const rows = [];
  for (const running of runnings) {
    const contestant = running.contestant.id;
    say(`latency: ${contestant}`);
    const planned = await plan(running, query).catch((error) => {
      if (!(error instanceof NotComparable)) throw error;
      say(`${contestant} is left out: ${error.message}`);
    });
    if (!planned) continue;
    await sample(bench, running, query, planned, { seconds: warmup, connections });
    const { rate: capacity } = await sample(bench, running, query, planned, { seconds, connections });
    const { rate, p50, p99, wrong } = await bench.load.run({
      url: running.url,
      planned,
      credentials: callersOf(query, OPEN_CONNECTIONS),
      connections: OPEN_CONNECTIONS,
      seconds: OPEN_SECONDS,
      rate: capacity / 2,
      warmup,
    });
    rows.push({ contestant, capacity, rate, p50, p99, wrong });
  }
  return { date: new Date().toISOString(), rows };
}
