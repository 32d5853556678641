import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { post } from '../support/http.ts';

/** Of each of the two, in turn. */
const STARTS = 5;

const INSTALLED = [process.execPath, join(inject('installed'), 'node_modules/.bin/telnyx-oauth-graphql')];
const REPOSITORY = ['npm', 'start', '--silent'];

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return String(port);
}

/** Milliseconds from the start of a command to its first answer to a query. */
async function firstAnswer([program, ...args]: readonly string[], folder: string): Promise<number> {
  const [PORT, SANDBOX_PORT] = [await freePort(), await freePort()];
  const { PATH, HOME } = process.env;
  const began = performance.now();
  const env = { PATH, HOME, PORT, SANDBOX_PORT };
  const child = spawn(program!, args, { cwd: folder, env, detached: true, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const query = '{ oauthClients(first: 1) { totalCount } }';
  const answers = () =>
    post(`http://127.0.0.1:${PORT}/graphql`, { query }, { authorization: 'Bearer KEYsandboxAlice' }).then(
      ({ json }) => json.data !== undefined,
      () => false,
    );
  try {
    while (!(await answers())) {
      if (child.exitCode !== null) throw new Error(`${program} ended with exit code ${child.exitCode}`);
      await sleep(5);
    }
    return performance.now() - began;
  } finally {
    process.kill(-child.pid!, 'SIGTERM'); // npm, its shell and Node
    await ended;
  }
}

test('the installed package answers about as soon as npm start does', { timeout: 300_000 }, async () => {
  const ratios: number[] = [];
  const turn = async () => {
    const installed = await firstAnswer(INSTALLED, inject('installed'));
    ratios.push(installed / (await firstAnswer(REPOSITORY, resolve('.'))));
  };
  await turn(); // fills the caches of both
  ratios.length = 0;
  while (ratios.length < STARTS) await turn();
  const median = ratios.toSorted((a, b) => a - b)[Math.floor(STARTS / 2)]!;
  console.log(`To the first answer it takes ${median.toFixed(2)} times as long as npm start`);
  expect(median).toBeLessThan(1.25);
});
