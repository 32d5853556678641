import { once } from 'node:events';
import type { Server } from 'node:http';

/** What a drain needs to know of the requests in flight. */
export interface InFlight {
  /** Resolves when the requests that have arrived by now are answered. */
  answered(): Promise<void>;
  /** Answers those that have not. */
  endArriving(): void;
}

/**
 * Ends the server without cutting a request off: those in flight finish first, while others are still answered, so
 * that a balancer's probe can learn why it should look elsewhere; then those others; then all connections are closed,
 * idle or half open. It waits for no request whose body has not arrived.
 */
export async function drain(server: Server, { answered, endArriving }: InFlight): Promise<void> {
  await answered();
  const closed = once(server, 'close');
  server.close();
  await answered();
  endArriving();
  await answered();
  server.closeAllConnections();
  await closed;
}
