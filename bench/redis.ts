/*
 * What sharing a quota through Redis costs: the figures of docs/scale.md#what-redis-costs. Needs Debian's redis-server.
 *
 *     node bench/redis.ts [--quick] [--starts N] [--seconds N] [--connections N] [--only q1,q2]
 *
 * First latency inside the quota: two groups of three gateways, without Redis and with it, each in front of an upstream
 * that allows a fixed number of calls a second, take turns of a fraction of a second in random order. The median of a
 * turn is divided by that of the other group's turn beside it; printed are the median of these ratios and its 95 %
 * interval. Takes 4 minutes.
 *
 * Then CPU time of Q1 to Q3 while the quota is plentiful, with Redis beside this gateway without it, as `--against`
 * measures it: a row is even where its interval overlaps the control's. A further gateway shares the quota, as one that
 * is alone would not ask Redis anyway. Takes 5 minutes.
 */
import { type Contestant, gatewayIn } from './contestants.ts';
import { startLoad } from './load/index.ts';
import { besides } from './measures/speed.ts';
import { readOptions } from './options.ts';
import { leaveMeasuredCore } from './process.ts';
import { comparisonTable } from './report/comparison.ts';
import { checkOut, workingTree } from './revision.ts';
import { startContestant } from './running.ts';
import { latencyInQuota, latencyTable } from './shared/latency.ts';
import { startRedis } from './shared/redis.ts';
import { startNode } from './upstream/index.ts';

/** Calls a second: far more than are made. */
const PLENTIFUL = 1_000_000;

// An end by signal is an exit too, which ends all that was started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

const options = readOptions(process.argv.slice(2));
if (!options) throw new TypeError('The head of this file says which options there are.');
const { starts, seconds, say } = options;
leaveMeasuredCore();
const redis = await startRedis();
const env = { REDIS_URL: redis.url, SHARED_KEY: 'a key that these gateways have, no other' };

const rows = await latencyInQuota(env, { starts: starts ?? 4, seconds: seconds ?? 15, say });
console.log(`\n## Latency inside the quota\n\n${latencyTable(rows)}`);

const node = await startNode({ latencyMs: 0, quota: PLENTIFUL });
const upstream = { ...node, name: `Node, a quota of ${PLENTIFUL} calls a second` };
const { folder } = checkOut(workingTree());
const shared: Contestant = { ...gatewayIn(folder, 'redis', 'this gateway with Redis'), env };
const companion = await startContestant(shared, upstream.url);
const load = startLoad();
const only = options.only ?? ['q1', 'q2', 'q3'];
const comparison = await besides({ upstream, load }, [shared], { ...options, only });
console.log(`\n## CPU time while the quota is plentiful\n\n${comparisonTable(comparison)}`);

await load.stop();
await companion.stop();
await upstream.stop();
await redis.stop();
