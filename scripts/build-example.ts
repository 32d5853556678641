import { execFileSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
/** What npm writes once it is done. */
const INSTALLED = 'node_modules/.package-lock.json';

const npm = (folder: string, ...args: string[]) => execFileSync('npm', args, { cwd: folder, stdio: 'inherit' });
const writtenAt = (...path: string[]) => (existsSync(join(...path)) ? statSync(join(...path)).mtimeMs : 0);

/**
 * Installs what an example needs, unless that was done since its lockfile changed, checks its types and builds it.
 * Takes nothing but Node and npm.
 *
 * @param name a folder of `examples/`
 */
export function buildExample(name: string): void {
  const folder = join(ROOT, 'examples', name);
  if (writtenAt(folder, INSTALLED) < writtenAt(folder, 'package-lock.json')) npm(folder, 'ci');
  npm(folder, 'run', '--silent', 'build');
}

/** Builds the package, to which examples have a link, unless that was done since what they import of it changed. */
export function buildPackage(): void {
  const sources = globSync(['src/client/**', 'schema/*.graphql'], { cwd: ROOT });
  const changed = Math.max(...sources.map((file) => writtenAt(ROOT, file)));
  if (writtenAt(ROOT, 'dist/client/package.json') < changed) npm(ROOT, 'run', '--silent', 'build');
}

if (import.meta.main) for (const name of process.argv.slice(2)) buildExample(name);
