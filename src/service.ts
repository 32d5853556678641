import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { assemble } from './assembly/assemble.ts';
import type { Extras, ServiceOptions } from './assembly/options.ts';
import { createServer, type GatewayServer, MAX_CONNECTIONS, type ServerOptions } from './http/server.ts';
import { notFree } from './lib/settings-error.ts';

/** A gateway that listens. */
export interface Service {
  /** URL of GraphQL. */
  readonly url: string;
  /** URL of `/metrics`. */
  readonly metricsUrl: string;
  readonly apiUrl: string;
  /** Whether a browser gets GraphiQL there. */
  readonly graphiql: boolean;
  /** The demo key of the sandbox; undefined on the real Telnyx. */
  readonly demoKey: string | undefined;
  /** Takes over changed secrets, and returns the names of their variables. */
  reload(settings: ServiceOptions): Promise<readonly string[]>;
  /** Makes `/readyz` fail, serves for the stop delay, lets requests in flight finish, and closes what it opened. */
  stop(): Promise<void>;
}

/**
 * Puts the parts of a gateway together, and listens.
 *
 * @throws {SettingsError} An address is not free, or a file cannot be used.
 */
export async function startService(settings: ServiceOptions, logger: Logger, extras: Extras = {}): Promise<Service> {
  const originOf = ({ http }: GatewayServer) => `http://${hostOf(http.address() as AddressInfo)}`;
  const parts = await assemble(settings, logger, extras, () => originOf(server));
  const { surface, endpoint, apiUrl, demoKey } = parts;
  const server = createServer(surface);
  const admin = settings.adminPort === undefined ? undefined : createServer(adminSurface(surface));
  try {
    await listen(server, 'PORT', settings.port, settings.host);
    if (admin) await listen(admin, 'ADMIN_PORT', settings.adminPort!, settings.host);
  } catch (error) {
    server.http.close();
    await parts.close();
    throw error;
  }
  return {
    url: originOf(server) + endpoint,
    metricsUrl: `${originOf(admin ?? server)}/metrics`,
    apiUrl,
    graphiql: surface.graphiql !== undefined,
    demoKey,
    reload: parts.reload,
    async stop() {
      parts.leave();
      await sleep(settings.stopDelay);
      await server.drain();
      await admin?.drain();
      await parts.close();
    },
  };
}

/** Serves metrics and probes on a port of their own. */
function adminSurface(surface: ServerOptions): ServerOptions {
  return {
    ...surface,
    graphiql: undefined,
    reference: undefined,
    pages: undefined,
    serves: { graph: false, metrics: true },
  };
}

/** As many connections may wait to be accepted as may be open: Node's own 511 are few for callers that come at once. */
async function listen({ http }: GatewayServer, variable: string, port: number, host: string): Promise<void> {
  await once(http.listen(port, host, MAX_CONNECTIONS), 'listening').catch((error) => {
    throw notFree(variable, host, port, error);
  });
}

function hostOf({ address, family, port }: AddressInfo): string {
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}
