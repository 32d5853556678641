import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONTESTANTS, type Contestant } from '../contestants.ts';
import { flameGraphs, type Panel } from '../flame/draw.ts';
import { type Folded, fold } from '../flame/fold.ts';
import type { LayerId } from '../flame/layers.ts';
import type { Profile, Profiled } from '../flame/results.ts';
import { QUERIES, type Query } from '../operations.ts';
import type { Options } from '../options.ts';
import { cpuOf, cpuOfMainThread } from '../process.ts';
import { NotComparable, plan, type Running, startContestant } from '../running.ts';
import { type Bench, sample } from '../sample.ts';

const PROFILED = ['q1', 'q4', 'q5', 'q6', 'q8'];
const SIDE_BY_SIDE = ['gateway', 'mercurius'];
const PROBE = fileURLToPath(new URL('../flame/probe.ts', import.meta.url));
/** Of files and packages, those that take most. */
const SHOWN = 15;

/** What is measured of one contestant, with its profile. */
interface Measured {
  readonly profiled: Profiled;
  readonly panel: Panel;
}

/**
 * Where the CPU time of a request goes: a profile of each contestant, one after another, each query in a process of its
 * own. Shares come from the profile of the main thread; what they are shares of is measured before it, without the
 * profiler. Writes a flame graph of each query into `profiles` beside the results.
 */
export async function profile(bench: Bench, options: Options): Promise<Profile> {
  const { connections, quick, only, peers, out, say } = options;
  const contestants = CONTESTANTS.filter(({ id }) => SIDE_BY_SIDE.includes(id) && peers?.includes(id) !== false);
  const queries = [];
  const seconds = quick ? 1 : 5;
  for (const query of QUERIES.filter(({ id }) => PROFILED.includes(id) && only?.includes(id) !== false)) {
    const measured: Measured[] = [];
    for (const contestant of contestants) {
      say(`profile: ${query.id}, ${contestant.id}`);
      try {
        measured.push(await profileOf(bench, contestant, query, { seconds, connections, warmup: quick ? 2 : 8 }));
      } catch (error) {
        if (!(error instanceof NotComparable)) throw error;
        say(`${contestant.title} is left out: ${error.message}`);
      }
    }
    if (measured.length === 0) continue;
    const heading = `${query.id.toUpperCase()}: ${query.title.replaceAll('`', '')}, CPU time of the main thread`;
    write(
      join(dirname(out), 'profiles', `${query.id}.svg`),
      flameGraphs(
        heading,
        measured.map(({ panel }) => panel),
      ),
    );
    queries.push({ id: query.id, title: query.title, profiles: measured.map(({ profiled }) => profiled) });
  }
  return { date: new Date().toISOString(), connections, seconds, queries };
}

interface Lengths {
  readonly warmup: number;
  readonly seconds: number;
  readonly connections: number;
}

async function profileOf(
  bench: Bench,
  contestant: Contestant,
  query: Query,
  { warmup, seconds, connections }: Lengths,
): Promise<Measured> {
  const [node, ...args] = contestant.command;
  const probed = { ...contestant, command: [node!, '--import', PROBE, ...args] };
  const running = await startContestant(probed, bench.upstream.url, { ipc: true });
  try {
    const planned = await plan(running, query);
    await sample(bench, running, query, planned, { seconds: warmup, connections });
    const before = cpuNow(running);
    const plain = await sample(bench, running, query, planned, { seconds, connections });
    const after = cpuNow(running);
    await ask(running, 'begin');
    const watched = await sample(bench, running, query, planned, { seconds, connections });
    const nodes = await ask(running, 'end');
    const wrong = plain.wrong + watched.wrong;
    if (wrong > 0) throw new NotComparable(`${wrong} answers were wrong`);
    const mainUs = (plain.cpuUs * (after.main - before.main)) / (after.all - before.all);
    const folded = fold(nodes);
    if (folded.flame.samples === 0) throw new Error(`The profile of ${contestant.title} is empty.`);
    const given = { contestant: contestant.id, title: contestant.title };
    const figures = { cpuUs: plain.cpuUs, profiledUs: watched.cpuUs, ...inUs(folded, plain.cpuUs, mainUs) };
    return {
      profiled: { ...given, ...figures },
      panel: { title: `${contestant.title}: ${mainUs.toFixed(1)} µs a request`, flame: folded.flame, us: mainUs },
    };
  } finally {
    await running.stop();
  }
}

/** Samples as microseconds of a request. */
function inUs({ flame, layers, places }: Folded, cpuUs: number, mainUs: number) {
  const us = (samples: number) => (samples / flame.samples) * mainUs;
  const shares: Partial<Record<LayerId, number>> = { threads: cpuUs - mainUs };
  for (const [layer, samples] of layers) shares[layer] = us(samples);
  const most = [...places].toSorted(([, a], [, b]) => b - a).slice(0, SHOWN);
  return {
    samples: flame.samples,
    layers: shares,
    places: most.map(([place, samples]) => ({ place, us: us(samples) })),
  };
}

function cpuNow({ pids }: Running): { all: number; main: number } {
  const [own] = pids();
  return { all: cpuOf(pids()), main: cpuOfMainThread(own!) };
}

/** Says something to the probe; its answer is a profile, empty at the begin of one. */
async function ask({ child }: Running, message: 'begin' | 'end'): Promise<Profiler.ProfileNode[]> {
  const answered = once(child, 'message', { signal: AbortSignal.timeout(60_000) });
  child.send(message);
  const [nodes] = await answered;
  return nodes;
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
