import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { CONTESTANTS, PEERS } from './contestants.ts';
import { startLoad } from './load/index.ts';
import { distance } from './measures/distance.ts';
import { latency } from './measures/latency.ts';
import { profile } from './measures/profile.ts';
import { prove } from './measures/prove.ts';
import { scale } from './measures/scale.ts';
import { soak } from './measures/soak.ts';
import { against, speed } from './measures/speed.ts';
import { startTime } from './measures/start.ts';
import { HELP, type Measure, type Options, readOptions } from './options.ts';
import { leaveMeasuredCore, PINNED } from './process.ts';
import { allTablesOf } from './report/tables.ts';
import type { Results } from './results.ts';
import { type Running, startAll } from './running.ts';
import type { Bench } from './sample.ts';
import { startUpstream } from './upstream/index.ts';

// An end by signal is an exit too, which ends all that was started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

/** What peers take part in. */
const WITH_PEERS: readonly Measure[] = ['speed', 'latency', 'distance', 'profile'];

const options = readOptions(process.argv.slice(2));
if (options) await main(options);
else console.log(HELP);

async function main(options: Options): Promise<void> {
  leaveMeasuredCore();
  installPeers(options);
  const keep = (section: Partial<Results>) => {
    const results: Results = { ...known(options.out), ...section, machine: machine() };
    writeFileSync(options.out, `${JSON.stringify(results, undefined, 2)}\n`);
    console.log(`\n${allTablesOf({ ...section, machine: machine() })}`);
  };
  const load = startLoad();
  const upstream = await startUpstream();
  const bench: Bench = { upstream, load };
  options.say(`upstream: ${upstream.name}; ${PINNED ? 'pinned' : 'not pinned'} to cores`);
  await measureAll(bench, options, keep);
  await upstream.stop();
  if (options.measures.includes('distance')) keep({ distance: await distance(load, options) });
  await load.stop();
}

/** Hands each section over as soon as it is measured. */
async function measureAll(bench: Bench, options: Options, keep: (section: Partial<Results>) => void): Promise<void> {
  const has = (measure: Measure) => options.measures.includes(measure);
  if (has('speed')) keep({ speed: await speed(bench, options) });
  if (options.against !== undefined) keep({ against: await against(bench, options.against, options) });
  if (options.prove > 0) await prove(bench, options);
  if (has('scale')) keep({ scale: await scale(bench, options) });
  if (has('profile')) keep({ profile: await profile(bench, options) });
  if (has('latency')) {
    await withContestants(bench, options, async (runnings) =>
      keep({ latency: await latency(bench, runnings, options) }),
    );
  }
  if (has('soak')) {
    await withContestants(bench, { ...options, peers: ['gateway'] }, async ([gateway]) => {
      keep({ soak: await soak(bench, gateway!, options) });
    });
  }
  if (has('start')) keep({ start: await startTime(bench.upstream, options) });
}

/** Starts those that are wanted and can run, and stops them after `work`. */
async function withContestants(
  { upstream }: Bench,
  { peers, say }: Options,
  work: (runnings: readonly Running[]) => Promise<void>,
): Promise<void> {
  const wanted = CONTESTANTS.filter(({ id }) => (peers === undefined ? id !== 'control' : peers.includes(id)));
  const { runnings } = await startAll(wanted, upstream.url, say);
  await work(runnings);
  for (const running of runnings) await running.stop();
}

/** Peers are no dependencies of the project: they come with the first run that wants them. */
function installPeers({ peers, measures, say }: Options): void {
  const wanted = CONTESTANTS.some(({ id, role }) => role === 'peer' && (peers === undefined || peers.includes(id)));
  if (!wanted || !measures.some((measure) => WITH_PEERS.includes(measure))) return;
  if (existsSync(`${PEERS}/node_modules`)) return;
  say('npm ci in bench/peers');
  execFileSync('npm', ['ci', '--prefix', PEERS], { stdio: 'inherit' });
}

function known(out: string): Partial<Results> {
  return existsSync(out) ? JSON.parse(readFileSync(out, 'utf8')) : {};
}

function machine(): Results['machine'] {
  return { cpu: cpus()[0]!.model, cores: cpus().length, node: process.version, pinned: PINNED };
}
