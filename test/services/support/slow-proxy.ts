import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';

/** How answers come. */
export interface Pace {
  /** So much later. Milliseconds. */
  readonly delay?: number;
  /** A byte at a time, with so much between two. Milliseconds. */
  readonly drip?: number;
}

/** In front of a server; it ends with the test. */
export interface SlowProxy {
  readonly port: number;
  /** Connections that were made to it so far. */
  readonly connections: number;
  /** From now on answers come like this. At first they come at once. */
  set(pace: Pace): void;
}

const wait = (milliseconds: number) => sleep(milliseconds, undefined, { ref: false });

async function deliver(client: Socket, bytes: Buffer, due: number, drip: number | undefined): Promise<void> {
  const early = due - performance.now();
  if (early > 0) await wait(early);
  if (drip === undefined) {
    client.write(bytes);
    return;
  }
  for (const byte of bytes) {
    if (client.destroyed) return;
    client.write(Uint8Array.of(byte));
    await wait(drip);
  }
}

/** Starts one in front of this port of the machine. */
export async function startSlowProxy(port: number): Promise<SlowProxy> {
  let pace: Pace = {};
  let connections = 0;
  const server = createServer((client) => {
    connections++;
    const upstream = connect(port, '127.0.0.1');
    client.setNoDelay(true).pipe(upstream);
    // In their order, whatever becomes of the pace.
    let sent = Promise.resolve();
    upstream.on('data', (bytes: Buffer) => {
      const { delay = 0, drip } = pace;
      const due = performance.now() + delay;
      sent = sent.then(() => deliver(client, bytes, due, drip));
    });
    client.on('error', () => {}).on('close', () => upstream.destroy());
    upstream.on('error', () => {}).on('close', () => client.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    set(next) {
      pace = next;
    },
  };
}
