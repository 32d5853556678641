import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const binary = join(import.meta.dirname, 'node_modules/@tailcallhq/core-linux-x64-gnu/bin/tailcall');
const config = join(mkdtempSync(join(tmpdir(), 'bench-tailcall-')), 'tailcall.graphql');
const text = readFileSync(join(import.meta.dirname, 'tailcall.graphql'), 'utf8');
writeFileSync(config, text.replace('PORT', process.env.PORT!).replaceAll('UPSTREAM_URL', process.env.UPSTREAM_URL!));

// From here on this process is Tailcall itself.
process.execve!(binary, ['tailcall', 'start', config], {
  ...process.env,
  TAILCALL_LOG_LEVEL: 'error',
  TAILCALL_TRACKER: 'false',
});
