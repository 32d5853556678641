import type { Options } from '../options.ts';
import { plan, startContestant } from '../running.ts';
import { type Bench, sample } from '../sample.ts';
import type { Scale, ScalePoint, ScaleSeries } from '../scale/results.ts';
import { gatewayOf, SERIES, type Series } from '../scale/series.ts';

/** Seconds: what is compiled settles in the first; the others are counted. */
const USUAL = { warmup: 7, seconds: 5 };
const QUICK = { warmup: 0.5, seconds: 1 };
/** The largest size of a quick run. */
const QUICK_SIZE = 1_000;

/** What an operation costs the gateway as one thing grows and then another, each point in a process of its own. */
export async function scale(bench: Bench, options: Options): Promise<Scale> {
  const { only, quick, connections } = options;
  const series: ScaleSeries[] = [];
  for (const grown of SERIES.filter(({ id }) => only?.includes(id) !== false)) {
    const points: ScalePoint[] = [];
    for (const size of grown.sizes.filter((size) => !quick || size <= QUICK_SIZE)) {
      options.say(`scale: ${size} ${grown.unit}`);
      points.push(await pointOf(bench, grown, size, options));
    }
    const { id, title, about, unit } = grown;
    series.push({ id, title, about, unit, points });
  }
  return { date: new Date().toISOString(), upstream: bench.upstream.name, connections, series };
}

async function pointOf(bench: Bench, series: Series, size: number, options: Options): Promise<ScalePoint> {
  const query = series.query(size);
  const connections = series.callers?.(size) ?? options.connections;
  const requests = series.requests?.(size) ?? 1;
  const { warmup, seconds } = options.quick ? QUICK : USUAL;
  const running = await startContestant(gatewayOf(series, size), bench.upstream.url);
  try {
    const planned = await plan(running, query);
    // A single caller would not have it compiled in that time.
    const warming = Math.max(connections, options.connections);
    await sample(bench, running, query, planned, { seconds: warmup, connections: warming });
    const before = await bench.upstream.calls();
    const measured = await sample(bench, running, query, planned, { seconds, connections });
    const calls = (await bench.upstream.calls()) - before;
    const { cpuUs, p50, rate, wrong } = measured;
    const answers = rate * measured.seconds + wrong;
    return {
      size,
      cpuUs: cpuUs * requests,
      p50,
      calls: (calls / answers) * requests,
      rssMb: running.rss(),
      rate,
      wrong,
    };
  } finally {
    await running.stop();
  }
}
