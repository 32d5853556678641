import { apiUrl } from './setting-rules.ts';

/** Variables as given. */
export type Given = Readonly<Record<string, string | undefined>>;

/** Decides which variables apply. */
interface Mode {
  /** The embedded sandbox stands in for Telnyx. */
  readonly sandbox: boolean;
  /** The gateway calls Telnyx with its own credential. */
  readonly service: boolean;
  /** Callers authenticate by tokens. */
  readonly callerTokens: boolean;
  /** Processes share state through Redis. */
  readonly redis: boolean;
  /** Spans are exported to the endpoint that is set. */
  readonly traced: boolean;
  /** Log records are exported, if an endpoint of theirs is set. */
  readonly logged: boolean;
  /** The endpoint of all signals is also that of log records. */
  readonly loggedToBase: boolean;
}

const onSandbox = ({ sandbox }: Mode) => sandbox;
const onTelnyx = ({ sandbox }: Mode) => !sandbox;
const inService = ({ service }: Mode) => service;
const whereTraced = ({ traced }: Mode) => traced;
const withRedis = ({ redis }: Mode) => redis;
const withCallerTokens = ({ callerTokens }: Mode) => callerTokens;

/**
 * When variables apply; those that are not listed always do. AUTH_JWKS_URL and ROUTER_SECRET always apply: whoever sets
 * one of them means to close the gateway, and it must not start open.
 */
const SCOPES: Readonly<Record<string, (mode: Mode) => boolean>> = {
  OTEL_EXPORTER_OTLP_ENDPOINT: ({ traced, loggedToBase }) => traced || loggedToBase,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: whereTraced,
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: ({ logged }) => logged,
  REDIS_PASSWORD: withRedis,
  REDIS_SENTINEL_PASSWORD: withRedis,
  REDIS_PREFIX: withRedis,
  REDIS_TIMEOUT_MS: withRedis,
  REDIS_REQUIRED: withRedis,
  SANDBOX_PORT: onSandbox,
  SANDBOX_SPELLING: onSandbox,
  TELNYX_WELL_KNOWN_URL: onTelnyx,
  TELNYX_ISSUER: onTelnyx,
  TELNYX_CLIENTS_PATH: onTelnyx,
  TELNYX_GRANTS_PATH: onTelnyx,
  HTTPS_PROXY: onTelnyx,
  HTTP_PROXY: onTelnyx,
  NO_PROXY: onTelnyx,
  TELNYX_API_KEY: inService,
  TELNYX_CLIENT_ID: inService,
  TELNYX_CLIENT_SECRET: inService,
  AUTH_ISSUER: withCallerTokens,
  AUTH_AUDIENCE: withCallerTokens,
  AUTH_ALGORITHMS: withCallerTokens,
  AUTH_CLOCK_SKEW_S: withCallerTokens,
};

/** An empty or blank variable counts as not set. */
export function withoutBlank(environment: Given): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''));
}

/**
 * The variables that apply. The values of others are ignored: they may not be meant for the gateway, as
 * `SANDBOX_PORT=tcp://...`, which Kubernetes sets beside a Service named sandbox.
 */
export function applicable(given: Given): Given {
  const mode = modeOf(given);
  return Object.fromEntries(
    Object.entries(given).filter(([name]) => SCOPES[name.replace(/_FILE$/, '')]?.(mode) ?? true),
  );
}

function modeOf(given: Given): Mode {
  const { NODE_ENV, TELNYX_API_URL, AUTH_MODE, AUTH_JWKS_URL, REDIS_URL } = given;
  const { OTEL_SDK_DISABLED, OTEL_TRACES_EXPORTER, OTEL_LOGS_EXPORTER } = given;
  const api = apiUrl.safeParse(TELNYX_API_URL ?? (NODE_ENV === 'production' ? undefined : 'sandbox'));
  const service = AUTH_MODE === 'service';
  const exported = OTEL_SDK_DISABLED?.toLowerCase() !== 'true';
  return {
    sandbox: api.data === 'sandbox',
    service,
    callerTokens: service && AUTH_JWKS_URL !== undefined,
    redis: REDIS_URL !== undefined,
    traced: exported && OTEL_TRACES_EXPORTER !== 'none',
    logged: exported && OTEL_LOGS_EXPORTER !== 'none',
    loggedToBase: exported && OTEL_LOGS_EXPORTER === 'otlp',
  };
}
