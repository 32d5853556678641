import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compare } from './compare.ts';
import { type Facts, PINNED_FILE, readPinned, type Source, SourceError } from './facts.ts';
import { withNewestPackage } from './newest.ts';
import { readOpenApi } from './openapi.ts';
import { type Drift, report } from './report.ts';
import { readSdk } from './sdk.ts';

/** Where a command writes. */
export interface Output {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const USAGE = `Usage: drift [--sdk FOLDER] [--openapi FILE] [--latest] [--json] [--pin]

Compares what Telnyx publishes about its OAuth API with what this release was made for.

  --sdk FOLDER     compares an unpacked telnyx package
  --openapi FILE   compares an OpenAPI document in JSON
  --latest         compares the newest telnyx package, which npm fetches; the default without another source
  --json           prints JSON
  --pin            pins the facts of the sources, instead of comparing them

Exit code: 0 nothing differs, 1 something does, 2 a source cannot be read.
`;

/** Runs the command. @returns its exit code */
export async function drift(args: readonly string[], output: Output): Promise<number> {
  try {
    const options = optionsOf(args);
    if (options.help) {
      output.stdout.write(USAGE);
      return 0;
    }
    const found = await readSources(options);
    if (options.pin) {
      writeFileSync(PINNED_FILE, `${JSON.stringify({ ...readPinned(), ...found }, null, 2)}\n`);
      return 0;
    }
    const drifts = differences(found);
    output.stdout.write(options.json ? `${JSON.stringify(drifts, null, 2)}\n` : report(drifts));
    return drifts.some(({ changes }) => changes.length > 0) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    output.stderr.write(`${error.message}\n`);
    return 2;
  }
}

function optionsOf(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        sdk: { type: 'string' },
        openapi: { type: 'string' },
        latest: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        pin: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return { ...values, latest: values.latest || (values.sdk === undefined && values.openapi === undefined) };
  } catch (error) {
    throw new SourceError(`${(error as Error).message}\n\n${USAGE}`);
  }
}

type Found = Partial<Record<Source, Facts>>;

async function readSources({ sdk, openapi, latest }: ReturnType<typeof optionsOf>): Promise<Found> {
  if (sdk !== undefined && latest) throw new SourceError('Name either --sdk or --latest.');
  return {
    ...(sdk !== undefined && { sdk: readSdk(sdk) }),
    ...(latest && { sdk: await withNewestPackage(readSdk) }),
    ...(openapi !== undefined && { openapi: readOpenApi(openapi) }),
  };
}

function differences(found: Found): Drift[] {
  const pinned = readPinned();
  return Object.entries(found).map(([name, { version, operations }]) => {
    const source = name as Source;
    const changes = compare(pinned[source].operations, operations);
    return { source, pinned: pinned[source].version, found: version, changes };
  });
}
