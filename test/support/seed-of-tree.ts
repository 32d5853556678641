import { execFileSync } from 'node:child_process';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    seed: number;
  }
}

/**
 * Chooses what random tests see: the same for the same files, so that a run can be repeated anywhere, and something else
 * with every change. `FUZZ_SEED` takes another number, `FUZZ_SEED=random` any; a test that fails tells which it was.
 */
export default function setup({ provide }: TestProject): void {
  const wanted = process.env.FUZZ_SEED;
  const seed = wanted === 'random' ? Math.floor(Math.random() * 2 ** 31) : Number(wanted ?? seedOfTree());
  provide('seed', seed);
}

function seedOfTree(): number {
  try {
    const tree = execFileSync('git', ['rev-parse', 'HEAD^{tree}'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return Number.parseInt(tree.slice(0, 7), 16);
  } catch {
    // An archive has no history.
    return 0;
  }
}
