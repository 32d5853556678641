import { CONTESTANTS } from '../contestants.ts';
import type { Load } from '../load/index.ts';
import { QUERIES } from '../operations.ts';
import type { Options } from '../options.ts';
import type { DistanceRow, Results } from '../results.ts';
import { NotComparable, plan, startAll } from '../running.ts';
import { sample } from '../sample.ts';
import { type Conditions, startNode } from '../upstream/index.ts';

const CALLERS = [1, 32, 256];

/** How far the upstream is and what it allows, who is asked, and what. */
const LEGS: readonly { conditions: Conditions; peers: readonly string[]; queries: readonly string[] }[] = [
  {
    conditions: { latencyMs: 20 },
    peers: ['gateway', 'pick', 'mercurius'],
    queries: ['q1', 'q2', 'q3'],
  },
  ...[20, 100].map((latencyMs) => ({
    conditions: { latencyMs, quota: 50 },
    peers: ['gateway', 'mercurius', 'apollo', 'hive'],
    queries: ['q1', 'q3', 'q7', 'q8'],
  })),
];

/**
 * An upstream as far away as the real one, at few and at many callers at once: without a quota, each caller with a
 * credential of its own; and with one of 50 calls a second, all callers with one credential, as a company's are.
 */
export async function distance(
  load: Load,
  { quick, peers, only, say }: Options,
): Promise<NonNullable<Results['distance']>> {
  const upstream = await startNode({ latencyMs: 0 });
  const rows: DistanceRow[] = [];
  const [warmup, seconds] = quick ? [0.5, 1] : [2, 8];
  for (const { conditions, ...leg } of LEGS) {
    const wanted = CONTESTANTS.filter(({ id }) => leg.peers.includes(id) && peers?.includes(id) !== false);
    const { runnings } = await startAll(wanted, upstream.url, say);
    for (const query of QUERIES.filter(({ id }) => leg.queries.includes(id) && only?.includes(id) !== false)) {
      const asked = conditions.quota === undefined ? query : { ...query, credentials: 1 };
      for (const running of runnings) {
        await upstream.be({ latencyMs: 0 });
        const planned = await plan(running, query).catch((error) => {
          if (!(error instanceof NotComparable)) throw error;
          say(`${running.contestant.title} is left out: ${error.message}`);
        });
        if (!planned) continue;
        await upstream.be(conditions);
        for (const connections of CALLERS) {
          say(`${JSON.stringify(conditions)}: ${query.id}, ${running.contestant.id}, ${connections} callers`);
          await sample({ upstream, load }, running, asked, planned, { seconds: warmup, connections });
          const before = await upstream.calls();
          const measured = await sample({ upstream, load }, running, asked, planned, { seconds, connections });
          const calls = (await upstream.calls()) - before;
          const wrongRate = measured.wrong / measured.seconds;
          const of = { query: query.id, callers: connections, contestant: running.contestant.id };
          rows.push({ ...conditions, ...of, ...measured, calls, wrongRate });
        }
      }
    }
    for (const running of runnings) await running.stop();
  }
  await upstream.stop();
  return { date: new Date().toISOString(), rows };
}
