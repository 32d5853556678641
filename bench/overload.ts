/*
 * A gateway at three times its capacity, for MINUTES (default 10): what it cannot take on it must refuse at once, and
 * its memory must stay where it was in the first minute.
 *
 *     node bench/overload.ts [MINUTES]
 *
 * Three parts, on one machine: the gateway as a process of its own, in production mode; here a Telnyx that answers
 * each read after 20 ms; and here the callers. Capacity is measured first, by callers who wait for their answers; then
 * others come at three times that rate, whether they are answered or not. Prints a line a minute, and ends with 1 where
 * the last minute needs over a tenth more memory than the first.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';

const MINUTES = Number(process.argv[2] ?? 10);
/** Callers of the measurement, each with one operation at a time, and how long it takes, milliseconds. */
const CALLERS = 64;
const MEASURED = 10_000;
const WARM_UP = 10_000;
const TIMES = 3;
/** Of the operations that come, so many wait for their answers at once; those beyond are not sent, and counted. */
const MAX_OUT = 3_000;
const TICK = 10;
const MIB = 1024 * 1024;

/** What became of the operations since it was last read. */
interface Count {
  answered: number;
  refused: number;
  failed: number;
  unsent: number;
}

const nothing = (): Count => ({ answered: 0, refused: 0, failed: 0, unsent: 0 });
let count = nothing();
let out = 0;
let asked = 0;

const telnyx = createServer((_req, res) => {
  setTimeout(() => res.writeHead(200, { 'content-type': 'application/json' }).end(CLIENT), 20);
});
const CLIENT = JSON.stringify({
  data: {
    record_type: 'oauth_client',
    client_id: 'client',
    name: 'A client',
    org_id: 'org',
    user_id: 'user',
    require_pkce: false,
    created_at: '2026-03-31T12:00:00.000Z',
    updated_at: '2026-03-31T12:00:00.000Z',
  },
});
await once(telnyx.listen(0, '127.0.0.1'), 'listening');

const gateway = startGateway((telnyx.address() as AddressInfo).port);
process.once('exit', () => gateway.kill('SIGKILL'));
const origin = await listening(gateway);
const callers = new Pool(origin, { connections: MAX_OUT, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
const watcher = new Pool(origin, { connections: 1 });

await closedLoop(WARM_UP);
const capacity = (await closedLoop(MEASURED)) / (MEASURED / 1000);
console.log(`capacity: ${capacity.toFixed(0)} operations a second; from now on ${TIMES} times that`);
console.log(
  'minute    offered   answered    refused     failed     unsent   RSS median   RSS most  heap used    CPU  /metrics',
);

const stop = openLoop(capacity * TIMES);
const medians: number[] = [];
for (let minute = 1; minute <= MINUTES; minute++) medians.push(await watch(minute));
stop();
const [first, last] = [medians[0]!, medians.at(-1)!];
console.log(`RSS in minute 1: ${first.toFixed(0)} MiB, in minute ${MINUTES}: ${last.toFixed(0)} MiB`);
process.exit(last > first * 1.1 ? 1 : 0);

function startGateway(port: number): ChildProcess {
  const env = { NODE_ENV: 'production', PORT: '0', TELNYX_API_URL: `http://127.0.0.1:${port}` };
  const main = fileURLToPath(new URL('../src/main.js', import.meta.url));
  return spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'inherit'] });
}

async function listening({ stdout }: ChildProcess): Promise<string> {
  const [line] = await once(stdout!, 'data');
  stdout!.resume();
  return new URL(JSON.parse(String(line).split('\n', 1)[0]!).url).origin;
}

/** One operation; none asks for what another does, so that none is served by another's call. */
async function ask(): Promise<void> {
  const query = 'query Load($id: ID!) { oauthClient(clientId: $id) { clientId name createdAt } }';
  const headers = { 'content-type': 'application/json', authorization: `Bearer KEY${asked % 100}` };
  const body = JSON.stringify({ query, variables: { id: `client-${asked++}` } });
  out++;
  try {
    const answer = await callers.request({ method: 'POST', path: '/graphql', headers, body });
    await answer.body.dump();
    if (answer.statusCode === 200) count.answered++;
    else if (answer.statusCode === 503) count.refused++;
    else count.failed++;
  } catch {
    count.failed++;
  } finally {
    out--;
  }
}

/** Callers who wait for their answers; how many operations were answered meanwhile. */
async function closedLoop(duration: number): Promise<number> {
  count = nothing();
  const end = performance.now() + duration;
  const call = async () => {
    while (performance.now() < end) await ask();
  };
  await Promise.all(Array.from({ length: CALLERS }, call));
  return count.answered;
}

/** Operations that come at this rate a second, until it is stopped. */
function openLoop(rate: number): () => void {
  const started = performance.now();
  let due = 0;
  const timer = setInterval(() => {
    for (const until = ((performance.now() - started) / 1000) * rate; due < until; due++) {
      if (out < MAX_OUT) void ask();
      else count.unsent++;
    }
  }, TICK);
  return () => clearInterval(timer);
}

/** Looks at the gateway each second for a minute, and prints what it saw; the median of its memory, MiB. */
async function watch(minute: number): Promise<number> {
  count = nothing();
  const resident: number[] = [];
  let [heap, slowest, cpu, cpuBefore] = [0, 0, 0, 0];
  const end = performance.now() + 60_000;
  while (performance.now() < end) {
    const started = performance.now();
    const text = await (await watcher.request({ method: 'GET', path: '/metrics' })).body.text();
    slowest = Math.max(slowest, performance.now() - started);
    const value = (name: string) => Number(new RegExp(`^${name} ([\\d.]+)$`, 'm').exec(text)![1]);
    resident.push(value('process_resident_memory_bytes') / MIB);
    heap = value('nodejs_heap_size_used_bytes') / MIB;
    cpu = value('process_cpu_seconds_total');
    cpuBefore ||= cpu;
    await sleep(Math.max(0, 1_000 - (performance.now() - started)));
  }
  const sorted = resident.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)]!;
  const { answered, refused, failed, unsent } = count;
  const numbers = [answered + refused + failed + unsent, answered, refused, failed, unsent];
  const cells = [...numbers.map(String), ...[median, sorted.at(-1)!, heap].map((mib) => `${mib.toFixed(0)} MiB`)];
  const ends = [
    `${(((cpu - cpuBefore) / 60) * 100).toFixed(0)} %`.padStart(7),
    `${slowest.toFixed(0)} ms`.padStart(10),
  ];
  console.log([String(minute).padStart(6), ...cells.map((cell) => cell.padStart(11)), ...ends].join(''));
  return median;
}
