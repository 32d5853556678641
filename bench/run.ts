import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { absence, CONTESTANTS, PEERS } from './contestants.ts';
import { startLoad } from './load/index.ts';
import { callers, LATENCY_MS } from './measures/callers.ts';
import { latency } from './measures/latency.ts';
import { scaling } from './measures/scaling.ts';
import { soak } from './measures/soak.ts';
import { startTime } from './measures/start.ts';
import { throughput } from './measures/throughput.ts';
import { HELP, type Measure, type Options, readOptions } from './options.ts';
import { PINNED } from './process.ts';
import { tablesOf } from './report/tables.ts';
import type { Results } from './results.ts';
import { NotComparable, type Running, startContestant } from './running.ts';
import type { Bench } from './sample.ts';
import { startUpstream } from './upstream/index.ts';

// An end by signal is an exit too, which ends all that was started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

const options = readOptions(process.argv.slice(2));
if (options) await main(options);
else console.log(HELP);

async function main(options: Options): Promise<void> {
  installPeers(options);
  await measureAll(options, (section) => {
    const results: Results = { ...known(options.out), ...section, machine: machine() };
    writeFileSync(options.out, `${JSON.stringify(results, undefined, 2)}\n`);
    console.log(tablesOf({ ...section, machine: machine() }));
  });
  console.log(`Written to ${options.out}; node bench/report.ts ${options.out} makes RESULTS.md and the chart of it.`);
}

/** Hands each section over as soon as it is measured. */
async function measureAll(options: Options, keep: (section: Partial<Results>) => void): Promise<void> {
  const has = (measure: Measure) => options.measures.includes(measure);
  const load = startLoad();
  const upstream = await startUpstream();
  const bench: Bench = { upstream, load };
  options.say(`upstream: ${upstream.name}; load: undici, one connection a caller; ${PINNED ? 'pinned' : 'not pinned'}`);
  await withContestants(upstream.url, options, async (runnings, absent) => {
    const gateway = runnings.find(({ contestant }) => contestant.role === 'gateway');
    const ours = runnings.filter(({ contestant }) => contestant.role === 'gateway' || contestant.id === 'pick');
    if (has('throughput')) keep({ throughput: await throughput(bench, runnings, absent, options) });
    if (has('latency')) keep({ latency: await latency(bench, runnings, options) });
    if (has('scaling')) keep({ scaling: await scaling(bench, ours, options) });
    if (has('soak') && gateway) keep({ soak: await soak(bench, gateway, options) });
  });
  if (has('start')) keep({ start: await startTime(upstream, options) });
  await upstream.stop();
  if (has('upstream-latency')) {
    const slow = await startUpstream(LATENCY_MS);
    await withContestants(slow.url, options, async (runnings) => {
      keep({ upstreamLatency: await callers({ upstream: slow, load }, runnings, options) });
    });
    await slow.stop();
  }
  await load.stop();
}

/** Starts those that are wanted and can run, and stops them after `work`. */
async function withContestants(
  upstreamUrl: string,
  { peers, say }: Options,
  work: (runnings: readonly Running[], absent: Readonly<Record<string, string>>) => Promise<void>,
): Promise<void> {
  const runnings: Running[] = [];
  const absent: Record<string, string> = {};
  for (const contestant of CONTESTANTS.filter(({ id }) => peers === undefined || peers.includes(id))) {
    const reason = absence(contestant);
    try {
      if (reason !== undefined) throw new NotComparable(reason);
      runnings.push(await startContestant(contestant, upstreamUrl));
    } catch (error) {
      if (!(error instanceof NotComparable)) throw error;
      absent[contestant.title] = error.message;
      say(`${contestant.title} does not take part: ${error.message}`);
    }
  }
  await work(runnings, absent);
  for (const running of runnings) await running.stop();
}

/** Peers are no dependencies of the project: they come with the first run that wants them. */
function installPeers({ peers, say }: Options): void {
  const wanted = CONTESTANTS.some(({ id, role }) => role === 'peer' && (peers === undefined || peers.includes(id)));
  if (!wanted || existsSync(`${PEERS}/node_modules`)) return;
  say('npm ci in bench/peers');
  execFileSync('npm', ['ci', '--prefix', PEERS], { stdio: 'inherit' });
}

function known(out: string): Partial<Results> {
  return existsSync(out) ? JSON.parse(readFileSync(out, 'utf8')) : {};
}

function machine(): Results['machine'] {
  return { cpu: cpus()[0]!.model, cores: availableParallelism(), node: process.version, pinned: PINNED };
}
