import { existsSync } from 'node:fs';
import { compare } from '../compare.ts';
import { CONTESTANTS, CONTROL, type Contestant, gatewayIn } from '../contestants.ts';
import { QUERIES } from '../operations.ts';
import type { Options } from '../options.ts';
import type { Comparison } from '../results.ts';
import { checkOut, workingTree } from '../revision.ts';
import { startContestant } from '../running.ts';
import type { Bench } from '../sample.ts';

/** Where neither starts nor seconds are given: all of Q1 to Q8 in 18 minutes, a revision in six. */
const SPEED = { starts: 4, seconds: 12 };
const AGAINST = { starts: 8, seconds: 4 };
/** What a change is held against. */
const FIRST_FOUR = ['q1', 'q2', 'q3', 'q4'];

/** All contestants, or those that were named, with the control. */
export function speed(bench: Bench, { peers, only, ...options }: Options): Promise<Comparison> {
  const contestants = CONTESTANTS.filter(({ id }, index) => index === 0 || peers === undefined || peers.includes(id));
  return compare(bench, contestants, queriesOf(only), { ...options, ...lengthOf(options, SPEED) }, alike);
}

/** This tree and the control beside another revision. */
export async function against(bench: Bench, revision: string, options: Options): Promise<Comparison> {
  const { folder, commit, remove } = checkOut(revision);
  try {
    return await besides(bench, [gatewayIn(folder, 'revision', `${revision} (${commit})`)], options);
  } finally {
    remove();
  }
}

/**
 * This tree and the control beside other trees, each in a folder of its own of the same depth and length: a process
 * that runs in another place has another layout for all its life.
 */
export async function besides(bench: Bench, others: readonly Contestant[], options: Options): Promise<Comparison> {
  const own = [CONTESTANTS[0]!, CONTROL].map(({ id, title }) => ({ id, title, ...checkOut(workingTree()) }));
  try {
    const contestants = [...own.map(({ folder, id, title }) => gatewayIn(folder, id, title)), ...others];
    // The first start of a tree leaves the compiled code that all others find.
    for (const contestant of contestants) await (await startContestant(contestant, bench.upstream.url)).stop();
    const queries = queriesOf(options.only ?? FIRST_FOUR);
    return await compare(bench, contestants, queries, { ...options, ...lengthOf(options, AGAINST) }, alike);
  } finally {
    for (const { remove } of own) remove();
  }
}

/** Switches off the random layout of the address space, where the system can. */
const SETARCH = '/usr/bin/setarch';

/**
 * Lets two processes of one program do the same, as far as they can: V8 optimizes functions after 500 calls, not 3,000,
 * so that what is measured is not how far it is with compiling; at the call and not a while later on another thread;
 * and what it draws at random is the same for all in one start, and other in the next.
 */
function alike(contestant: Contestant, start: number): Contestant {
  const [node, ...args] = contestant.command;
  if (!node!.endsWith('/node')) return contestant;
  const flags = [
    '--invocation-count-for-maglev=100',
    '--invocation-count-for-turbofan=500',
    '--no-concurrent-recompilation',
    `--hash-seed=${start}`,
    `--random-seed=${start}`,
  ];
  const layout = existsSync(SETARCH) ? [SETARCH, '-R'] : [];
  return { ...contestant, command: [...layout, node!, ...flags, ...args] };
}

function queriesOf(only: Options['only']) {
  return QUERIES.filter(({ id }) => only === undefined || only.includes(id));
}

function lengthOf({ starts, seconds }: Pick<Options, 'starts' | 'seconds'>, usual: typeof SPEED): typeof SPEED {
  return { starts: starts ?? usual.starts, seconds: seconds ?? usual.seconds };
}
