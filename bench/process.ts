import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';

/** What is measured has this core for itself; the load, the upstream and the rest share the other one. */
export const MEASURED_CORE = 0;
export const OTHER_CORE = 1;
/** Whether processes are bound to cores here. */
export const PINNED = existsSync('/usr/bin/taskset') && availableParallelism() > 1;

/** Ticks of `/proc/PID/stat` in a second, on every Linux that Node runs on. */
const TICKS = 100;
const STOP_MS = 3_000;

/** None of them outlives us, however we end. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill();
});

export interface Started {
  readonly child: ChildProcess;
  /** Processor time used so far, with all threads and children, in seconds. */
  cpu(): number;
  /** Resident memory with children, in MB. */
  rss(): number;
  /** Asks it to end, and makes it end after 3 s. */
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly core: number;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** With a channel for `process.send`. */
  readonly ipc?: boolean;
}

/** Starts a process on one core. Its output goes nowhere, its complaints to ours. */
export function start(command: readonly string[], { core, env, cwd, ipc }: StartOptions): Started {
  const [program, ...args] = PINNED ? ['/usr/bin/taskset', '-c', String(core), ...command] : command;
  const child = spawn(program!, args, {
    env: { PATH: process.env.PATH, ...env },
    cwd,
    stdio: ['ignore', 'ignore', process.env.BENCH_VERBOSE ? 'inherit' : 'ignore', ...(ipc ? (['ipc'] as const) : [])],
    serialization: 'advanced',
  });
  const exited = once(child, 'exit');
  running.add(child);
  child.once('exit', () => running.delete(child));
  const pids = () => withChildren(child.pid!);
  return {
    child,
    cpu: () => pids().reduce((sum, pid) => sum + cpuOf(pid), 0),
    rss: () => pids().reduce((sum, pid) => sum + rssOf(pid), 0),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** A port that nobody has now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

function withChildren(pid: number): number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean);
  return [pid, ...children.flatMap((child) => withChildren(Number(child)))];
}

function cpuOf(pid: number): number {
  // The name in parentheses may hold anything: what counts comes behind it. utime and stime are members 14 and 15.
  const members = read(`/proc/${pid}/stat`).split(') ').at(-1)!.split(' ');
  return (Number(members[11] ?? 0) + Number(members[12] ?? 0)) / TICKS;
}

function rssOf(pid: number): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`)) ?? [];
  return Number(kilobytes ?? 0) / 1_024;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
