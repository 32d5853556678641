import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, test } from 'vitest';

/** Where Debian puts what a user need not have on PATH. */
const SYSTEM = ['/usr/local/sbin', '/usr/sbin', '/sbin'];
/** Where `npm run kubernetes-tools` puts helm and kubectl. */
const FETCHED = 'node_modules/.cache/kubernetes-tools';

/** The path of an installed program. Throws where there is none. */
export function programPath(name: string): string {
  const path = find(name);
  if (path === undefined) throw new Error(`${name} is not installed`);
  return path;
}

/**
 * `describe` for tests that need these programs. Where one is missing they fail in CI (`CI` is set); elsewhere they are
 * skipped, and the reason is printed.
 */
export function describeWith(programs: readonly string[], name: string, tests: () => void): void {
  const missing = programs.filter((program) => find(program) === undefined);
  const reason = missing.length === 0 ? undefined : `needs ${missing.join(', ')}, which this machine lacks`;
  describeUnless(reason, name, tests);
}

/** The same for another reason that tests cannot run here; undefined: they can. */
export function describeUnless(why: string | undefined, name: string, tests: () => void): void {
  if (why === undefined) {
    describe(name, tests);
    return;
  }
  const reason = `${name}: ${why}`;
  test(reason, (context) => {
    if (process.env.CI) throw new Error(reason);
    console.warn(`Skipped: ${reason}`);
    context.skip(reason);
  });
}

function find(name: string): string | undefined {
  const folders = [FETCHED, ...(process.env.PATH ?? '').split(delimiter), ...SYSTEM];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
