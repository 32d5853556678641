import { type Interval, ratioOf } from '../ratio.ts';
import { intervalOf } from '../report/comparison.ts';
import { markdown, short } from '../report/markdown.ts';
import { median } from '../stats.ts';
import { type NodeUpstream, startNode } from '../upstream/index.ts';
import { acquainted, type Group, startGroup } from './group.ts';
import { type Paired, takePairedTurns } from './paired-turns.ts';

/** Replicas in each group. */
const REPLICAS = 3;
/** Of the upstream, milliseconds. */
const LATENCY_MS = 20;
/** Six operations in each turn, four rounds a second: 24 a second for each group. */
const TURNS = { calls: 6, turn: 100, round: 250 };
const RATE = (TURNS.calls * 1_000) / TURNS.round;
/** Parts of the quota that are used. Above the last one a window may see more than the quota, by the order of turns. */
const PARTS = [0.6, 0.75];
const WARMUP_SECONDS = 5;
/** How much longer the median operation may take with Redis. */
const MOST = 1.2;

/** Two groups of gateways at one part of the quota: without Redis, and with it. */
export interface LatencyRow {
  readonly part: number;
  /** Calls a second that the upstream allows each group. */
  readonly quota: number;
  /** Medians of all turns, milliseconds. */
  readonly p50: readonly [number, number];
  /** Of the second to the first. */
  readonly ratio: Interval;
  readonly pairs: number;
  readonly wrong: readonly [number, number];
  /** Calls that reached the upstream, for each operation. */
  readonly calls: readonly [number, number];
  /** Places that the second claimed, for each operation. */
  readonly claims: number;
}

export interface LatencyOptions {
  /** How often all gateways are started anew. */
  readonly starts: number;
  /** Of turns for each part of the quota in one start. */
  readonly seconds: number;
  say(line: string): void;
}

/** What was seen in one start. */
interface Seen extends Paired {
  readonly calls: readonly number[];
  readonly claims: number;
}

/** Latency inside the quota, with and without Redis. */
export async function latencyInQuota(redisEnv: Record<string, string>, options: LatencyOptions): Promise<LatencyRow[]> {
  const { starts, seconds, say } = options;
  const upstreams = [await startNode({ latencyMs: 0 }), await startNode({ latencyMs: 0 })] as const;
  const seen = new Map<number, Seen[]>(PARTS.map((part) => [part, []]));
  for (let start = 1; start <= starts; start += 1) {
    for (const upstream of upstreams) await upstream.be({ latencyMs: 0 });
    const groups = [
      await startGroup(REPLICAS, {}, upstreams[0].url),
      await startGroup(REPLICAS, redisEnv, upstreams[1].url),
    ] as const;
    await acquainted(groups[1], REPLICAS);
    for (const part of PARTS) {
      say(`start ${start} of ${starts}: ${part * 100} % of the quota`);
      for (const upstream of upstreams) await upstream.be({ latencyMs: LATENCY_MS, quota: quotaOf(part) });
      await turns(groups, upstreams, WARMUP_SECONDS);
      seen.get(part)!.push(await turns(groups, upstreams, seconds));
    }
    for (const group of groups) await group.stop();
  }
  for (const upstream of upstreams) await upstream.stop();
  return PARTS.map((part) => rowOf(part, seen.get(part)!, seconds));
}

const quotaOf = (part: number): number => Math.round(RATE / part);

async function turns(
  groups: readonly [Group, Group],
  upstreams: readonly NodeUpstream[],
  seconds: number,
): Promise<Seen> {
  const count = () => Promise.all(upstreams.map((upstream) => upstream.calls()));
  const claimed = () => groups[1].counted('gateway_quota_claims_asked_total');
  const [calls, claims] = [await count(), await claimed()];
  const paired = await takePairedTurns([groups[0].ask, groups[1].ask], { ...TURNS, seconds });
  const after = await count();
  return { ...paired, calls: after.map((number, at) => number - calls[at]!), claims: (await claimed()) - claims };
}

function rowOf(part: number, starts: readonly Seen[], seconds: number): LatencyRow {
  const pairs = starts.flatMap((start) => start.pairs);
  const operations = RATE * seconds * starts.length;
  const both = (of: (at: 0 | 1) => number) => [of(0), of(1)] as const;
  const sum = (of: (start: Seen) => number) => starts.reduce((total, start) => total + of(start), 0);
  return {
    part,
    quota: quotaOf(part),
    p50: both((at) => median(pairs.map((pair) => pair[at]))),
    ratio: ratioOf(starts.map((start) => start.pairs.map(([without, shared]) => shared / without))),
    pairs: pairs.length,
    wrong: both((at) => sum(({ wrong }) => wrong[at])),
    calls: both((at) => sum(({ calls }) => calls[at]!) / operations),
    claims: sum(({ claims }) => claims) / operations,
  };
}

/** The rows, each with whether the median is within a fifth of that without Redis. */
export function latencyTable(rows: readonly LatencyRow[]): string {
  const head = ['of the quota', 'p50 without, ms', 'p50 with, ms', 'ratio', 'within 20 %', 'calls', 'claims', 'pairs'];
  const lines = rows.map(({ part, p50, ratio, calls, claims, pairs, wrong }) => [
    `${Math.round(part * 100)} %`,
    short(p50[0]),
    short(p50[1]),
    intervalOf(ratio),
    verdictOf(ratio),
    calls.map(short).join(' / '),
    short(claims),
    `${pairs}${wrong[0] + wrong[1] > 0 ? `, wrong: ${wrong.join(' / ')}` : ''}`,
  ]);
  const turn = `${TURNS.calls} reads in a turn of ${TURNS.turn} ms, ${RATE} a second for each group of ${REPLICAS}`;
  const legend = `${turn}, an upstream of ${LATENCY_MS} ms; calls and claims are for each read`;
  return `${legend}\n\n${markdown([head, ...lines])}`;
}

function verdictOf({ low, high }: Interval): string {
  if (high < MOST) return 'yes';
  return low > MOST ? 'no' : 'cannot be told';
}
