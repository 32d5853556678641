import type { Logger } from 'pino';
import type { Upstream } from '../telnyx/transport/upstream.ts';
import type { CallerTokenOptions } from './caller-token.ts';
import type { Authenticate } from './identity.ts';
import { apiKey, clientCredentials, NO_CREDENTIAL } from './own-credential.ts';
import { passthrough } from './passthrough.ts';
import { AcceptedSecret, Secret } from './secret.ts';
import { service } from './service.ts';

/** How callers authenticate, and the credential for calls made on their behalf. */
export type AuthSettings =
  | { readonly mode: 'passthrough' }
  | {
      readonly mode: 'service';
      /** Exactly one of `apiKey` and `client` is defined. */
      readonly apiKey: string | undefined;
      readonly client: { readonly id: string; readonly secret: string } | undefined;
      /** At least one of `callerToken` and `routerSecrets` is defined. */
      readonly callerToken: CallerTokenOptions | undefined;
      /** A router sends one of these. */
      readonly routerSecrets: readonly string[] | undefined;
    };

/** Identifies callers, by secrets that a reload may replace. */
export interface Auth {
  readonly authenticate: Authenticate;
  /** Identifies the caller and checks its rights, without lending the gateway's credential. */
  readonly authenticateOnly: Authenticate;
  /** Takes over changed secrets and returns the names of their variables. Other settings need a restart. */
  reload(settings: AuthSettings): string[];
}

/** Creates the authentication that the settings ask for. */
export async function createAuth(settings: AuthSettings, upstream: Upstream, logger: Logger): Promise<Auth> {
  if (settings.mode === 'passthrough') {
    return { authenticate: passthrough, authenticateOnly: passthrough, reload: () => [] };
  }
  const { client, callerToken } = settings;
  const onFailure = (err: unknown) => logger.error({ err }, 'Telnyx issues no access token to the gateway');
  const own = new Secret(client ? client.secret : settings.apiKey!);
  const router = settings.routerSecrets && new AcceptedSecret(settings.routerSecrets);
  const credential = client ? clientCredentials(upstream, client.id, own, onFailure) : apiKey(own);
  const checkToken = callerToken && (await openCallerTokens(callerToken, upstream));
  return {
    authenticate: service({ credential, checkToken, routerSecret: router }),
    authenticateOnly: service({ credential: NO_CREDENTIAL, checkToken, routerSecret: router }),
    reload(fresh) {
      if (fresh.mode === 'passthrough') return [];
      const changed: string[] = [];
      if (fresh.routerSecrets && router?.replace(fresh.routerSecrets)) changed.push('ROUTER_SECRET');
      const secret = client ? fresh.client?.secret : fresh.apiKey;
      if (secret !== undefined && own.replace(secret)) changed.push(client ? 'TELNYX_CLIENT_SECRET' : 'TELNYX_API_KEY');
      return changed;
    },
  };
}

/** Loaded on use, so that a start without it is quick. */
async function openCallerTokens(options: CallerTokenOptions, upstream: Upstream) {
  const { createCallerTokenCheck } = await import('./caller-token.ts');
  return createCallerTokenCheck(options, upstream);
}
