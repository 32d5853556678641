import { parseArgs } from 'node:util';
import { SettingsError } from '../lib/settings-error.ts';
import { withSecretFiles } from '../process/secret-files.ts';
import { withoutBlank } from '../process/setting-scope.ts';
import { readSettings, type Settings } from '../process/settings.ts';
import { CHECK_IDS, cannotBeTold, doesNotHold, type Finding, holds } from './checks.ts';
import { examine } from './examine.ts';
import { checkCaFile } from './here.ts';
import type { Env, Io } from './io.ts';
import { CannotRunError, type Credentials, open } from './open.ts';
import { asJson, asTable, type Report } from './print.ts';
import { InterruptedError, typedKey } from './typed-key.ts';
import { redactor } from './words.ts';

const USAGE = `Usage: doctor [--json]

Checks whether this machine, its settings and Telnyx are as the gateway expects, and says what to do where they are not.
It changes nothing at Telnyx. Settings come from the environment, as the gateway reads them. The key is TELNYX_API_KEY,
or typed on the terminal: never an argument. TELNYX_CLIENT_ID and TELNYX_CLIENT_SECRET let it try introspection.

  --json   prints JSON

Exit code: 0 nothing is wrong, 1 something does not hold, 2 the checks could not run.
`;

/** What a header can carry. */
const KEY = /^[\x21-\x7e]+$/;

/**
 * Runs the command: checks, and prints a report.
 *
 * @param env the environment, read as the gateway reads it
 * @returns the exit code
 */
export async function doctor(args: readonly string[], env: Env, io: Io): Promise<number> {
  try {
    const { json, help } = optionsOf(args);
    if (help) {
      io.stdout.write(USAGE);
      return 0;
    }
    const report = await reportOn(env, io);
    io.stdout.write(json ? asJson(report) : asTable(report, io.stdout, env));
    return report.findings.some(({ state }) => state === 'does not hold') ? 1 : 0;
  } catch (error) {
    if (error instanceof CannotRunError) io.stderr.write(`${error.message}\n`);
    else if (!(error instanceof InterruptedError)) throw error;
    return 2;
  }
}

function optionsOf(args: readonly string[]): { json: boolean; help: boolean } {
  const options = {
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch {
    // The error's message repeats the arguments, which may hold a key.
    throw new CannotRunError(`Unknown arguments. A key is never one, as others could read it.\n\n${USAGE}`);
  }
}

async function reportOn(env: Env, io: Io): Promise<Report> {
  const settings = settingsOf(env);
  if (settings instanceof SettingsError) {
    const mistakes = settings.mistakes.join('; ');
    const finding = doesNotHold('settings', mistakes, 'change these settings: the gateway does not start with them');
    const findings = complete([finding, checkCaFile(env)], 'the settings are not usable');
    return { apiUrl: undefined, calls: 0, findings: findings.map(redacted(redactor(secretsIn(env)))) };
  }
  const { target, close } = await open(settings, () => credentialsOf(env, io));
  try {
    const mode = `AUTH_MODE=${settings.auth.mode}, ${settings.upstream ? 'Telnyx' : 'the sandbox'} at ${target.apiUrl}`;
    const findings = [holds('settings', mode), checkCaFile(env), ...(await examine(target))];
    const why = target.key === undefined ? 'no key was given' : 'an earlier check found nothing to look at';
    const redact = redactor([target.key, target.client?.secret, ...secretsIn(env)]);
    const { calls } = target.probe;
    return { apiUrl: redact(target.apiUrl), calls, findings: complete(findings, why).map(redacted(redact)) };
  } finally {
    await close();
  }
}

function settingsOf(env: Env): Settings | SettingsError {
  try {
    return readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
}

/** The credentials of service mode, in every mode; else a key that is typed. */
async function credentialsOf(env: Env, io: Io): Promise<Credentials> {
  const own = Object.entries(env).filter(([name]) => name.startsWith('TELNYX_'));
  const { given, mistakes } = withSecretFiles(withoutBlank(Object.fromEntries(own)));
  if (mistakes.length > 0) throw new CannotRunError(mistakes.map((mistake) => mistake.join(' ')).join('\n'));
  const key = given.TELNYX_API_KEY ?? (io.stdin.isTTY ? await typedKey(io) : undefined);
  if (key !== undefined && !KEY.test(key)) {
    throw new CannotRunError('The key must be visible ASCII, without spaces.');
  }
  const { TELNYX_CLIENT_ID: id, TELNYX_CLIENT_SECRET: secret } = given;
  return { key, client: id !== undefined && secret !== undefined ? { id, secret } : undefined };
}

/** One line for each check, in the order of the table. */
function complete(findings: readonly Finding[], why: string): Finding[] {
  return CHECK_IDS.map((id) => findings.find((finding) => finding.id === id) ?? cannotBeTold(id, why));
}

function secretsIn(env: Env): (string | undefined)[] {
  return Object.entries(env).flatMap(([name, value]) => (/SECRET|_KEY$|TOKEN$|PASSWORD/.test(name) ? [value] : []));
}

function redacted(redact: (text: string) => string): (finding: Finding) => Finding {
  return ({ advice, seen, ...rest }) => ({
    ...rest,
    seen: redact(seen),
    ...(advice !== undefined && { advice: redact(advice) }),
  });
}
