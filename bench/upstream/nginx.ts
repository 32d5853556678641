import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { OTHER_CORE, start } from '../process.ts';
import type { Upstream } from './index.ts';
import { nginxArguments, nginxConfig } from './nginx-config.ts';

/** Where Debian puts it. */
export const NGINX = '/usr/sbin/nginx';

/**
 * Serves `folder/files`, each answer under its account, path and query; asks `origin` for what is not there yet.
 * A PUT is answered with the file too, since files never change.
 */
function configOf(folder: string, origin: string, port: number): string {
  return nginxConfig(
    folder,
    4_096,
    `
  default_type application/json;
  keepalive_requests 100000000;
  keepalive_timeout 600s;
  open_file_cache max=20000 inactive=600s;
  open_file_cache_errors off;
  sendfile on;
  tcp_nodelay on;
  etag off;
  map $http_authorization $account { default small; "~KEYlarge-" large; }
  server {
    listen 127.0.0.1:${port};
    root ${folder}/files;
    location = /status { stub_status; }
    location / {
      error_page 405 =200 $request_uri;
      try_files /$account$uri@$args @made;
    }
    location @made { proxy_pass http://${origin}; }
  }`,
  );
}

/** Starts nginx with one worker; resolves once it answers. */
export async function startNginx(folder: string, origin: string, port: number): Promise<Upstream> {
  mkdirSync(join(folder, 'files'), { recursive: true });
  const config = join(folder, 'nginx.conf');
  writeFileSync(config, configOf(folder, origin, port));
  const nginx = start([NGINX, ...nginxArguments(folder, config)], { core: OTHER_CORE });
  let asked = 0;
  /** The third number of the line under "server accepts handled requests", less our own questions. */
  const calls = async () => {
    asked += 1;
    const text = await (await fetch(`http://127.0.0.1:${port}/status`)).text();
    return Number(/\s\d+ \d+ (\d+)/.exec(text)![1]) - asked;
  };
  for (let tries = 0; ; tries += 1) {
    try {
      await calls();
      break;
    } catch (error) {
      if (tries > 100) throw error;
      asked = 0;
      await delay(20);
    }
  }
  return { name: 'nginx', url: `http://127.0.0.1:${port}/v2`, calls, stop: () => nginx.stop() };
}
