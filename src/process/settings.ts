import type { ServiceOptions } from '../assembly/options.ts';
import type { AuthSettings } from '../auth/index.ts';
import type { SharedSettings } from '../shared/index.ts';
import type { ProxySettings } from '../telnyx/transport/dispatcher.ts';
import type { UpstreamAddress } from '../telnyx/transport/upstream.ts';
import { withSecretFiles } from './secret-files.ts';
import { CHECKED_VARIABLES } from './setting-conflicts.ts';
import { parseVariables } from './setting-mistakes.ts';
import { applicable, type Given, withoutBlank } from './setting-scope.ts';
import { apiOf, type Variables } from './variables.ts';

/** The settings of the process. */
export interface Settings extends ServiceOptions {
  readonly production: boolean;
  /** Number of processes that share the port. */
  readonly workers: number;
  readonly logLevel: string;
}

/** Conventionally written in either case. As in curl, lower case has precedence. */
const PROXY_VARIABLES = ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'];

/**
 * Reads the settings from the environment, and secrets also from files. An empty or blank variable counts as not set;
 * one that does not apply is ignored.
 * Throws `SettingsError`.
 */
export function readSettings(environment: Given): Settings {
  const set = withoutBlank(environment);
  for (const name of PROXY_VARIABLES) set[name] = set[name.toLowerCase()] ?? set[name];
  const { given, mistakes } = withSecretFiles(applicable(set));
  const env = parseVariables(CHECKED_VARIABLES, given, { ...set, ...given }, mistakes);
  const production = env.NODE_ENV === 'production';
  const api = apiOf(env);
  return {
    host: env.HOST,
    port: env.PORT,
    adminPort: env.ADMIN_PORT,
    basePath: env.BASE_PATH,
    production,
    workers: env.WORKERS,
    logLevel: env.LOG_LEVEL,
    graphiql: env.GRAPHIQL ?? !(production || env.TRUSTED_DOCUMENTS_ONLY),
    introspection: env.INTROSPECTION ?? !production,
    plans: env.UPSTREAM_PLANS ?? env.INTROSPECTION ?? !production,
    limits: {
      maxCost: env.MAX_COST,
      maxResponseBytes: env.MAX_ANSWER_BYTES,
      maxLength: env.MAX_DOCUMENT_LENGTH,
      maxTokens: env.MAX_TOKENS,
      maxDepth: env.MAX_DEPTH,
      maxAliases: env.MAX_ALIASES,
      maxDirectives: env.MAX_DIRECTIVES,
      maxRootFields: env.MAX_ROOT_FIELDS,
    },
    compile: env.COMPILE_QUERIES,
    trustedDocuments: env.TRUSTED_DOCUMENTS,
    trustedDocumentsOnly: env.TRUSTED_DOCUMENTS_ONLY,
    corsOrigins: env.CORS_ORIGINS,
    hstsMaxAge: env.HSTS_MAX_AGE_S,
    operationTimeout: env.OPERATION_TIMEOUT_MS,
    stopDelay: env.STOP_DELAY_MS,
    bodyLimit: env.BODY_LIMIT_BYTES,
    bodyTimeout: env.BODY_TIMEOUT_MS,
    connections: env.UPSTREAM_CONNECTIONS,
    maxRunning: env.MAX_RUNNING_OPERATIONS,
    maxQueued: env.MAX_QUEUED_OPERATIONS,
    auditKeys: env.AUDIT_KEY,
    ...otlpUrlsOf(env),
    findings: { off: env.FINDINGS_OFF, unusedGrantDays: env.FINDINGS_UNUSED_GRANT_DAYS },
    documentMaxAge: env.DOCUMENT_MAX_AGE_MS,
    proxy: api === 'sandbox' ? undefined : proxyOf(env),
    auth: authOf(env),
    shared: sharedOf(env),
    managedAccounts: env.MANAGED_ACCOUNTS,
    sandbox: api === 'sandbox' ? { port: env.SANDBOX_PORT, spelling: env.SANDBOX_SPELLING } : undefined,
    upstream: api === 'sandbox' ? undefined : upstreamOf(api, env),
  };
}

function authOf(env: Variables): AuthSettings {
  if (env.AUTH_MODE === 'passthrough') return { mode: 'passthrough' };
  const { TELNYX_CLIENT_ID: id, TELNYX_CLIENT_SECRET: secret } = env;
  return {
    mode: 'service',
    apiKey: env.TELNYX_API_KEY,
    client: id !== undefined && secret !== undefined ? { id, secret } : undefined,
    callerToken: env.AUTH_JWKS_URL && {
      jwksUrl: env.AUTH_JWKS_URL,
      issuer: env.AUTH_ISSUER!,
      audience: env.AUTH_AUDIENCE!,
      algorithms: env.AUTH_ALGORITHMS,
      clockSkew: env.AUTH_CLOCK_SKEW_S,
    },
    routerSecrets: env.ROUTER_SECRET,
  };
}

function sharedOf(env: Variables): SharedSettings | undefined {
  if (env.REDIS_URL === undefined) return undefined;
  return {
    address: env.REDIS_URL,
    password: env.REDIS_PASSWORD,
    sentinelPassword: env.REDIS_SENTINEL_PASSWORD,
    caFile: env.REDIS_CA_FILE,
    prefix: env.REDIS_PREFIX,
    timeout: env.REDIS_TIMEOUT_MS,
    required: env.REDIS_REQUIRED,
    key: env.SHARED_KEY!,
  };
}

/**
 * A signal's own endpoint is used as it is, the general one as a base. The latter has long been that of spans alone, so
 * audit lines go there only where `OTEL_LOGS_EXPORTER` says so.
 *
 * @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
function otlpUrlsOf(env: Variables): Pick<Settings, 'otlpTracesUrl' | 'otlpLogsUrl'> {
  const base = env.OTEL_EXPORTER_OTLP_ENDPOINT?.href.replace(/\/$/, '');
  const traces = env.OTEL_TRACES_EXPORTER === 'none' ? undefined : base;
  const logs = env.OTEL_LOGS_EXPORTER === 'otlp' ? base : undefined;
  return {
    otlpTracesUrl: env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (traces && `${traces}/v1/traces`),
    otlpLogsUrl: env.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT ?? (logs && `${logs}/v1/logs`),
  };
}

function upstreamOf(apiUrl: URL, env: Variables): UpstreamAddress {
  const rootUrl = env.TELNYX_WELL_KNOWN_URL ?? new URL(apiUrl.origin);
  return {
    apiUrl,
    rootUrl,
    issuer: env.TELNYX_ISSUER ?? rootUrl.origin,
    clientsPath: env.TELNYX_CLIENTS_PATH,
    grantsPath: env.TELNYX_GRANTS_PATH,
  };
}

function proxyOf({ HTTP_PROXY, HTTPS_PROXY, NO_PROXY = '' }: Variables): ProxySettings | undefined {
  if (HTTP_PROXY === undefined && HTTPS_PROXY === undefined) return undefined;
  return { httpProxy: HTTP_PROXY ?? '', httpsProxy: HTTPS_PROXY ?? '', noProxy: NO_PROXY };
}
