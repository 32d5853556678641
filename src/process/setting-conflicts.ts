import type { Mistake } from './setting-mistakes.ts';
import { isLoopback } from './setting-rules.ts';
import { apiOf, VARIABLES, type Variables } from './variables.ts';

/** The variables, and the rules that concern several of them. */
export const CHECKED_VARIABLES = VARIABLES.superRefine(
  (env, context) => {
    const mistakes = [...authMistakes(env), ...portMistakes(env)];
    if (apiOf(env) === 'sandbox' && !isLoopback(env.HOST)) {
      mistakes.push(['HOST', 'must be a loopback address on the sandbox, whose keys are public']);
    }
    if (apiOf(env) === 'sandbox' && env.WORKERS > 1) {
      mistakes.push(['WORKERS', 'must be 1 on the sandbox, which is in one process']);
    }
    if (env.TRUSTED_DOCUMENTS_ONLY && env.TRUSTED_DOCUMENTS?.length === 0) {
      mistakes.push(['TRUSTED_DOCUMENTS', 'is required if TRUSTED_DOCUMENTS_ONLY is true']);
    }
    if (env.AUDIT_KEY !== undefined && env.LOG_LEVEL === 'silent') {
      mistakes.push(['LOG_LEVEL', 'must not be silent with AUDIT_KEY: no audit lines would be written']);
    }
    if (env.REDIS_URL !== undefined && env.SHARED_KEY === undefined) {
      mistakes.push(['SHARED_KEY', 'is needed with REDIS_URL: the same in all processes, and secret']);
    }
    for (const [name, message] of mistakes) context.addIssue({ code: 'custom', path: [name], message });
  },
  { when: () => true }, // also if single variables are wrong, so that one start reports all mistakes
);

const PORTS = ['PORT', 'ADMIN_PORT', 'SANDBOX_PORT'] as const;

/** One process cannot listen twice on one port; 0 is any free one. */
function portMistakes(env: Variables): Mistake[] {
  const listening = apiOf(env) === 'sandbox' ? PORTS : PORTS.filter((name) => name !== 'SANDBOX_PORT');
  return listening.flatMap((name, at) => {
    const port = env[name];
    if (typeof port !== 'number' || port === 0) return []; // unset, any free port, or invalid
    const other = listening.slice(0, at).find((before) => env[before] === port);
    return other ? [[name, `must differ from ${other}`]] : [];
  });
}

function authMistakes(env: Variables): Mistake[] {
  if (env.AUTH_MODE === 'service') return serviceMistakes(env);
  return env.AUTH_MODE === 'passthrough' ? passthroughMistakes(env) : []; // another value is invalid
}

/** Variables that restrict who may call the gateway. */
function passthroughMistakes(env: Variables): Mistake[] {
  const proofs = (['AUTH_JWKS_URL', 'ROUTER_SECRET'] as const).filter((name) => env[name] !== undefined);
  return proofs.map((name) => [name, 'proves callers only if AUTH_MODE is service']);
}

/** In service mode the gateway needs a credential of its own, and a way to authenticate callers. */
function serviceMistakes(env: Variables): Mistake[] {
  const mistakes: Mistake[] = [];
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
    if (env.AUTH_JWKS_URL !== undefined && env[name] === undefined)
      mistakes.push([name, 'is required with AUTH_JWKS_URL']);
  }
  return mistakes;
}
