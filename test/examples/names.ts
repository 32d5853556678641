import { globSync } from 'node:fs';

/** The examples that are to be copied; `consent` is an application, which `test/browser` runs. */
export const EXAMPLES: readonly string[] = globSync('*/package.json', { cwd: 'examples' })
  .map((path) => path.slice(0, path.indexOf('/')))
  .filter((name) => name !== 'consent');
