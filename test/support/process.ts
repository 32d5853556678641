import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** The gateway as a process. */
export interface GatewayProcess {
  readonly pid: number;
  /** What it wrote so far, both streams. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** How it ended: its code, or the signal's name. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** The address that it says it serves; rejects where it ends first. */
  listening(): Promise<string>;
}

/**
 * Starts `node [flags] src/main.js`, or another program, with these variables and no others, in `folder` or, of the
 * repository, where no `.env` stands. It is killed at the end of the test.
 */
export function startProcess(
  env: Record<string, string> = {},
  folder?: string,
  flags: readonly string[] = [],
  program = 'src/main.js',
): GatewayProcess {
  return startProgram([...flags, join(folder ?? REPOSITORY, program)], env, folder ?? tmpdir());
}

/** Starts `node` with these arguments, as {@link startProcess} does. It reads this input; default: none. */
export function startProgram(
  args: readonly string[],
  env: Record<string, string>,
  folder: string,
  input?: string,
): GatewayProcess {
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: 'pipe' });
  // A program that ends before it has read all of it is no failure.
  child.stdin.on('error', () => {}).end(input);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk) => {
      output += chunk;
    });
  }
  const ended = end(child);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  const address = () => /http:\/\/[^\s"]+\/(graphql|v2)/.exec(output)?.[0];
  return {
    pid: child.pid!,
    output: () => output,
    kill: (signal) => void child.kill(signal),
    ended,
    async listening() {
      let code: number | NodeJS.Signals | undefined;
      ended.then((how) => {
        code = how;
      });
      await expect.poll(() => address() ?? code, { timeout: 60_000, interval: 10 }).toBeDefined();
      if (code !== undefined) throw new Error(`The gateway ended with ${code}: ${output}`);
      return address()!;
    },
  };
}

async function end(child: ChildProcess): Promise<number | NodeJS.Signals> {
  const [code, signal] = await once(child, 'close');
  return code ?? signal;
}
