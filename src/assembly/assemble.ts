import type { Logger } from 'pino';
import type { Authenticate } from '../auth/identity.ts';
import { createAuth } from '../auth/index.ts';
import { withManagedAccounts } from '../auth/managed-account.ts';
import { createDocuments } from '../documents/index.ts';
import { startReloading } from '../documents/reload.ts';
import { readTrusted, writerTokenOf } from '../documents/trusted.ts';
import { TrustedDocuments } from '../documents/trusted-documents.ts';
import { createGateway, ENDPOINT, problemOf } from '../gateway.ts';
import { openGraphiQL } from '../graphiql/open.ts';
import { createConcurrencyLimit } from '../http/concurrency-limit.ts';
import { createGraphQLHandler } from '../http/graphql-handler.ts';
import type { ServerOptions } from '../http/server.ts';
import { createMetrics } from '../observe/metrics.ts';
import { all } from '../observe/observer.ts';
import { operationLog } from '../observe/operation-log.ts';
import { openReference } from '../reference/index.ts';
import { openAudit } from './open-audit.ts';
import { openSandbox } from './open-sandbox.ts';
import { openTracing } from './open-tracing.ts';
import { openUpstream } from './open-upstream.ts';
import type { Extras, ServiceOptions } from './options.ts';

/** A gateway that is put together, and not reachable yet. */
export interface Assembly {
  /** Options of its HTTP surface. */
  readonly surface: ServerOptions;
  /** Path of the graph. */
  readonly endpoint: string;
  readonly apiUrl: string;
  /** The demo key of the sandbox; undefined on the real Telnyx. */
  readonly demoKey: string | undefined;
  /** Takes over changed secrets, and returns the names of their variables. */
  reload(settings: ServiceOptions): Promise<readonly string[]>;
  /** Makes `/readyz` fail. */
  leave(): void;
  /** Closes what it opened. */
  close(): Promise<void>;
}

/**
 * Puts the parts of a gateway together.
 *
 * @param originOf the origin that it is reached at; called only later
 * @throws {SettingsError} A file or the sandbox's address cannot be used.
 */
export async function assemble(
  settings: ServiceOptions,
  logger: Logger,
  extras: Extras,
  originOf: () => string,
): Promise<Assembly> {
  const endpoint = settings.basePath + ENDPOINT;
  const manifest = readTrusted(settings.trustedDocuments);
  const trusted = new TrustedDocuments(manifest);
  const graphiqlToken = settings.trustedDocumentsOnly && settings.graphiql ? writerTokenOf(manifest) : undefined;
  const sandbox = settings.sandbox && (await openSandbox(settings.sandbox, extras, originOf));
  const address = settings.upstream ?? sandbox!.address;
  const telnyx = await openUpstream(settings, address, extras, logger);
  const { upstream, requestDurations, shared, sharing } = telnyx;
  const reference = settings.graphiql ? openReference(settings.basePath) : undefined;
  const graphiql =
    reference &&
    openGraphiQL({
      endpoint,
      reference: reference.path,
      host: address.apiUrl.host,
      lends: settings.auth.mode === 'service',
      sandbox,
      token: graphiqlToken,
    });
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
  const withManaged = (authenticate: Authenticate) => withManagedAccounts(authenticate, settings.managedAccounts);
  const audit = await openAudit(settings, logger);
  const gateway = createGateway({
    ...settings,
    upstream,
    authenticate: withManaged(auth.authenticate),
    authenticateOnly: withManaged(auth.authenticateOnly),
    logger,
    auditLog: audit.record,
    documents,
    observer,
  });
  let ready = true;
  const surface: ServerOptions = {
    handleGraphQL: createGraphQLHandler(gateway),
    graphiql,
    reference: reference?.serve,
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
  return {
    surface,
    endpoint,
    apiUrl: address.apiUrl.href,
    demoKey: sandbox?.demoKey,
    async reload(fresh) {
      await reloader.reload();
      const renewed = (fresh.shared && shared?.renew(fresh.shared)) ?? [];
      return [...renewed, ...auth.reload(fresh.auth), ...audit.renew(fresh.auditKeys)];
    },
    leave() {
      ready = false;
    },
    async close() {
      reloader.stop();
      await audit.close();
      await shared?.close();
      await tracing?.stop().catch((err: unknown) => logger.warn({ err }, 'the last spans could not be sent'));
      await Promise.all([telnyx.close(), sandbox?.close()]);
    },
  };
}
