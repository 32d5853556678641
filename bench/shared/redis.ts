import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, OTHER_CORE, start } from '../process.ts';

/** Where Debian puts it. */
const REDIS = '/usr/bin/redis-server';
const START_MS = 10_000;

/** A Redis that keeps nothing on disk. */
export interface RedisServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts it on the core of the load; resolves once it takes connections. Throws where it is not installed. */
export async function startRedis(): Promise<RedisServer> {
  if (!existsSync(REDIS)) throw new Error(`${REDIS} is not there`);
  const port = await freePort();
  const options = ['--bind', '127.0.0.1', '--port', String(port), '--save', ''];
  const started = start([REDIS, ...options], { core: OTHER_CORE });
  const began = performance.now();
  while (!(await takesConnections(port))) {
    if (performance.now() - began > START_MS) throw new Error('Redis takes no connections');
    await delay(20);
  }
  return { url: `redis://127.0.0.1:${port}`, stop: started.stop };
}

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
