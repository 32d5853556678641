import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Keeps count of a server's requests from now on. The function that it returns ends the server without cutting one
 * off: those in flight finish first, while others are still answered, so that a balancer's probe can learn why it
 * should look elsewhere; then those others; then all connections are closed, idle or half open.
 */
export function createDrain(server: Server): () => Promise<void> {
  const open = responsesOf(server);
  const finished = () =>
    Promise.all([...open.values()].flat().map((res) => new Promise((done) => res.once('close', done))));
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
 * The responses in flight on each connection, which are told that it is gone. Node tells the one whose turn it is there,
 * and the others not always: where the connection ends at a CONNECT that was sent ahead as well, they would never close.
 */
function responsesOf(server: Server): ReadonlyMap<Socket, readonly ServerResponse[]> {
  const open = new Map<Socket, ServerResponse[]>();
  function forget(this: ServerResponse): void {
    const responses = open.get(this.req.socket);
    const at = responses?.indexOf(this) ?? -1;
    if (at >= 0) responses!.splice(at, 1);
  }
  server.on('connection', (socket) => {
    const responses: ServerResponse[] = [];
    open.set(socket, responses);
    socket.once('close', () => {
      open.delete(socket);
      for (const res of [...responses]) if (!res.socket) res.emit('close');
    });
  });
  server.on('request', ({ socket }, res) => {
    const responses = open.get(socket);
    if (!responses) return;
    responses.push(res);
    res.on('close', forget);
  });
  return open;
}
