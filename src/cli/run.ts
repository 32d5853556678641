import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** The package's own folder: two above this file, in the repository and in the package. */
const ROOT = new URL('../../', import.meta.url);

const USAGE = `telnyx-oauth-graphql [command]

Commands
  start                runs the gateway (default), on the embedded sandbox unless settings say otherwise
  sandbox              runs the sandbox alone, for several gateways
  doctor [--json]      checks settings, network and Telnyx, and says what to do; changes nothing
  audit verify         finds what was changed in a signed audit log
  drift                compares Telnyx' newest SDK or an OpenAPI file with what the gateway is built for
  schema [--subgraph]  prints the SDL of the graph, or that of the federated subgraph

Options
  --help, -h           prints this; doctor, audit and drift print their own
  --version, -v        prints the version

Settings come from the environment or a file .env: docs/settings.md.`;

/** Exit code for an unknown command or option. */
const EXIT_USAGE = 2;

/** @param args the arguments after the command's name */
type Command = (args: string[]) => Promise<void> | void;

/** Each command imports only the part of the program that it runs. */
const COMMANDS: Readonly<Record<string, Command>> = {
  async start(args) {
    takesNothing(args);
    await import('../process/run.ts');
  },
  async sandbox(args) {
    takesNothing(args);
    await import('../process/run-sandbox.ts');
  },
  async doctor(args) {
    const { doctor } = await import('../doctor/main.ts');
    if (existsSync('.env')) process.loadEnvFile();
    process.exitCode = await doctor(args, process.env, process);
  },
  async audit(args) {
    const { audit } = await import('./audit.ts');
    if (existsSync('.env')) process.loadEnvFile();
    process.exitCode = await audit(args, process.env, process);
  },
  async drift(args) {
    const { drift } = await import('../drift/main.ts');
    process.exitCode = await drift(args, process);
  },
  schema(args) {
    const { values } = parseArgs({ args, options: { subgraph: { type: 'boolean' } } });
    process.stdout.write(readFileSync(new URL(`schema/${values.subgraph ? 'subgraph' : 'schema'}.graphql`, ROOT)));
  },
};
const WITH_OWN_USAGE = ['doctor', 'audit', 'drift'];

/**
 * Runs the command that the first argument names; default: `start`. For an unknown command or option it prints the
 * usage to standard error and sets exit code 2.
 */
export async function run([name = 'start', ...args]: readonly string[]): Promise<void> {
  const wants = (...flags: string[]) => flags.includes(name) || flags.some((flag) => args.includes(flag));
  if (!WITH_OWN_USAGE.includes(name) && wants('--help', '-h')) return console.log(USAGE);
  if (name === '--version' || name === '-v') return console.log((await import('../lib/version.ts')).VERSION);
  if (!Object.hasOwn(COMMANDS, name)) return refuse(`Unknown command '${name}'`);
  try {
    await COMMANDS[name]!(args);
  } catch (error) {
    if (!isUsageError(error)) throw error;
    refuse(error.message);
  }
}

function refuse(message: string): void {
  console.error(`${message}\n\n${USAGE}`);
  process.exitCode = EXIT_USAGE;
}

function takesNothing(args: string[]): void {
  parseArgs({ args, options: {} });
}

function isUsageError(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
