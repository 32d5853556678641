import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { nginxArguments, nginxConfig } from '../../../bench/upstream/nginx-config.ts';
import { send } from '../../support/http.ts';
import { freePort } from './free-port.ts';
import { programPath } from './programs.ts';

/** nginx in front of gateways. */
export interface Nginx {
  /** Where it listens, such as `http://127.0.0.1:40000`. */
  readonly origin: string;
  /** From now on requests go to these, as `host:port`. What is in flight ends where it began. */
  use(upstreams: readonly string[]): void;
}

/**
 * A balancer as plain as they come: it asks no other gateway where one fails, and tells a failed one from a good one
 * by no means of its own.
 */
function configOf(folder: string, port: number, upstreams: readonly string[]): string {
  return nginxConfig(
    folder,
    1_024,
    `
  upstream gateways {
    ${upstreams.map((upstream) => `server ${upstream} max_fails=0;`).join('\n    ')}
    keepalive 16;
  }
  server {
    listen 127.0.0.1:${port};
    location = /of-nginx { return 204; }
    location / {
      proxy_pass http://gateways;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_next_upstream off;
    }
  }`,
  );
}

/** Starts nginx on a free port. It ends with the test. */
export async function startNginx(upstreams: readonly string[]): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'nginx-'));
  chmodSync(folder, 0o755); // its workers run as another user
  const config = join(folder, 'nginx.conf');
  const port = await freePort();
  writeFileSync(config, configOf(folder, port, upstreams));
  const nginx = spawn(programPath('nginx'), nginxArguments(folder, config), { stdio: 'inherit' });
  const ended = once(nginx, 'exit');
  onTestFinished(async () => {
    nginx.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  });
  const origin = `http://127.0.0.1:${port}`;
  const isUp = () =>
    send(`${origin}/of-nginx`).then(
      ({ status }) => status,
      () => readFileSync(join(folder, 'error.log'), 'utf8'),
    );
  await expect.poll(isUp).toBe(204);
  return {
    origin,
    use(others) {
      writeFileSync(config, configOf(folder, port, others));
      nginx.kill('SIGHUP');
    },
  };
}
