import { z } from 'zod';
import type { AuthSettings } from './auth/index.ts';
import type { UpstreamAddress } from './telnyx/upstream.ts';

/** All that the environment decides. */
export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly production: boolean;
  readonly logLevel: string;
  readonly graphiql: boolean;
  readonly corsOrigins: readonly string[];
  /** Deadline of one operation with all its upstream calls, milliseconds. */
  readonly operationTimeout: number;
  /** Largest request body, bytes. */
  readonly bodyLimit: number;
  /** Connections to each upstream origin. */
  readonly connections: number;
  /** How long discovery documents and keys are kept at the most, milliseconds. */
  readonly documentMaxAge: number;
  /** Whether the conventional proxy variables are to be followed. */
  readonly proxied: boolean;
  /** The port of the embedded sandbox, where that stands in for Telnyx. */
  readonly sandboxPort: number | undefined;
  readonly auth: AuthSettings;
  /** Undefined on the sandbox: it tells its address once it listens. */
  readonly upstream: UpstreamAddress | undefined;
}

/** The environment is not usable; the message lists every mistake. */
export class SettingsError extends Error {}

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
const positive = z.coerce.number().int().positive();
const port = z.coerce.number().int().min(0).max(65_535);
const httpUrl = z.url({ protocol: /^https?$/ }).transform((value) => new URL(value.replace(/\/+$/, '')));
const path = z.string().regex(/^(\/[\w.-]+)+$/, { error: 'must be a path such as /oauth_clients' });
const algorithms = z
  .string()
  .transform((list) => list.split(',').map((name) => name.trim()))
  .pipe(z.array(z.string().regex(/^(RS|PS|ES)(256|384|512)$|^EdDSA$/, { error: 'must be asymmetric JWS algorithms' })));
const origins = z
  .string()
  .transform((list) => list.split(',').map((origin) => origin.trim()))
  .pipe(z.array(z.string().refine(isOrigin, { error: 'must be origins such as https://app.example, with commas' })));

const VARIABLES = z
  .object({
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: port.default(4000),
    NODE_ENV: z.string().optional(),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    GRAPHIQL: flag.optional(),
    CORS_ORIGINS: origins.default([]),
    OPERATION_TIMEOUT_MS: positive.max(600_000).default(15_000),
    BODY_LIMIT_BYTES: positive.default(262_144),
    DOCUMENT_MAX_AGE_MS: z.coerce.number().int().min(0).default(300_000),
    UPSTREAM_CONNECTIONS: positive.max(10_000).default(256),
    SANDBOX_PORT: port.default(4010),
    TELNYX_API_URL: z.literal('sandbox').or(httpUrl).optional(),
    TELNYX_WELL_KNOWN_URL: httpUrl.optional(),
    TELNYX_ISSUER: z.url().optional(),
    TELNYX_CLIENTS_PATH: path.default('/oauth_clients'),
    TELNYX_GRANTS_PATH: path.default('/oauth_grants'),
    AUTH_MODE: z.enum(['passthrough', 'service']).default('passthrough'),
    AUTH_JWKS_URL: httpUrl.optional(),
    AUTH_ISSUER: z.string().optional(),
    AUTH_AUDIENCE: z.string().optional(),
    AUTH_ALGORITHMS: algorithms.default(['RS256', 'PS256', 'ES256', 'EdDSA']),
    AUTH_CLOCK_SKEW_S: z.coerce.number().min(0).max(300).default(5),
    ROUTER_SECRET: z.string().min(32, { error: 'must have at least 32 characters' }).optional(),
    TELNYX_API_KEY: z.string().optional(),
    TELNYX_CLIENT_ID: z.string().optional(),
    TELNYX_CLIENT_SECRET: z.string().optional(),
    HTTPS_PROXY: z.url().optional(),
    HTTP_PROXY: z.url().optional(),
  })
  .superRefine((env, context) => {
    for (const [name, message] of env.AUTH_MODE === 'service' ? serviceMistakes(env) : []) {
      context.addIssue({ code: 'custom', path: [name], message });
    }
    if (apiOf(env) !== 'sandbox' || isLoopback(env.HOST)) return;
    const message = 'must be a loopback address on the sandbox, whose keys everyone knows';
    context.addIssue({ code: 'custom', path: ['HOST'], message });
  });

type Variables = z.output<typeof VARIABLES>;

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

/** Reads the environment once. An empty variable counts as not set. Throws `SettingsError`. */
export function readSettings(environment: Record<string, string | undefined>): Settings {
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '');
  const lower = Object.fromEntries(given.map(([name, value]) => [name.toUpperCase(), value]));
  const result = VARIABLES.safeParse({ ...lower, ...Object.fromEntries(given) });
  if (!result.success) {
    const mistakes = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new SettingsError(`The settings are not usable:\n${mistakes.join('\n')}`);
  }
  const env = result.data;
  const production = env.NODE_ENV === 'production';
  const api = apiOf(env);
  return {
    host: env.HOST,
    port: env.PORT,
    production,
    logLevel: env.LOG_LEVEL,
    graphiql: env.GRAPHIQL ?? !production,
    corsOrigins: env.CORS_ORIGINS,
    operationTimeout: env.OPERATION_TIMEOUT_MS,
    bodyLimit: env.BODY_LIMIT_BYTES,
    connections: env.UPSTREAM_CONNECTIONS,
    documentMaxAge: env.DOCUMENT_MAX_AGE_MS,
    proxied: api !== 'sandbox' && (env.HTTPS_PROXY ?? env.HTTP_PROXY) !== undefined,
    auth: authOf(env),
    sandboxPort: api === 'sandbox' ? env.SANDBOX_PORT : undefined,
    upstream: api === 'sandbox' ? undefined : upstreamOf(api, env),
  };
}

/** Telnyx in production, the sandbox elsewhere, unless a setting says otherwise. */
function apiOf(env: Pick<Variables, 'TELNYX_API_URL' | 'NODE_ENV'>): URL | 'sandbox' {
  if (env.TELNYX_API_URL !== undefined) return env.TELNYX_API_URL;
  return env.NODE_ENV === 'production' ? new URL('https://api.telnyx.com/v2') : 'sandbox';
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
    routerSecret: env.ROUTER_SECRET,
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

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text;
}
