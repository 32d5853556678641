import { once } from 'node:events';
import type { Server } from 'node:http';

/** The requests in flight. */
export interface InFlight {
  /** Resolves when all requests that have been received by now have their responses. */
  settled(): Promise<void>;
  /** Refuses requests whose bodies are still being received. */
  endArriving(): void;
}

/** Lets the requests in flight finish, and refuses those whose bodies have not been received by then. */
export async function finish({ settled, endArriving }: InFlight): Promise<void> {
  await settled();
  endArriving();
  await settled();
}

/**
 * Closes the server without aborting a request. Requests in flight finish first, while new ones are still served, so
 * that load balancers can probe the readiness; then the new ones finish; then all connections are closed. It does not
 * wait for requests whose bodies have not been received.
 */
export async function drain(server: Server, inFlight: InFlight): Promise<void> {
  await inFlight.settled();
  const closed = once(server, 'close');
  server.close();
  await finish(inFlight);
  server.closeAllConnections();
  await closed;
}
