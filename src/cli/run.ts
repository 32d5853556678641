import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** The package's own folder: two above this file, in the repository and in the package. */
const ROOT = new URL('../../', import.meta.url);

const USAGE = `telnyx-oauth-graphql [command]

Commands
  start              the gateway (default): on the embedded sandbox, unless settings say otherwise
  sandbox            the sandbox alone, for several gateways
  doctor [--json]    checks settings, network and Telnyx, and says what to do
  drift              compares Telnyx' newest SDK or an OpenAPI file with what the gateway is built for
  schema [--subgraph]  prints the SDL of the graph, or that of the federated subgraph

Options
  --help, -h         prints this
  --version, -v      prints the version

Settings come from the environment or a file .env: docs/settings.md.`;

/** Words that no command has: the program ends with this. */
const EXIT_USAGE = 2;

type Command = (args: string[]) => Promise<void> | void;

/** What each command does. Each loads its own part of the program, so that none waits for another's. */
const COMMANDS: Readonly<Record<string, Command>> = {
  async start(args) {
    parseArgs({ args, options: {} });
    await import('../process/run.ts');
  },
  async doctor(args) {
    const { doctor } = await import('../doctor/main.ts');
    if (existsSync('.env')) process.loadEnvFile();
    process.exitCode = await doctor(args, process.env, process);
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

/** Runs the command that the words name. Wrong words end with the usage on standard error and exit code 2. */
export async function run([first = 'start', ...rest]: readonly string[]): Promise<void> {
  if (first === '--help' || first === '-h') return console.log(USAGE);
  if (first === '--version' || first === '-v') return console.log(version());
  const command = Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  try {
    if (!command) throw new TypeError(`Unknown command '${first}'`);
    if (rest.includes('--help') || rest.includes('-h')) return console.log(USAGE);
    await command(rest);
  } catch (error) {
    if (!(error instanceof TypeError) || !isUsage(error)) throw error;
    console.error(`${error.message}\n\n${USAGE}`);
    process.exitCode = EXIT_USAGE;
  }
}

/** Of node:util's parseArgs, or of {@link run}. */
function isUsage(error: TypeError & { code?: string }): boolean {
  return error.code?.startsWith('ERR_PARSE_ARGS') ?? error.message.startsWith('Unknown command');
}

function version(): string {
  return JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')).version;
}
