import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const modules = join(import.meta.dirname, 'node_modules');
const binary = join(modules, '@tailcallhq/core-linux-x64-gnu/bin/tailcall');
const config = join(modules, '.cache/tailcall.graphql');
mkdirSync(join(modules, '.cache'), { recursive: true });
const text = readFileSync(join(import.meta.dirname, 'tailcall.graphql'), 'utf8');
writeFileSync(config, text.replace('PORT', process.env.PORT!).replaceAll('UPSTREAM_URL', process.env.UPSTREAM_URL!));

// From here on this process is Tailcall itself.
process.execve!(binary, ['tailcall', 'start', config], {
  ...process.env,
  TAILCALL_LOG_LEVEL: 'error',
  TAILCALL_TRACKER: 'false',
});
