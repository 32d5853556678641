import { setTimeout as delay } from 'node:timers/promises';
import { QUERIES } from '../operations.ts';
import type { Options } from '../options.ts';
import type { Soak } from '../results.ts';
import { plan, type Running } from '../running.ts';
import { type Bench, callersOf } from '../sample.ts';
import { slope } from '../stats.ts';

/** What of the time is warm-up: heaps grow to their working size in it. */
const SETTLING = 1 / 5;
const SAMPLES = 60;

/** Mixed traffic for minutes, and what the gateway's memory does meanwhile. */
export async function soak({ load }: Bench, gateway: Running, { quick, connections, say }: Options): Promise<Soak> {
  const soakSeconds = quick ? 10 : 300;
  say(`soak: ${soakSeconds} s`);
  const query = QUERIES.find(({ id }) => id === 'q8')!;
  const planned = await plan(gateway, query);
  const credentials = callersOf(query, connections);
  const began = performance.now();
  const loaded = load.run({ url: gateway.url, planned, credentials, connections, seconds: soakSeconds });
  const samples = [];
  for (let count = 1; count <= SAMPLES; count += 1) {
    await delay(Math.max(0, began + (count * soakSeconds * 1_000) / SAMPLES - performance.now()));
    samples.push({ second: Math.round((performance.now() - began) / 1_000), rssMb: gateway.rss() });
  }
  const { rate, wrong } = await loaded;
  if (wrong > 0) throw new Error(`${wrong} answers of the soak were wrong.`);
  const settled = samples.filter(({ second }) => second >= soakSeconds * SETTLING);
  return {
    date: new Date().toISOString(),
    seconds: soakSeconds,
    rate,
    rssMb: samples.at(-1)!.rssMb,
    slopeMbPerMinute: slope(settled.map(({ second, rssMb }) => ({ x: second / 60, y: rssMb }))),
    samples,
  };
}
