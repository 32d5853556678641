import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, onTestFinished } from 'vitest';
import { freePort } from './free-port.ts';
import { programPath } from './programs.ts';

/** A Redis server that keeps nothing on disk. */
export interface RedisServer {
  readonly port: number;
  readonly url: string;
  signal(name: NodeJS.Signals): void;
  /** Kills it, and waits until it is gone. */
  kill(): Promise<void>;
  /** Starts it again, empty, on the same port. */
  restart(): Promise<void>;
  /** A connection of its own; closed when the test ends. */
  connect(): Redis;
}

/** Starts one on a free port. It is killed when the test ends. */
export async function startRedis(options: readonly string[] = []): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder, ...options];
  let child: ChildProcess;
  const start = async () => {
    child = spawn(programPath('redis-server'), args, { stdio: 'ignore' });
    await answering(port);
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  await start();
  onTestFinished(async () => {
    await kill();
    rmSync(folder, { recursive: true });
  });
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    signal: (name) => void child.kill(name),
    kill,
    restart: start,
    connect() {
      const client = clientOf(port);
      onTestFinished(() => client.disconnect());
      return client;
    },
  };
}

/** Three sentinels that watch a server as `main`. They are killed when the test ends. */
export async function startSentinels(server: RedisServer): Promise<string> {
  const ports = await Promise.all([freePort(), freePort(), freePort()]);
  for (const port of ports) {
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-'));
    const config = join(folder, 'sentinel.conf');
    writeFileSync(config, SENTINEL(port, server.port, folder));
    const child = spawn(programPath('redis-sentinel'), [config], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    });
    await answering(port);
  }
  return `redis+sentinel://${ports.map((port) => `127.0.0.1:${port}`).join(',')}/main`;
}

const SENTINEL = (port: number, server: number, folder: string) => `
port ${port}
bind 127.0.0.1
dir ${folder}
sentinel monitor main 127.0.0.1 ${server} 2
sentinel down-after-milliseconds main 1000
sentinel failover-timeout main 5000
`;

function clientOf(port: number): Redis {
  const client = new Redis(port, '127.0.0.1', { retryStrategy: null, maxRetriesPerRequest: 0 });
  client.on('error', () => {});
  return client;
}

async function answering(port: number): Promise<void> {
  const ask = async () => {
    const client = clientOf(port);
    try {
      return await client.ping();
    } catch (error) {
      return (error as Error).message;
    } finally {
      client.disconnect();
    }
  };
  await expect.poll(ask, { timeout: 20_000 }).toBe('PONG');
}
