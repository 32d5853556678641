import { Agent, type Dispatcher, EnvHttpProxyAgent, Pool } from 'undici';
import { Connections } from './connections.ts';
import { patienceOf } from './patience.ts';

/**
 * Proxies by the conventional variables, for the scheme of the requested URL. If the one for https is empty, the one
 * for http serves both, as in Node itself.
 */
export interface ProxySettings {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  /** Hosts that are reached directly, with commas between. */
  readonly noProxy: string;
}

export interface DispatcherOptions {
  /** Connections per origin; with a slow upstream this bounds the throughput. */
  readonly connections: number;
  /** Undefined: all hosts are reached directly. */
  readonly proxy: ProxySettings | undefined;
  /** Deadline of one operation, milliseconds. */
  readonly operationTimeout: number;
}

/** Maximum size of a response, bytes: far more than any OAuth document has. */
const MAX_ANSWER_SIZE = 16 * 1024 * 1024;
/** Time for a connection to be made, and for a proxy to respond to `CONNECT`. Milliseconds. */
const CONNECT_TIMEOUT = 5_000;

/**
 * One pool of kept-alive connections per origin. Deadlines come from the signal of each call, so it has none itself.
 * HTTP/1.1 only: over HTTP/2 one dead connection would hold up all calls, and on loopback it is slower.
 */
export function createDispatcher({ connections, proxy, operationTimeout }: DispatcherOptions): Dispatcher {
  const tracked = new Connections(patienceOf(operationTimeout));
  const options = {
    connections,
    allowH2: false,
    connectTimeout: CONNECT_TIMEOUT,
    keepAliveTimeout: 30_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_ANSWER_SIZE,
  };
  // undici passes no options to the pool of a proxy that it sends plain HTTP to.
  const factory = (origin: string | URL, given: object) =>
    new Pool(origin, { ...options, ...given, factory: tracked.create });
  if (!proxy) return new Agent({ ...options, factory });
  return new EnvHttpProxyAgent({
    ...options,
    ...proxy,
    factory,
    proxyTls: { allowH2: false } as object,
    clientFactory: (origin, given) => new Pool(origin, { ...given, headersTimeout: CONNECT_TIMEOUT }),
  });
}
