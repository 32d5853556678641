import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps count of a server's requests from now on. The function that it returns ends the server without cutting one
 * off: those in flight finish first, while others are still answered, so that a balancer's probe can learn why it
 * should look elsewhere; then those others; then all connections are closed, idle or half open.
 */
export function createDrain(server: Server): () => Promise<void> {
  closeQueuedResponses(server);
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

/**
 * Tells responses that their connection is gone. Node tells the one whose turn it is there, and the others not always:
 * where the connection ends at a CONNECT that was sent ahead as well, they would never close.
 */
function closeQueuedResponses(server: Server): void {
  const open = new WeakMap<Socket, Set<ServerResponse>>();
  server.on('connection', (socket) => {
    const responses = new Set<ServerResponse>();
    open.set(socket, responses);
    socket.once('close', () => {
      for (const res of responses) if (!res.socket) res.emit('close');
    });
  });
  server.on('request', (req, res) => {
    const responses = open.get(req.socket);
    responses?.add(res);
    res.once('close', () => responses?.delete(res));
  });
}
