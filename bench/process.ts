import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism } from 'node:os';

const TASKSET = '/usr/bin/taskset';
/** What is measured has this core for itself; the load, the upstream and the rest share the other one. */
export const MEASURED_CORE = 0;
export const OTHER_CORE = 1;
/** Whether processes are bound to cores here. */
export const PINNED = existsSync(TASKSET) && availableParallelism() > 1;

const STOP_MS = 3_000;

/** None of them outlives us, however we end. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill();
});

export interface Started {
  readonly child: ChildProcess;
  /** Its process and the children of it. */
  pids(): readonly number[];
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
  const [program, ...args] = onCore(core, command);
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
    pids,
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

/** The command, bound to a core where that is possible. */
export function onCore(core: number, command: readonly string[]): readonly string[] {
  return PINNED ? [TASKSET, '-c', String(core), ...command] : command;
}

/** Moves this process to the core of the load, so that what it does itself is not on the measured one. */
export function leaveMeasuredCore(): void {
  if (PINNED) execFileSync(TASKSET, ['-a', '-c', '-p', String(OTHER_CORE), String(process.pid)], { stdio: 'ignore' });
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

/**
 * CPU time that these processes used so far, with all their threads, seconds; 0 where the system does not account for
 * it. By the scheduler's nanoseconds: `/proc/PID/stat` counts ticks of 10 ms, too coarse for a short turn.
 *
 * @see https://docs.kernel.org/scheduler/sched-stats.html
 */
export function cpuOf(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuOfProcess(pid), 0);
}

function cpuOfProcess(pid: number): number {
  return threadsOf(pid).reduce((sum, thread) => sum + cpuOfThread(pid, thread), 0);
}

/** Of the first thread alone, which runs the JavaScript. */
export function cpuOfMainThread(pid: number): number {
  return cpuOfThread(pid, String(pid));
}

function cpuOfThread(pid: number, thread: string): number {
  const [nanoseconds] = read(`/proc/${pid}/task/${thread}/schedstat`).split(' ', 1);
  return Number(nanoseconds) / 1e9;
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
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
