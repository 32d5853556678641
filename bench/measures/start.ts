import { CONTESTANTS } from '../contestants.ts';
import type { Options } from '../options.ts';
import type { Results } from '../results.ts';
import { startContestant } from '../running.ts';
import { median } from '../stats.ts';
import type { Upstream } from '../upstream/index.ts';

const STARTS = 5;

/** How long the gateway takes from the start of its process to its first answer, median of several starts. */
export async function startTime({ url }: Upstream, { quick, say }: Options): Promise<NonNullable<Results['start']>> {
  say('start');
  const gateway = CONTESTANTS.find(({ role }) => role === 'gateway')!;
  const runs = [];
  for (let run = 0; run < (quick ? 1 : STARTS); run += 1) {
    const running = await startContestant(gateway, url);
    runs.push(running.startMs);
    await running.stop();
  }
  return { date: new Date().toISOString(), runs, medianMs: median(runs) };
}
