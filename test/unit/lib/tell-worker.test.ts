import { fork } from 'node:child_process';
import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tellWorker } from '../../../src/lib/tell-worker.ts';

/** How many errors a worker emits that is told something once it has ended, before this process has noticed. */
async function errorsOf(tell: (worker: Worker) => void): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'worker-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const script = join(folder, 'worker.mjs');
  writeFileSync(script, `process.on('message', () => {}); process.send('up');`);
  const child = fork(script);
  let errors = 0;
  child.on('error', () => {
    errors += 1;
  });
  await once(child, 'message');
  process.kill(child.pid!, 'SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  const worker = { isConnected: () => child.connected, send: child.send.bind(child) };
  expect(worker.isConnected()).toBe(true);
  tell(worker as unknown as Worker);
  await new Promise((ended) => child.once('exit', ended));
  await new Promise(setImmediate);
  return errors;
}

test('a worker that has just ended may be told something', async () => {
  expect(await errorsOf((worker) => tellWorker(worker, 'anything'))).toBe(0);
  // As Node does without a callback.
  expect(await errorsOf((worker) => worker.send('anything'))).toBe(1);
});
