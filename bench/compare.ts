import type { Contestant } from './contestants.ts';
import type { Planned, Target, Turn, TurnsResult } from './load/index.ts';
import type { Query } from './operations.ts';
import type { Options } from './options.ts';
import { type Interval, ratioOf, togetherOf, verdictOf } from './ratio.ts';
import type { Cell, Comparison, Timed } from './results.ts';
import { NotComparable, plan, type Running, startAll } from './running.ts';
import { type Bench, callersOf } from './sample.ts';
import { geometricMean, median } from './stats.ts';

/** Of a turn: short beside the phases of the machine, long beside reading the CPU time. */
const TURN_SECONDS = 0.025;
/**
 * For each contestant and query in each start, seconds; the first query warms up what all of them need. Half of it is
 * not enough: V8 still compiles, and what is compared is how far each is with that.
 */
const WARMUP = 1.5;
const FIRST_WARMUP = 2.5;
/** Of those, in a quick run. */
const QUICK = 0.1;
/** For counting calls to the upstream, once. */
const COUNTED_SECONDS = 0.1;

export interface CompareOptions extends Pick<Options, 'connections' | 'quick' | 'say'> {
  /** How often all processes are started anew. */
  readonly starts: number;
  /** Of turns for a query in one start, all contestants together. */
  readonly seconds: number;
}

/** What a contestant did with a query, by start. */
interface Record {
  readonly contestant: string;
  readonly planned: readonly Planned[];
  calls: number;
  rssMb: number;
  readonly starts: { readonly own: TurnsResult; readonly first: TurnsResult }[];
}

type Entry = Record | { readonly contestant: string; readonly reason: string };

/**
 * All contestants in turns of a fraction of a second, query by query, and again after all were started anew. The first
 * is what the others are compared with; the one whose id is `control` is the same program once more.
 *
 * @param as how a contestant is run in a start, counted from 1; default: as it is
 */
export async function compare(
  bench: Bench,
  contestants: readonly Contestant[],
  queries: readonly Query[],
  options: CompareOptions,
  as: (contestant: Contestant, start: number) => Contestant = (contestant) => contestant,
): Promise<Comparison> {
  const began = performance.now();
  const { starts, seconds, connections, quick, say } = options;
  const entries = new Map<string, Entry[]>();
  let absent: Readonly<{ [title: string]: string }> = {};
  for (let start = 1; start <= starts; start += 1) {
    const like = contestants.map((contestant) => as(contestant, start));
    // Another one comes first each time, as what runs before may leave something to what runs after.
    const all = await startAll(rotated(like, start), bench.upstream.url, say);
    absent = { ...absent, ...all.absent };
    all.runnings.sort((a, b) => like.indexOf(a.contestant) - like.indexOf(b.contestant));
    for (const query of queries) {
      say(`start ${start} of ${starts}, ${query.id}: ${query.title}`);
      const known = entries.get(query.id) ?? (await admit(bench, all.runnings, query, connections));
      entries.set(query.id, known);
      const warmup = (query === queries[0] ? FIRST_WARMUP : WARMUP) * (quick ? QUICK : 1);
      await measure(bench, all.runnings, query, known, { warmup, seconds, connections });
    }
    for (const running of all.runnings) await running.stop();
  }
  return {
    date: new Date().toISOString(),
    upstream: bench.upstream.name,
    starts,
    turnSeconds: TURN_SECONDS,
    seconds,
    connections,
    took: (performance.now() - began) / 1_000,
    contestants: contestants
      .filter(({ title }) => absent[title] === undefined)
      .map(({ id, title, role }) => ({ id, title, role })),
    absent,
    queries: queries.map(({ id, title }) => ({ id, title, cells: cellsOf(entries.get(id)!) })),
    together: togetherRows([...entries.values()], starts),
  };
}

/** Checks the answers of each, once, and counts the calls that they cost. */
async function admit(
  { load, upstream }: Bench,
  runnings: readonly Running[],
  query: Query,
  connections: number,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const running of runnings) {
    const contestant = running.contestant.id;
    try {
      const planned = await plan(running, query);
      const job = { url: running.url, planned, credentials: callersOf(query, connections), connections };
      await load.run({ ...job, seconds: COUNTED_SECONDS });
      const before = await upstream.calls();
      const { count, wrong } = await load.run({ ...job, seconds: COUNTED_SECONDS });
      const calls = ((await upstream.calls()) - before) / (count + wrong);
      entries.push({ contestant, planned, calls, rssMb: 0, starts: [] });
    } catch (error) {
      if (!(error instanceof NotComparable) || running === runnings[0]) throw error;
      entries.push({ contestant, reason: error.message });
    }
  }
  return entries;
}

/** Adds what a start tells to the records of a query. */
async function measure(
  { load }: Bench,
  runnings: readonly Running[],
  query: Query,
  entries: readonly Entry[],
  { warmup, seconds, connections }: { warmup: number; seconds: number; connections: number },
): Promise<void> {
  const running = (record: Record) => runnings.find(({ contestant }) => contestant.id === record.contestant);
  const records = entries.filter((entry): entry is Record => 'planned' in entry && running(entry) !== undefined);
  const targets = records.map((record): Target => {
    const { url, pids } = running(record)!;
    return { url, pids: pids(), planned: record.planned, credentials: callersOf(query, connections) };
  });
  const job = { targets, connections, turnSeconds: TURN_SECONDS };
  await load.turns({ ...job, seconds: warmup * targets.length });
  const results = await load.turns({ ...job, seconds });
  for (const [index, record] of records.entries()) {
    record.starts.push({ own: results[index]!, first: results[0]! });
    record.rssMb = Math.max(record.rssMb, running(record)!.rss());
  }
}

function cellsOf(entries: readonly Entry[]): Cell[] {
  const timed = judged(entries.filter((entry) => 'planned' in entry).map(rowOf));
  return entries.map((entry) =>
    'reason' in entry ? entry : timed.find((row) => row.contestant === entry.contestant)!,
  );
}

/** All queries as one, where the control took part: of those that have ratios for each query in each start. */
function togetherRows(queries: readonly (readonly Entry[])[], starts: number): Comparison['together'] {
  const rows = queries[0]!.flatMap(({ contestant }) => {
    const ratios = queries.map((entries) => {
      const entry = entries.find((one) => one.contestant === contestant);
      return entry !== undefined && 'planned' in entry ? ratiosOf(entry) : [];
    });
    const isWhole = ratios.every((each) => each.length === starts && each.every(({ length }) => length > 0));
    return isWhole
      ? [{ contestant, levels: ratios[0]!.map((_, at) => geometricMean(ratios.map((of) => median(of[at]!)))) }]
      : [];
  });
  if (starts < 2 || rows[1]?.contestant !== 'control') return [];
  const speeds = togetherOf(rows.map(({ levels }) => levels));
  return rows.map(({ contestant }, at) => ({
    contestant,
    speed: speeds[at]!,
    verdict: at < 2 ? 'even' : verdictOf(speeds[at]!, speeds[1]!),
  }));
}

/** With what each row tells beside the control's; where there is no control, one is all that cannot be told from it. */
function judged<Row extends { readonly contestant: string; readonly speed: Interval }>(rows: readonly Row[]) {
  const level = rows.find(({ contestant }) => contestant === 'control')?.speed;
  return rows.map((row) => ({
    ...row,
    verdict: row.speed === level ? ('even' as const) : verdictOf(row.speed, level),
  }));
}

function rowOf(record: Record): { readonly contestant: string } & Omit<Timed, 'verdict'> {
  const { contestant, calls, rssMb, starts } = record;
  const turns = starts.flatMap(({ own }) => own.turns);
  const ratios = ratiosOf(record);
  return {
    contestant,
    cpuUs: median(turns.filter(({ count }) => count > 0).map(cost)) * 1e6,
    p50: median(starts.map(({ own }) => own.p50)),
    calls,
    rssMb,
    wrong: turns.reduce((sum, { wrong }) => sum + wrong, 0),
    pairs: ratios.flat().length,
    speed: ratioOf(ratios),
  };
}

function ratiosOf({ starts }: Record): number[][] {
  return starts.map(({ own, first }) => pairsOf(own.turns, first.turns));
}

/** Of each round in which both had a turn and right answers, what the one costs in what the other does. */
function pairsOf(own: readonly Turn[], first: readonly Turn[]): number[] {
  return own.flatMap((turn) => {
    const other = first.find(({ round }) => round === turn.round);
    return turn.count > 0 && other !== undefined && other.count > 0 ? [cost(turn) / cost(other)] : [];
  });
}

const rotated = <T>(items: readonly T[], by: number): T[] => items.map((_, at) => items[(at + by) % items.length]!);

const cost = ({ cpu, count }: Turn): number => cpu / count;
