import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';

const MAIN = resolve('src/cli/main.js');
const FINDING = /^sequence (\d+)(?: to (\d+))? of process ([\da-f-]{36})(?:, line \d+)?: (.*)$/gm;

/** Something that the command found. */
export interface Found {
  readonly from: number;
  readonly to: number;
  readonly process: string;
  readonly what: string;
}

/** How the command ended, and what it wrote to both streams. */
export interface Verified {
  readonly code: number | null;
  readonly output: string;
  readonly found: readonly Found[];
}

/** Runs `audit verify` on a log, each character of which is a byte. */
export function verify(log: string, env: Record<string, string>, ...args: string[]): Verified {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'audit', 'verify', ...args], {
    cwd: tmpdir(),
    env,
    input: Buffer.from(log, 'latin1'),
    encoding: 'utf8',
  });
  const found = stdout.matchAll(FINDING).map(([, from, to, process, what]) => {
    return { from: Number(from), to: Number(to ?? from), process: process!, what: what! };
  });
  return { code: status, output: stdout + stderr, found: [...found] };
}
