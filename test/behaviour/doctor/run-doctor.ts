import { PassThrough } from 'node:stream';
import type { CheckId, State } from '../../../src/doctor/checks.ts';
import { doctor } from '../../../src/doctor/main.ts';

/** What the command did. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One line of the report of `--json`. */
export interface Line {
  readonly id: CheckId;
  readonly group: string;
  readonly assumption: string;
  readonly state: State;
  readonly seen: string;
  readonly advice?: string;
}

export interface RunOptions {
  /** Columns of the terminal that it writes to; default: it writes to none. */
  readonly columns?: number;
  /** Typed on a terminal; default: there is none. */
  readonly typed?: string;
}

/** Runs the command in this process, with these variables and no others. */
export async function runDoctor(
  env: Record<string, string>,
  args: readonly string[] = [],
  { columns, typed }: RunOptions = {},
): Promise<Run> {
  const [stdout, stderr] = [gathering(), gathering()];
  const stdin = Object.assign(new PassThrough(), {
    isTTY: typed !== undefined,
    setRawMode: () => stdin,
  });
  if (typed !== undefined) stdin.write(typed);
  const code = await doctor(args, env, {
    stdin,
    stdout: Object.assign(stdout, columns !== undefined && { isTTY: true, columns }),
    stderr,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

/** Runs the command with `--json`. */
export async function examine(env: Record<string, string>): Promise<{ code: number; lines: Line[]; calls: number }> {
  const { code, stdout } = await runDoctor(env, ['--json']);
  const { checks, calls } = JSON.parse(stdout);
  return { code, lines: checks, calls };
}

function gathering() {
  const stream = new PassThrough();
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  return Object.assign(stream, { text: () => text });
}
