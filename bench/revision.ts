import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './contestants.ts';

/** A revision in a folder of its own. */
export interface CheckedOut {
  readonly folder: string;
  /** Its abbreviated id. */
  readonly commit: string;
  /** Takes the folder away. Happens at the end of the process, too. */
  remove(): void;
}

const LOCK = 'package-lock.json';

/**
 * Checks a revision out into a worktree with its own dependencies: copied from this tree where the lockfile is the
 * same, else installed. Throws where git or npm do.
 */
export function checkOut(revision: string): CheckedOut {
  const commit = git('rev-parse', '--short', `${revision}^{commit}`).trim();
  const parent = mkdtempSync(join(tmpdir(), 'bench-revision-'));
  const folder = join(parent, commit);
  git('worktree', 'add', '--quiet', '--detach', folder, commit);
  const remove = () => {
    process.off('exit', remove);
    if (!existsSync(parent)) return;
    rmSync(parent, { recursive: true });
    git('worktree', 'prune');
  };
  process.once('exit', remove);
  const same = readFileSync(join(folder, LOCK), 'utf8') === readFileSync(join(ROOT, LOCK), 'utf8');
  if (same) copy(join(ROOT, 'node_modules'), folder);
  else run('npm', 'ci', '--prefix', folder);
  return { folder, commit, remove };
}

/** The working tree as it is, without files that git does not know: HEAD, or a commit of what stands beside it. */
export function workingTree(): string {
  return git('stash', 'create').trim() || 'HEAD';
}

/** Whether the working tree is its HEAD. */
export function isClean(): boolean {
  return git('status', '--porcelain', '--', 'src', 'package.json', LOCK) === '';
}

/** By hard links, in a second, where both are on one file system. */
function copy(from: string, to: string): void {
  try {
    run('cp', '-al', from, to);
  } catch {
    run('cp', '-a', from, to);
  }
}

function git(...args: readonly string[]): string {
  return execFileSync('git', ['-C', ROOT, ...args], { encoding: 'utf8' });
}

function run(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { stdio: 'ignore' });
}
