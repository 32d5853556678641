import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type AuthSettings, createAuth } from './auth/index.ts';
import { withManagedAccounts } from './auth/managed-account.ts';
import { createDocuments } from './documents/index.ts';
import { startReloading } from './documents/reload.ts';
import { readTrusted, writerTokenOf } from './documents/trusted.ts';
import { TrustedDocuments } from './documents/trusted-documents.ts';
import { createGateway, ENDPOINT, type GatewayOptions, problemOf } from './gateway.ts';
import { openGraphiQL } from './graphiql/open.ts';
import { type ConcurrencyLimitOptions, createConcurrencyLimit } from './http/concurrency-limit.ts';
import { createGraphQLHandler } from './http/graphql-handler.ts';
import type { Pages } from './http/routes.ts';
import { createServer, type GatewayServer, type ServerOptions } from './http/server.ts';
import { SettingsError } from './lib/settings-error.ts';
import { createAuditLog } from './observe/audit.ts';
import { createMetrics } from './observe/metrics.ts';
import { all } from './observe/observer.ts';
import { operationLog } from './observe/operation-log.ts';
import { RequestDurations } from './observe/request-durations.ts';
import { createWarn } from './observe/warnings.ts';
import type { SandboxOptions } from './sandbox/index.ts';
import type { SharedSettings } from './shared/index.ts';
import { createSharedState } from './shared/open.ts';
import { createDispatcher, type DispatcherOptions } from './telnyx/transport/dispatcher.ts';
import { evenSharing } from './telnyx/transport/quota-sharing.ts';
import {
  type ConnectionFault,
  createUpstream,
  type UpstreamAddress,
  type UpstreamOptions,
} from './telnyx/transport/upstream.ts';

/** A gateway that listens. */
export interface Service {
  /** Where GraphQL is served. */
  readonly url: string;
  /** Where `/metrics` is served. */
  readonly metricsUrl: string;
  readonly apiUrl: string;
  /** Whether a browser gets GraphiQL there. */
  readonly graphiql: boolean;
  /** The key to try on the sandbox; undefined on the real Telnyx. */
  readonly demoKey: string | undefined;
  /** Takes over what may change while it runs, and answers the variables that changed: those of secrets. */
  reload(settings: ServiceOptions): Promise<readonly string[]>;
  /** Says that it is not ready, serves on for the stop delay, lets requests in flight finish, closes what it opened. */
  stop(): Promise<void>;
}

/** What the parts are told, and which of them there are. */
export interface ServiceOptions
  extends Pick<GatewayOptions, 'limits' | 'introspection' | 'compile'>,
    Pick<ServerOptions, 'corsOrigins' | 'hstsMaxAge' | 'bodyLimit' | 'bodyTimeout'>,
    Pick<UpstreamOptions, 'documentMaxAge'>,
    ConcurrencyLimitOptions,
    DispatcherOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Where `/metrics` is served, and the probes too; 0: any that is free. Undefined: on `port`. */
  readonly adminPort: number | undefined;
  /** What stands in front of the paths of the graph and its page, as an ingress forwards them. Empty: nothing. */
  readonly basePath: string;
  /** Deadline of one operation with all its upstream calls, milliseconds. */
  readonly operationTimeout: number;
  /** From the moment that a stop is asked for until the drain begins, milliseconds: time for balancers to notice. */
  readonly stopDelay: number;
  readonly graphiql: boolean;
  /** Manifests of trusted documents, and whether no others are executed. */
  readonly trustedDocuments: readonly string[];
  readonly trustedDocumentsOnly: boolean;
  /** Where spans go, by OTLP over HTTP; undefined: nowhere. */
  readonly otlpTracesUrl: string | undefined;
  readonly auth: AuthSettings;
  /** Undefined: nothing is shared with other replicas. */
  readonly shared: SharedSettings | undefined;
  /** Whether callers may name a managed account. */
  readonly managedAccounts: boolean;
  /** The port of the embedded sandbox, where that stands in for Telnyx. */
  readonly sandboxPort: number | undefined;
  /** Undefined on the sandbox: it tells its address once it listens. */
  readonly upstream: UpstreamAddress | undefined;
}

/** What a program may add to the gateway that it starts. */
export interface Extras {
  /** Processes on this machine that share its traffic, this one included. Default: it is alone. */
  readonly processes?: () => number;
  /** Served beside the gateway, on its origin. */
  readonly pages?: Pages;
  /** Path on this origin where the embedded sandbox sends people to decide. Default: a page of the sandbox. */
  readonly consentPath?: string;
  /** Of what the embedded sandbox gives out. */
  readonly lifetimes?: SandboxOptions['lifetimes'];
}

/** Puts the parts together, and listens. Throws `SettingsError` where an address is not free. */
export async function startService(settings: ServiceOptions, logger: Logger, extras: Extras = {}): Promise<Service> {
  const endpoint = settings.basePath + ENDPOINT;
  const manifest = readTrusted(settings.trustedDocuments);
  const trusted = new TrustedDocuments(manifest);
  const graphiqlToken = settings.trustedDocumentsOnly && settings.graphiql ? writerTokenOf(manifest) : undefined;
  const originOf = ({ http }: GatewayServer) => `http://${hostOf(http.address() as AddressInfo)}`;
  const sandbox =
    settings.sandboxPort === undefined
      ? undefined
      : await openSandbox(settings.sandboxPort, extras, () => originOf(server));
  const dispatcher = createDispatcher(settings);
  const close = () => Promise.all([dispatcher.destroy(), sandbox?.close()]);
  const address = settings.upstream ?? sandbox!.address;
  const { documentMaxAge, operationTimeout } = settings;
  const warn = createWarn(logger);
  const onConnectionFault = (fault: ConnectionFault) =>
    warn(`${fault.cause} ${fault.origin}`, fault, 'no connection, or a broken one');
  const log = { info: (message: string) => logger.info(message), warn };
  const shared = settings.shared && (await createSharedState(settings.shared, log, extras.processes));
  const sharing = shared?.quota ?? (extras.processes && evenSharing(extras.processes));
  const onPathFound = (path: string) => logger.info({ path }, 'Telnyx has this path under its other spelling');
  const requestDurations = new RequestDurations(address);
  const options = {
    documentMaxAge,
    operationTimeout,
    sharing,
    onAttempt: requestDurations.observe,
    onConnectionFault,
    onPathFound,
  };
  const upstream = createUpstream({ ...address, ...options }, dispatcher);
  const graphiql = settings.graphiql ? openGraphiQL(endpoint, sandbox, graphiqlToken) : undefined;
  const tracing =
    settings.otlpTracesUrl === undefined ? undefined : await openTracing(settings.otlpTracesUrl, address, logger);
  const concurrencyLimit = createConcurrencyLimit(settings);
  const metrics = createMetrics({
    upstream,
    requestDurations,
    load: concurrencyLimit.state,
    sharing: sharing && { quota: sharing, redis: shared },
  });
  shared?.open(metrics.shared);
  const { trustedDocuments: paths, trustedDocumentsOnly: only } = settings;
  const documents = createDocuments({ trusted, only, graphiqlToken, store: shared?.documents });
  const reloader = startReloading({ paths, trusted, check: problemOf, onReload: metrics.reloaded, logger });
  const observer = all([operationLog(logger), metrics, ...(tracing ? [tracing] : []), ...(shared ? [documents] : [])]);
  const auth = await createAuth(settings.auth, upstream, logger);
  const gateway = createGateway({
    ...settings,
    upstream,
    authenticate: withManagedAccounts(auth.authenticate, settings.managedAccounts),
    logger,
    auditLog: createAuditLog(logger),
    documents,
    observer,
  });
  let ready = true;
  const surface: ServerOptions = {
    handleGraphQL: createGraphQLHandler(gateway),
    graphiql,
    pages: extras.pages,
    basePath: settings.basePath,
    serves: { graph: true, metrics: settings.adminPort === undefined },
    corsOrigins: settings.corsOrigins,
    hstsMaxAge: settings.hstsMaxAge,
    isReady: () => ready && (shared?.isReady ?? true),
    states: () => (shared ? [shared.state] : []),
    operationTimeout: settings.operationTimeout,
    bodyLimit: settings.bodyLimit,
    bodyTimeout: settings.bodyTimeout,
    sandbox: sandbox !== undefined,
    tracing,
    metrics,
    concurrencyLimit,
    observer,
  };
  const server = createServer(surface);
  const admin = settings.adminPort === undefined ? undefined : createServer(adminSurface(surface));
  try {
    await listen(server, 'PORT', settings.port, settings.host);
    if (admin) await listen(admin, 'ADMIN_PORT', settings.adminPort!, settings.host);
  } catch (error) {
    server.http.close();
    await close();
    throw error;
  }
  return {
    url: originOf(server) + endpoint,
    metricsUrl: `${originOf(admin ?? server)}/metrics`,
    apiUrl: address.apiUrl.href,
    graphiql: graphiql !== undefined,
    demoKey: sandbox?.demoKey,
    async reload(fresh) {
      await reloader.reload();
      const renewed = (fresh.shared && shared?.renew(fresh.shared)) ?? [];
      return [...renewed, ...auth.reload(fresh.auth)];
    },
    async stop() {
      ready = false;
      await sleep(settings.stopDelay);
      await server.drain();
      await admin?.drain();
      reloader.stop();
      await shared?.close();
      await tracing?.stop().catch((err: unknown) => logger.warn({ err }, 'the last spans could not be sent'));
      await close();
    },
  };
}

/** Loaded only where it is used, so that a start without it is quick. */
async function openTracing(url: string, address: UpstreamAddress, logger: Logger) {
  const { createTracing } = await import('./observe/tracing.ts');
  return createTracing(url, address, (message) => logger.warn(message));
}

/** Loaded only where it is used, so that a production start has none of it. */
async function openSandbox(port: number, { consentPath, lifetimes = {} }: Extras, originOf: () => string) {
  const { ALICE_KEY, CAROL_KEY, startSandbox } = await import('./sandbox/index.ts').catch(() => {
    throw new SettingsError(['TELNYX_API_URL: the sandbox is left out of this image']);
  });
  const options: SandboxOptions = { port, lifetimes };
  if (consentPath !== undefined) options.consentUrl = () => originOf() + consentPath;
  const { origin, url, close } = await startSandbox(options).catch((error) => {
    throw notFree('SANDBOX_PORT', '127.0.0.1', port, error);
  });
  const paths = { clientsPath: '/oauth_clients', grantsPath: '/oauth_grants' };
  const address: UpstreamAddress = { apiUrl: new URL(url), rootUrl: new URL(origin), issuer: origin, ...paths };
  return { address, demoKey: ALICE_KEY, readOnlyKey: CAROL_KEY, close };
}

/** What only operators see, on a port of its own. */
function adminSurface(surface: ServerOptions): ServerOptions {
  return { ...surface, graphiql: undefined, pages: undefined, serves: { graph: false, metrics: true } };
}

async function listen({ http }: GatewayServer, variable: string, port: number, host: string): Promise<void> {
  await once(http.listen(port, host), 'listening').catch((error) => {
    throw notFree(variable, host, port, error);
  });
}

function notFree(variable: string, host: string, port: number, error: unknown): SettingsError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why = code === 'EADDRINUSE' ? 'another process listens there' : message;
  return new SettingsError([`${variable}: cannot listen on ${host}:${port}: ${why}`]);
}

function hostOf({ address, family, port }: AddressInfo): string {
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}
