import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Installs what the front end is built with, unless that was done since the lockfile changed, then checks its types and
 * builds it. Takes nothing but Node and npm.
 */
const npm = (...args: string[]) => execFileSync('npm', args, { cwd: import.meta.dirname, stdio: 'inherit' });
const writtenAt = (file: string) => statSync(join(import.meta.dirname, file)).mtimeMs;

const INSTALLED = 'node_modules/.package-lock.json';
const current =
  existsSync(join(import.meta.dirname, INSTALLED)) && writtenAt(INSTALLED) >= writtenAt('package-lock.json');
if (!current) npm('ci');
npm('run', '--silent', 'build', '--', '--logLevel', 'warn');
