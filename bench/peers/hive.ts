import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

const modules = join(import.meta.dirname, 'node_modules');
const supergraph = join(modules, '.cache/supergraph.graphql');
mkdirSync(join(modules, '.cache'), { recursive: true });

// Composed for this upstream's address; from there on this process is the gateway's own command.
execFileSync(process.execPath, [join(modules, '@graphql-mesh/compose-cli/esm/bin.js'), '-o', supergraph], {
  cwd: import.meta.dirname,
});
const gateway = join(modules, '@graphql-hive/gateway/dist/bin.js');
const args = ['supergraph', supergraph, '--host', '127.0.0.1', '--port', process.env.PORT!, '--polling', '1h'];
process.execve!(process.execPath, [process.execPath, gateway, ...args], { ...process.env, LOG_LEVEL: 'warn' });
