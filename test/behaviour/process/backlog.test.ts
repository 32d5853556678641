import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { startProcess } from '../../support/process.ts';

/** More than Node lets wait by itself, which is 511, and no more than the system does. */
const AT_ONCE = Math.min(1_000, Number(readFileSync('/proc/sys/net/core/somaxconn', 'utf8')));

test.each(['1', '2'])('callers that come at once wait for a busy gateway of %s workers', async (workers) => {
  const env = { PORT: '0', NODE_ENV: 'production', TELNYX_API_URL: 'http://127.0.0.1:9/v2', WORKERS: workers };
  const gateway = startProcess(env);
  const { hostname, port } = new URL(await gateway.listening());
  gateway.kill('SIGSTOP');
  const sockets = Array.from({ length: AT_ONCE }, () => connect(Number(port), hostname));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  gateway.kill('SIGCONT');
  const [first] = sockets;
  first!.write('GET /livez HTTP/1.1\r\nhost: gateway\r\n\r\n');
  expect(String((await once(first!, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 /);
});
