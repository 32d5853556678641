import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';

/**
 * Keeps count of a server's requests from now on. The function that it returns ends the server without cutting one
 * off: those in flight finish first, while others are still answered, so that a balancer's probe can learn why it
 * should look elsewhere; then those others; then all connections are closed, idle or half open.
 */
export function createDrain(server: Server): () => Promise<void> {
  const inFlight = new Set<ServerResponse>();
  server.on('request', (_req, res) => {
    inFlight.add(res);
    res.once('close', () => inFlight.delete(res));
  });
  const finished = () => Promise.all([...inFlight].map((res) => new Promise((done) => res.once('close', done))));
  return async () => {
    await finished();
    const closed = once(server, 'close');
    server.close();
    await finished();
    server.closeAllConnections();
    await closed;
  };
}
