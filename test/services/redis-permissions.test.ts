import { readFileSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/index.ts';
import { send } from '../support/http.ts';
import { startProcess } from '../support/process.ts';
import { describeWith } from './support/programs.ts';
import { startRedis } from './support/redis.ts';

/** The flags of the image's command, for where the repository is here. */
function flagsOfImage(): string[] {
  const [command] = readFileSync('Dockerfile', 'utf8').match(/^CMD \["node", .*--permission.*"dist\/main\.js"\]$/m)!;
  const words: string[] = JSON.parse(command.slice('CMD '.length));
  return words.slice(1, -1).map((word) => word.replace('=/app/', `=${resolve('.')}${sep}`));
}

describeWith(['redis-server'], 'under the image’s permission flags', () => {
  test('a gateway uses Redis', async () => {
    const redis = await startRedis();
    const sandbox = await startSandbox();
    onTestFinished(() => sandbox.close());
    const flags = flagsOfImage();
    expect(flags).toContain('--permission');
    const gateway = startProcess(
      {
        PORT: '0',
        NODE_ENV: 'production',
        TELNYX_API_URL: sandbox.url,
        REDIS_URL: redis.url,
        SHARED_KEY: 'k'.repeat(32),
      },
      resolve('.'),
      flags,
    );
    const url = await gateway.listening();
    const state = async () => (await send(new URL('/readyz?verbose', url))).text;
    await expect.poll(state, { timeout: 20_000 }).toBe('ok\nredis: up, processes: 1\n');
  });
});
