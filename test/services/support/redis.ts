import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** Who may use a server, and how. */
export interface RedisAccess {
  readonly password?: string;
  /** Then it speaks TLS only. */
  readonly tls?: TlsFiles;
}

/** Paths of a certificate for `localhost`, of its key, and of the authority that signed it. All PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

/** Starts one on a free port. It is killed when the test ends. */
export async function startRedis(options: readonly string[] = [], access: RedisAccess = {}): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const port = await freePort();
  const { password, tls } = access;
  const args = ['--bind', '127.0.0.1', '--save', '', '--dir', folder];
  args.push(...settingsOf(port, tls).flatMap(([name, value]) => [`--${name}`, value]));
  if (password !== undefined) args.push('--requirepass', password, '--masterauth', password);
  args.push(...options);
  let child: ChildProcess;
  const start = async () => {
    child = spawn(programPath('redis-server'), args, { stdio: 'ignore' });
    await answering(port, access);
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
    url: tls ? `rediss://localhost:${port}` : `redis://127.0.0.1:${port}`,
    signal: (name) => void child.kill(name),
    kill,
    restart: start,
    connect() {
      const client = clientOf(port, access);
      onTestFinished(() => client.disconnect());
      return client;
    },
  };
}

/** The port, of TLS or not. */
function settingsOf(port: number, tls: TlsFiles | undefined): [name: string, value: string][] {
  if (!tls) return [['port', String(port)]];
  return [
    ['port', '0'],
    ['tls-port', String(port)],
    ['tls-cert-file', tls.cert],
    ['tls-key-file', tls.key],
    ['tls-ca-cert-file', tls.ca],
    ['tls-auth-clients', 'no'],
    ['tls-replication', 'yes'],
  ];
}

export interface SentinelOptions {
  /** Of the sentinels themselves; the servers' own ones are another matter. */
  readonly access?: RedisAccess;
  /** Of the server that they watch. */
  readonly password?: string;
}

/** Three sentinels that watch a server as `main`. They are killed when the test ends. */
export async function startSentinels(
  server: RedisServer,
  { access = {}, password }: SentinelOptions = {},
): Promise<string> {
  const ports = await Promise.all([freePort(), freePort(), freePort()]);
  for (const port of ports) {
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-'));
    const config = join(folder, 'sentinel.conf');
    const settings = settingsOf(port, access.tls).map((each) => each.join(' '));
    if (access.password !== undefined) settings.push(`requirepass ${access.password}`);
    const auth = password === undefined ? '' : `sentinel auth-pass main ${password}`;
    writeFileSync(config, SENTINEL(settings.join('\n'), server.port, folder, auth));
    const child = spawn(programPath('redis-sentinel'), [config], { stdio: 'ignore' });
    const ended = once(child, 'exit');
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true });
    });
    await answering(port, access);
  }
  const hosts = ports.map((port) => `localhost:${port}`).join(',');
  return `redis${access.tls ? 's' : ''}+sentinel://${hosts}/main`;
}

const SENTINEL = (settings: string, server: number, folder: string, auth: string) => `
${settings}
bind 127.0.0.1
dir ${folder}
sentinel resolve-hostnames yes
sentinel announce-hostnames yes
sentinel monitor main localhost ${server} 2
${auth}
sentinel down-after-milliseconds main 1000
sentinel failover-timeout main 5000
`;

function clientOf(port: number, { password, tls }: RedisAccess): Redis {
  const client = new Redis({
    host: tls ? 'localhost' : '127.0.0.1',
    port,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    ...(password !== undefined && { password }),
    ...(tls && { tls: { ca: readFileSync(tls.ca) } }),
  });
  client.on('error', () => {});
  return client;
}

async function answering(port: number, access: RedisAccess): Promise<void> {
  const ask = async () => {
    const client = clientOf(port, access);
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
