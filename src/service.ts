import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createAuthenticate } from './auth/index.ts';
import { createGateway, ENDPOINT } from './gateway.ts';
import { createGraphiQL, findAssets, type GraphiQL } from './graphiql/index.ts';
import { TOUR } from './graphiql/tabs.ts';
import { createServer } from './server.ts';
import type { Settings } from './settings.ts';
import { createDispatcher } from './telnyx/dispatcher.ts';
import { createUpstream, type UpstreamAddress } from './telnyx/upstream.ts';

/** A gateway that listens. */
export interface Service {
  /** Where GraphQL is served. */
  readonly url: string;
  readonly apiUrl: string;
  /** Whether a browser gets GraphiQL there. */
  readonly graphiql: boolean;
  /** The key to try on the sandbox; undefined on the real Telnyx. */
  readonly demoKey: string | undefined;
  /** Takes no new work, lets requests in flight finish, closes all that was opened. */
  stop(): Promise<void>;
}

/** Puts the parts together as the settings say, and listens. Rejects where a port is taken. */
export async function startService(settings: Settings, logger: Logger): Promise<Service> {
  const sandbox = settings.sandboxPort === undefined ? undefined : await openSandbox(settings.sandboxPort);
  const dispatcher = createDispatcher(settings);
  const address = settings.upstream ?? sandbox!.address;
  const upstream = createUpstream({ ...address, documentMaxAge: settings.documentMaxAge }, dispatcher);
  const graphiql = settings.graphiql ? openGraphiQL(sandbox?.demoKey) : undefined;
  let ready = true;
  const server = createServer({
    gateway: createGateway({
      ...settings,
      upstream,
      authenticate: createAuthenticate(settings.auth, upstream),
      logger,
    }),
    graphiql,
    isReady: () => ready,
    operationTimeout: settings.operationTimeout,
    sandbox: sandbox !== undefined,
  });
  server.listen(settings.port, settings.host);
  await once(server, 'listening');
  return {
    url: `http://${hostOf(server.address() as AddressInfo)}${ENDPOINT}`,
    apiUrl: address.apiUrl.href,
    graphiql: graphiql !== undefined,
    demoKey: sandbox?.demoKey,
    async stop() {
      ready = false;
      const closed = once(server, 'close');
      server.close();
      await closed;
      await Promise.all([dispatcher.close(), sandbox?.close()]);
    },
  };
}

function openGraphiQL(demoKey: string | undefined): GraphiQL | undefined {
  const assets = findAssets();
  if (assets === undefined) return undefined;
  const headers = demoKey === undefined ? {} : { headers: { authorization: `Bearer ${demoKey}` } };
  return createGraphiQL({ endpoint: ENDPOINT, assets, tabs: TOUR, ...headers });
}

/** Loaded only where it is used, so that a production start has none of it. */
async function openSandbox(port: number) {
  const { ALICE_KEY, startSandbox } = await import('./sandbox/index.ts');
  const { origin, url, close } = await startSandbox({ port });
  const paths = { clientsPath: '/oauth_clients', grantsPath: '/oauth_grants' };
  const address: UpstreamAddress = { apiUrl: new URL(url), rootUrl: new URL(origin), issuer: origin, ...paths };
  return { address, demoKey: ALICE_KEY, close };
}

function hostOf({ address, family, port }: AddressInfo): string {
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}
