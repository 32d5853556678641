import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the package's tarball is. */
    tarball: string;
    /** A folder that has the package installed from its tarball, and nothing else. */
    installed: string;
  }
}

/** Builds and packs the package, and installs it as a user would. */
export default function install({ provide }: TestProject): () => void {
  const root = mkdtempSync(join(tmpdir(), 'package-'));
  const npm = (folder: string, ...args: string[]) => execFileSync('npm', args, { cwd: folder, stdio: 'pipe' });
  npm('.', 'pack', '--pack-destination', root);
  const [tarball] = readdirSync(root).map((file) => join(root, file));
  writeFileSync(join(root, 'package.json'), '{ "private": true, "type": "module" }\n');
  npm(root, 'install', '--ignore-scripts', tarball!);
  provide('tarball', tarball!);
  provide('installed', root);
  return () => rmSync(root, { recursive: true });
}
