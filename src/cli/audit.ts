import { parseArgs } from 'node:util';
import { type AuditKey, auditKey } from '../audit/line.ts';
import { readLines } from '../audit/read-lines.ts';
import { AuditVerifier, CannotVerifyError, type Finding, type Problem, type Report } from '../audit/verifier.ts';
import type { Env, Io } from '../doctor/io.ts';
import { SettingsError } from '../lib/settings-error.ts';
import { withSecretFiles } from '../process/secret-files.ts';
import { parseVariables } from '../process/setting-mistakes.ts';
import { withoutBlank } from '../process/setting-scope.ts';
import { AUDIT_VARIABLES } from '../process/variables.ts';

const USAGE = `Usage: audit verify <LOG

Reads a log from standard input, ignores what is no audit line, and finds audit lines that were changed, left out,
repeated or moved. The key is AUDIT_KEY, or in the file that AUDIT_KEY_FILE names, with keys from before a change in
lines below it: never an argument. docs/audit.md says what it cannot see.

Exit code: 0 all lines are as they were written, 1 some are not, 2 it could not be looked at (no key, no audit line),
3 those that came are, but the end of a process is missing: it still runs, was killed, or its last lines were cut off.
`;

const [WHOLE, WRONG, CANNOT_LOOK, NO_END] = [0, 1, 2, 3] as const;

const MEANINGS: Readonly<Record<Problem, string>> = {
  changed: 'changed, or not written by the gateway',
  'unknown key': 'signed with a key that AUDIT_KEY does not hold',
  doubled: 'doubled: it came before',
  reordered: 'reordered: it came after a later one',
  unlinked: 'does not continue the line before: one of the two was written anew with the key',
  missing: 'missing',
  'no end': 'no end follows: the process still runs, was killed, or its last lines were cut off',
};

/**
 * The command: verifies the audit log on standard input, and prints what is wrong.
 *
 * @param env holds the key, or names its file
 * @returns the exit code
 */
export async function audit(args: readonly string[], env: Env, io: Io): Promise<number> {
  try {
    if (asksForHelp(args)) {
      io.stdout.write(USAGE);
      return WHOLE;
    }
    const report = await verify(new AuditVerifier(keysIn(env)), io.stdin);
    io.stdout.write(textOf(report));
    return exitCodeOf(report);
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof CannotVerifyError)) throw error;
    io.stderr.write(`${error.message}\n`);
    return CANNOT_LOOK;
  }
}

function asksForHelp(args: readonly string[]): boolean {
  // No message repeats what may be a key.
  const unknown = new CannotVerifyError(`Unknown arguments. A key is never one: others could read it.\n\n${USAGE}`);
  try {
    const options = { help: { type: 'boolean', short: 'h' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (!values.help && positionals.join() !== 'verify') throw unknown;
    return values.help === true;
  } catch {
    throw unknown;
  }
}

function keysIn(env: Env): AuditKey[] {
  const own = Object.entries(env).filter(([name]) => /^AUDIT_KEY(_FILE)?$/.test(name));
  const { given, mistakes } = withSecretFiles(withoutBlank(Object.fromEntries(own)));
  const { AUDIT_KEY } = parseVariables(AUDIT_VARIABLES, given, given, mistakes);
  if (AUDIT_KEY === undefined) throw new SettingsError(['AUDIT_KEY: is needed, or AUDIT_KEY_FILE']);
  return AUDIT_KEY.map(auditKey);
}

async function verify(verifier: AuditVerifier, input: Io['stdin']): Promise<Report> {
  input.setEncoding('latin1');
  try {
    for await (const line of readLines(input as AsyncIterable<string>)) {
      verifier.take(line);
      if (verifier.isFull) return verifier.report(false);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : new CannotVerifyError(`Standard input cannot be read: ${code}`);
  }
  const report = verifier.report(true);
  if (report.lines === 0) throw new CannotVerifyError('Standard input holds no signed audit line.');
  return report;
}

function textOf({ findings, processes, lines, others }: Report): string {
  const result = findings.length === 0 ? 'all as they were written' : `findings: ${findings.length}`;
  const summary = `Audit lines: ${lines}, of processes: ${processes}; other lines: ${others}; ${result}.`;
  return [...findings.map(lineOf), summary, ''].join('\n');
}

function lineOf({ problem, process, from, to, at }: Finding): string {
  const range = from === to ? `${from}` : `${from} to ${to}`;
  const which = process === undefined ? [] : [`sequence ${range} of process ${process}`];
  return `${[...which, ...(at === undefined ? [] : [`line ${at}`])].join(', ')}: ${MEANINGS[problem]}`;
}

function exitCodeOf({ findings }: Report): number {
  if (findings.length === 0) return WHOLE;
  return findings.every(({ problem }) => problem === 'no end') ? NO_END : WRONG;
}
