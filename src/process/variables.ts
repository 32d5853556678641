import { z } from 'zod';
import { fileVariable, mayBeInFile } from './secret-files.ts';
import {
  type Api,
  algorithms,
  apiUrl,
  auditKeys,
  basePath,
  baseUrl,
  credential,
  files,
  findingCodes,
  flag,
  host,
  httpUrl,
  jwksUrl,
  keyPrefix,
  origins,
  pathOrAuto,
  port,
  positive,
  redisUrl,
  rotating,
  whole,
  workers,
} from './setting-rules.ts';

/** The variables of the sandbox as a process of its own. */
export const SANDBOX_VARIABLES = z.object({
  SANDBOX_PORT: port.default(4010),
  SANDBOX_HOST: host.default('127.0.0.1'),
  SANDBOX_SPELLING: z.enum(['both', 'underscore', 'slash']).default('both'),
});

/** The variables of the command that verifies the audit log. */
export const AUDIT_VARIABLES = z.object({ AUDIT_KEY: auditKeys.optional() });

/** The environment variables that the gateway reads, each with its rule and default. */
export const VARIABLES = z.object({
  HOST: host.default('127.0.0.1'),
  PORT: port.default(4000),
  ADMIN_PORT: port.optional(),
  BASE_PATH: basePath.default(''),
  NODE_ENV: z.string().optional(),
  WORKERS: workers.default(1),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  AUDIT_KEY: AUDIT_VARIABLES.shape.AUDIT_KEY,
  GRAPHIQL: flag.optional(),
  INTROSPECTION: flag.optional(),
  UPSTREAM_PLANS: flag.optional(),
  TRUSTED_DOCUMENTS: files.default([]),
  TRUSTED_DOCUMENTS_ONLY: flag.default(false),
  COMPILE_QUERIES: flag.default(true),
  MAX_COST: positive.default(5_000),
  MAX_ANSWER_BYTES: whole(1, 268_435_456).default(16_777_216),
  MAX_DOCUMENT_LENGTH: positive.default(32_768),
  MAX_TOKENS: positive.default(2_000),
  MAX_DEPTH: positive.default(15),
  MAX_ALIASES: positive.default(100),
  MAX_DIRECTIVES: positive.default(50),
  MAX_ROOT_FIELDS: positive.default(60),
  CORS_ORIGINS: origins.default([]),
  HSTS_MAX_AGE_S: whole(0).default(0),
  OPERATION_TIMEOUT_MS: whole(1, 600_000).default(15_000),
  STOP_DELAY_MS: whole(0, 600_000).default(0),
  BODY_LIMIT_BYTES: positive.default(262_144),
  BODY_TIMEOUT_MS: whole(1, 600_000).default(5_000),
  FINDINGS_OFF: findingCodes.default([]),
  FINDINGS_UNUSED_GRANT_DAYS: whole(1, 3_650).default(90),
  DOCUMENT_MAX_AGE_MS: whole(0).default(300_000),
  UPSTREAM_CONNECTIONS: whole(1, 10_000).default(256),
  MAX_RUNNING_OPERATIONS: positive.default(512),
  MAX_QUEUED_OPERATIONS: whole(0).default(512),
  OTEL_EXPORTER_OTLP_ENDPOINT: baseUrl.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: httpUrl.optional(),
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_TRACES_EXPORTER: z.string().optional(),
  OTEL_LOGS_EXPORTER: z.string().optional(),
  SANDBOX_PORT: SANDBOX_VARIABLES.shape.SANDBOX_PORT,
  SANDBOX_SPELLING: SANDBOX_VARIABLES.shape.SANDBOX_SPELLING,
  REDIS_URL: redisUrl.optional(),
  REDIS_PASSWORD: z.string().optional(),
  REDIS_SENTINEL_PASSWORD: z.string().optional(),
  REDIS_CA_FILE: z.string().optional(),
  REDIS_PREFIX: keyPrefix.default('telnyx-oauth-graphql:'),
  REDIS_TIMEOUT_MS: whole(1, 10_000).default(100),
  REDIS_REQUIRED: flag.default(false),
  SHARED_KEY: z.string().min(32, { error: 'must have at least 32 characters' }).optional(),
  TELNYX_API_URL: apiUrl.optional(),
  TELNYX_WELL_KNOWN_URL: baseUrl.optional(),
  TELNYX_ISSUER: httpUrl.optional(),
  TELNYX_CLIENTS_PATH: pathOrAuto.default('auto'),
  TELNYX_GRANTS_PATH: pathOrAuto.default('auto'),
  AUTH_MODE: z.enum(['passthrough', 'service']).default('passthrough'),
  MANAGED_ACCOUNTS: flag.default(false),
  AUTH_JWKS_URL: jwksUrl.optional(),
  AUTH_ISSUER: z.string().optional(),
  AUTH_AUDIENCE: z.string().optional(),
  AUTH_ALGORITHMS: algorithms.default(['RS256', 'PS256', 'ES256', 'EdDSA']),
  AUTH_CLOCK_SKEW_S: whole(0, 300).default(5),
  ROUTER_SECRET: rotating(credential.min(32, { error: 'must have at least 32 characters' })).optional(),
  TELNYX_API_KEY: credential.optional(),
  TELNYX_CLIENT_ID: z.string().optional(),
  TELNYX_CLIENT_SECRET: z.string().optional(),
  HTTPS_PROXY: httpUrl.optional(),
  HTTP_PROXY: httpUrl.optional(),
  NO_PROXY: z.string().optional(),
});

/** The names of all variables, in the order of `.env.example`. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(VARIABLES.shape).flatMap((name) => {
  if (name === 'SANDBOX_PORT') return [name, 'SANDBOX_HOST'];
  return mayBeInFile(name) ? [name, fileVariable(name)] : [name];
});

export type Variables = z.output<typeof VARIABLES>;

/** Telnyx in production, the sandbox elsewhere, unless a setting says otherwise. */
export function apiOf(env: { TELNYX_API_URL?: Api | undefined; NODE_ENV?: string | undefined }): Api {
  if (env.TELNYX_API_URL !== undefined) return env.TELNYX_API_URL;
  return env.NODE_ENV === 'production' ? new URL('https://api.telnyx.com/v2') : 'sandbox';
}
