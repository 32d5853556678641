import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { AuditChain } from '../../src/audit/chain.ts';
import { type GatewayProcess, startProgram } from './process.ts';

type Env = Record<string, string>;

const MAIN = resolve('src/cli/main.js');
const FREE: Env = { PORT: '0', SANDBOX_PORT: '0' };
const OTHER_API = JSON.stringify({
  openapi: '3.1.0',
  info: { version: '0' },
  paths: { '/oauth/jwks': { get: { responses: {} } } },
});

const AUDIT_KEY = 'of-at-least-32-characters-as-it-has-to-be';
const start = (args: readonly string[], env: Env = FREE) => startProgram([MAIN, ...args], env, tmpdir());
const run = (args: readonly string[], env?: Env) => start(args, env).ended;

async function stopped(program: GatewayProcess) {
  await program.listening();
  program.kill('SIGTERM');
  return program.ended;
}

async function withTakenPort(use: (port: string) => GatewayProcess) {
  const server = createServer();
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return use(String((server.address() as AddressInfo).port)).ended;
}

function fileWith(name: string, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'exit-codes-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

function onOldNode() {
  const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });`;
  const args = ['--require', fileWith('old.cjs', old), resolve('bin/telnyx-oauth-graphql.cjs')];
  return startProgram(args, {}, tmpdir()).ended;
}

/** Verifies the audit lines of a process, as `change` leaves them. */
function audited(change = (log: string) => log, env: Env = { AUDIT_KEY }) {
  const chain = new AuditChain(AUDIT_KEY);
  const lines = [chain.next('opened'), chain.next('mutation', { outcome: 'OK' }), chain.next('closed')];
  return startProgram([MAIN, 'audit', 'verify'], env, tmpdir(), change(lines.join('\n'))).ended;
}

/** Each way that a command ends which others may rely on, and how it comes about. */
const ENDS: Readonly<Record<string, () => Promise<number | NodeJS.Signals>>> = {
  'start, stopped by a signal': () => stopped(start(['start'])),
  'start, a setting is wrong': () => run(['start'], { ...FREE, MAX_COST: 'much' }),
  'start, its port is taken': () => withTakenPort((PORT) => start(['start'], { ...FREE, PORT })),
  'start, unknown words': () => run(['start', '--nope']),
  'sandbox, stopped by a signal': () => stopped(start(['sandbox'])),
  'sandbox, a setting is wrong': () => run(['sandbox'], { SANDBOX_PORT: 'one' }),
  'sandbox, its port is taken': () => withTakenPort((SANDBOX_PORT) => start(['sandbox'], { SANDBOX_PORT })),
  'sandbox, unknown words': () => run(['sandbox', 'nope']),
  'doctor, nothing is wrong': () => run(['doctor']),
  'doctor, something does not hold': () => run(['doctor'], { ...FREE, MAX_COST: 'much' }),
  'doctor, unknown words': () => run(['doctor', '--nope']),
  'doctor, it cannot look': () =>
    run(['doctor'], { TELNYX_API_URL: 'http://127.0.0.1:1', TELNYX_API_KEY_FILE: '/nowhere' }),
  'audit verify, all lines are as they were written': () => audited(),
  'audit verify, a line was changed': () => audited((log) => log.replace('OK', 'KO')),
  'audit verify, the end of a process is missing': () => audited((log) => log.replace(/\n.*$/, '')),
  'audit verify, no audit line': () => audited(() => '{"level":30}'),
  'audit verify, no key': () => audited((log) => log, {}),
  'audit verify, unknown words': () => run(['audit', 'nope']),
  'drift, nothing differs': () => run(['drift', '--sdk', resolve('node_modules/telnyx')]),
  'drift, something differs': () => run(['drift', '--openapi', fileWith('other.json', OTHER_API)]),
  'drift, unknown words': () => run(['drift', '--nope']),
  'drift, a source cannot be read': () => run(['drift', '--openapi', '/nowhere']),
  'schema, printed': () => run(['schema', '--subgraph']),
  'schema, unknown words': () => run(['schema', 'nope']),
  '--help': () => run(['--help']),
  '--version': () => run(['--version']),
  'a command that does not exist': () => run(['nope']),
  'a Node.js that is too old': onOldNode,
};

/** How each of them ends, as a line with the exit code. */
export async function exitCodes(): Promise<string[]> {
  const lines: string[] = [];
  for (const [name, end] of Object.entries(ENDS)) lines.push(`${name}: ${await end()}`);
  return lines;
}
