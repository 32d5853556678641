import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const EXAMPLES = join(import.meta.dirname, 'examples');
const RUNS = join(import.meta.dirname, 'generated');

/**
 * What came of an example on the sandbox, in `generated/`. `test/behaviour/reference/examples.test.ts` runs each example
 * and compares; with `-u` it writes what it found. What differs from run to run is replaced: secrets, new ids, times.
 */
export interface Run {
  /** Absent where the document takes none. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly data: unknown;
  /** `extensions.cost.requested`. */
  readonly cost: number;
  /** REST calls, as method and path. */
  readonly calls: readonly string[];
}

/** A document of `examples/`, named after its root field. */
export interface Example {
  readonly field: string;
  /** What it shows: the comment at its beginning. */
  readonly caption: string;
  readonly document: string;
}

/** Where the run of the root field's example is. */
export const runPath = (field: string): string => join(RUNS, `${field}.json`);

/** The examples, by name. */
export function readExamples(): Example[] {
  const files = readdirSync(EXAMPLES).toSorted();
  return files.map((file) => {
    const [comment, ...lines] = readFileSync(join(EXAMPLES, file), 'utf8').trim().split('\n');
    return { field: file.replace('.graphql', ''), caption: comment!.replace(/^# /, ''), document: lines.join('\n') };
  });
}

/** The run of the root field's example. Throws where there is none. */
export function readRun(field: string): Run {
  return JSON.parse(readFileSync(runPath(field), 'utf8'));
}
