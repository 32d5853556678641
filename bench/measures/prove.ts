import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTESTANTS, type Contestant, gatewayIn } from '../contestants.ts';
import { QUERIES } from '../operations.ts';
import type { Options } from '../options.ts';
import { MEASURED_CORE, onCore } from '../process.ts';
import { comparisonTable } from '../report/comparison.ts';
import { type Comparison, isTimed } from '../results.ts';
import { checkOut, isClean } from '../revision.ts';
import { plan, startAll } from '../running.ts';
import type { Bench } from '../sample.ts';
import { besides } from './speed.ts';

/** What is planted, in what a request costs. */
const SHARE = 0.05;

/**
 * Puts the ruler to the test: N runs as `--against` makes them, with two worktrees of HEAD beside this tree, of which
 * one has a busy loop of known length planted for each request. Prints for each query in how many runs the one was
 * found slower, and in how many anything was said of the other. Throws where this tree is not its HEAD.
 */
export async function prove(bench: Bench, options: Options): Promise<void> {
  if (!isClean()) throw new Error('Commit first: this tree and its HEAD must be the same.');
  const runs: Comparison[] = [];
  let loops: Record<number, number> | undefined;
  for (let run = 1; run <= options.prove; run += 1) {
    // New ones in each run, as `--against` makes them: this tree and the control run in new ones, too.
    const [same, planted] = [checkOut('HEAD'), checkOut('HEAD')];
    const others = [gatewayIn(same.folder, 'same', 'the same'), gatewayIn(planted.folder, 'planted', 'planted 5 %')];
    try {
      loops ??= await loopsOf(bench, others[0]!, options);
      plant(planted.folder, loops);
      options.say(`run ${run} of ${options.prove}`);
      runs.push(await besides(bench, others, options));
      console.log(comparisonTable(runs.at(-1)!));
      console.log(countsOf(runs));
    } finally {
      same.remove();
      planted.remove();
    }
  }
}

/** How many iterations take the share of what each query costs now, by the length of its request. */
async function loopsOf(bench: Bench, gateway: Contestant, options: Options): Promise<Record<number, number>> {
  const { queries } = await besides(bench, [gateway], { ...options, starts: 1 });
  const { runnings } = await startAll([CONTESTANTS[0]!], bench.upstream.url, options.say);
  const loops: Record<number, number> = {};
  for (const { id, cells } of queries) {
    const first = cells.find(isTimed)!;
    const planned = await plan(runnings[0]!, QUERIES.find((query) => query.id === id)!);
    const iterations = Math.round(first.cpuUs * SHARE * iterationsPerMicrosecond());
    for (const { body } of planned) loops[Buffer.byteLength(body)] = iterations;
  }
  await runnings[0]!.stop();
  return loops;
}

const LOOP = 'function spin(count) { for (let i = 0, x = 1; i < count; i++) x = (x * 48271) % 2147483647; }';

function iterationsPerMicrosecond(): number {
  const count = 2e7;
  const script = `${LOOP} spin(1e6); const { user } = process.cpuUsage(); spin(${count});
    console.log(${count} / (process.cpuUsage().user - user))`;
  const [program, ...args] = onCore(MEASURED_CORE, [process.execPath, '-e', script]);
  return Number(execFileSync(program!, args, { encoding: 'utf8' }));
}

/**
 * Lets the server of a tree spin before it takes a request, by the length of its body. `headers` is left alone: Node
 * makes that object only for who asks.
 */
function plant(folder: string, loops: Record<number, number>): void {
  const start = join(folder, 'src/main.js');
  const planted = `import { Server } from 'node:http';
const loops = ${JSON.stringify(loops)};
${LOOP}
const lengthOf = (headers) => {
  for (let at = 0; at < headers.length; at += 2) if (/^content-length$/i.test(headers[at])) return headers[at + 1];
};
const { emit } = Server.prototype;
Server.prototype.emit = function (name, req, res) {
  if (name === 'request') spin(loops[lengthOf(req.rawHeaders)] ?? 0);
  return emit.apply(this, arguments);
};
`;
  writeFileSync(start, planted + readFileSync(start, 'utf8'));
}

/** For each column of the table, how often the planted tree was found, and how often something was said of the other. */
function countsOf(runs: readonly Comparison[]): string {
  const columns = ['together', ...runs[0]!.queries.map(({ id }) => id)];
  return columns
    .map((column) => {
      const verdicts = (id: string) => runs.map((run) => verdictIn(run, column, id));
      // That this tree is faster is what the table says of a tree that is slower.
      const found = verdicts('planted').filter((verdict) => verdict === 'faster').length;
      const invented = verdicts('same').filter((verdict) => verdict !== 'even').length;
      return `${column}: 5 % found in ${found} of ${runs.length} runs, a difference invented in ${invented}`;
    })
    .join('\n');
}

function verdictIn({ queries, together }: Comparison, column: string, id: string): string {
  const cells: readonly { contestant: string; verdict?: string }[] =
    column === 'together' ? together : queries.find((query) => query.id === column)!.cells;
  return cells.find(({ contestant }) => contestant === id)?.verdict ?? 'even';
}
