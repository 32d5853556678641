import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';

/**
 * Proxies as the conventional variables name them: by the scheme of the URL that is asked for. Where the one for https is
 * empty, that for http serves both, as Node itself has it.
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
}

/** Larger answers than this end in an error: no OAuth document comes near it. Bytes. */
const MAX_ANSWER_SIZE = 16 * 1024 * 1024;

/** One pool of kept-alive connections per origin. Deadlines come from the signal of each call, so it has none itself. */
export function createDispatcher({ connections, proxy }: DispatcherOptions): Dispatcher {
  const options = {
    connections,
    connect: { timeout: 5_000 },
    keepAliveTimeout: 30_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: MAX_ANSWER_SIZE,
  };
  return proxy ? new EnvHttpProxyAgent({ ...options, ...proxy }) : new Agent(options);
}
