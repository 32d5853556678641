import { z } from 'zod';
import { fileVariable, mayBeInFile } from './secret-files.ts';
import {
  type Api,
  algorithms,
  apiUrl,
  basePath,
  baseUrl,
  credential,
  files,
  flag,
  host,
  httpUrl,
  isLoopback,
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

/** What a sandbox that stands alone reads. */
export const SANDBOX_VARIABLES = z.object({
  SANDBOX_PORT: port.default(4010),
  SANDBOX_HOST: host.default('127.0.0.1'),
});

/** The environment variables that the gateway reads, each with its rule and default, and the rules between them. */
export const VARIABLES = z
  .object({
    HOST: host.default('127.0.0.1'),
    PORT: port.default(4000),
    ADMIN_PORT: port.optional(),
    BASE_PATH: basePath.default(''),
    NODE_ENV: z.string().optional(),
    WORKERS: workers.default(1),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    GRAPHIQL: flag.optional(),
    INTROSPECTION: flag.optional(),
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
    DOCUMENT_MAX_AGE_MS: whole(0).default(300_000),
    UPSTREAM_CONNECTIONS: whole(1, 10_000).default(256),
    MAX_RUNNING_OPERATIONS: positive.default(512),
    MAX_QUEUED_OPERATIONS: whole(0).default(512),
    OTEL_EXPORTER_OTLP_ENDPOINT: baseUrl.optional(),
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: httpUrl.optional(),
    OTEL_SDK_DISABLED: z.string().optional(),
    OTEL_TRACES_EXPORTER: z.string().optional(),
    SANDBOX_PORT: SANDBOX_VARIABLES.shape.SANDBOX_PORT,
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
  })
  .superRefine(
    (env, context) => {
      const mistakes = [...authMistakes(env), ...portMistakes(env)];
      if (apiOf(env) === 'sandbox' && !isLoopback(env.HOST)) {
        mistakes.push(['HOST', 'must be a loopback address on the sandbox, whose keys everyone knows']);
      }
      if (apiOf(env) === 'sandbox' && env.WORKERS > 1) {
        mistakes.push(['WORKERS', 'must be 1 on the sandbox, which is in one process']);
      }
      if (env.TRUSTED_DOCUMENTS_ONLY && env.TRUSTED_DOCUMENTS?.length === 0) {
        mistakes.push(['TRUSTED_DOCUMENTS', 'is needed where TRUSTED_DOCUMENTS_ONLY is true']);
      }
      if (env.REDIS_URL !== undefined && env.SHARED_KEY === undefined) {
        mistakes.push(['SHARED_KEY', 'is needed with REDIS_URL: the same in all processes, and known to no one else']);
      }
      for (const [name, message] of mistakes) context.addIssue({ code: 'custom', path: [name], message });
    },
    { when: () => true }, // also where single variables are wrong: one start shows all there is to mend
  );

/** All that is read, in the order of `.env.example`. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(VARIABLES.shape).flatMap((name) => {
  if (name === 'SANDBOX_PORT') return Object.keys(SANDBOX_VARIABLES.shape);
  return mayBeInFile(name) ? [name, fileVariable(name)] : [name];
});

export type Variables = z.output<typeof VARIABLES>;

/** One process cannot listen twice on one port; 0 is any free one. */
function portMistakes(env: PortVariables): [name: string, message: string][] {
  const listening = apiOf(env) === 'sandbox' ? PORTS : PORTS.filter((name) => name !== 'SANDBOX_PORT');
  return listening.flatMap((name, at) => {
    const port = env[name];
    if (typeof port !== 'number' || port === 0) return []; // none, any, or a mistake itself
    const other = listening.slice(0, at).find((before) => env[before] === port);
    return other ? [[name, `must differ from ${other}`]] : [];
  });
}

const PORTS = ['PORT', 'ADMIN_PORT', 'SANDBOX_PORT'] as const;
type PortVariables = Pick<Variables, (typeof PORTS)[number] | 'TELNYX_API_URL' | 'NODE_ENV'>;

function authMistakes(env: AuthVariables & Pick<Variables, 'AUTH_MODE'>): [name: string, message: string][] {
  if (env.AUTH_MODE === 'service') return serviceMistakes(env);
  return env.AUTH_MODE === 'passthrough' ? passthroughMistakes(env) : []; // another is a mistake itself
}

/** Whoever sets these means to shut the gateway. */
function passthroughMistakes(env: AuthVariables): [name: string, message: string][] {
  const proofs = (['AUTH_JWKS_URL', 'ROUTER_SECRET'] as const).filter((name) => env[name] !== undefined);
  return proofs.map((name) => [name, 'proves callers only where AUTH_MODE is service']);
}

/** In service mode the gateway lends out its own credential: it needs one, and a way to know who borrows. */
function serviceMistakes(env: AuthVariables): [name: string, message: string][] {
  const mistakes: [string, string][] = [];
  const [id, secret] = [env.TELNYX_CLIENT_ID, env.TELNYX_CLIENT_SECRET];
  if (env.TELNYX_API_KEY === undefined && (id === undefined || secret === undefined)) {
    mistakes.push(['TELNYX_API_KEY', 'or TELNYX_CLIENT_ID and TELNYX_CLIENT_SECRET, is needed in service mode']);
  }
  if (env.TELNYX_API_KEY !== undefined && (id !== undefined || secret !== undefined)) {
    mistakes.push(['TELNYX_API_KEY', 'and TELNYX_CLIENT_ID exclude each other']);
  }
  if (env.AUTH_JWKS_URL === undefined && env.ROUTER_SECRET === undefined) {
    mistakes.push(['AUTH_JWKS_URL', 'or ROUTER_SECRET, a way to prove callers, is needed in service mode']);
  }
  for (const name of ['AUTH_ISSUER', 'AUTH_AUDIENCE'] as const) {
    if (env.AUTH_JWKS_URL !== undefined && env[name] === undefined) mistakes.push([name, 'goes with AUTH_JWKS_URL']);
  }
  return mistakes;
}

type AuthVariables = Pick<
  Variables,
  | 'TELNYX_API_KEY'
  | 'TELNYX_CLIENT_ID'
  | 'TELNYX_CLIENT_SECRET'
  | 'AUTH_JWKS_URL'
  | 'AUTH_ISSUER'
  | 'AUTH_AUDIENCE'
  | 'ROUTER_SECRET'
>;

/** Telnyx in production, the sandbox elsewhere, unless a setting says otherwise. */
export function apiOf(env: { TELNYX_API_URL?: Api | undefined; NODE_ENV?: string | undefined }): Api {
  if (env.TELNYX_API_URL !== undefined) return env.TELNYX_API_URL;
  return env.NODE_ENV === 'production' ? new URL('https://api.telnyx.com/v2') : 'sandbox';
}
