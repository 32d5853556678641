import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';

export interface DispatcherOptions {
  /** Connections per origin; with a slow upstream this bounds the throughput. */
  readonly connections: number;
  /** Go through the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name. */
  readonly proxied: boolean;
}

/** Larger answers than this end in an error: no OAuth document comes near it. Bytes. */
const MAX_ANSWER_SIZE = 16 * 1024 * 1024;

/** One pool of kept-alive connections per origin. Deadlines come from the signal of each call, so it has none itself. */
export function createDispatcher({ connections, proxied }: DispatcherOptions): Dispatcher {
  const options = {
    connections,
    connect: { timeout: 5_000 },
    keepAliveTimeout: 30_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_ANSWER_SIZE,
  };
  return proxied ? new EnvHttpProxyAgent(options) : new Agent(options);
}
