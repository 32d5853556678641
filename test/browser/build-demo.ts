import { execFileSync } from 'node:child_process';

/** Builds the demo once, before all tests, as `npm run demo` does: installs what it needs, checks its types. */
export default function setup(): void {
  execFileSync(process.execPath, ['examples/consent/build.ts'], { stdio: 'inherit' });
}
