import type { Logger } from 'pino';
import type { Upstream } from '../telnyx/transport/upstream.ts';
import type { CallerTokenOptions } from './caller-token.ts';
import type { Authenticate } from './identity.ts';
import { apiKey, clientCredentials } from './own-credential.ts';
import { passthrough } from './passthrough.ts';
import { AcceptedSecret, Secret } from './secret.ts';
import { service } from './service.ts';

/** How callers prove themselves, and what goes upstream in their name. */
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

/** Tells who asks, by secrets that may be replaced meanwhile. */
export interface Auth {
  readonly authenticate: Authenticate;
  /** Takes over secrets that changed, and answers which variables hold them. All else stays as it was at the start. */
  reload(settings: AuthSettings): string[];
}

/** The way of telling who asks that the settings choose. */
export async function createAuth(settings: AuthSettings, upstream: Upstream, logger: Logger): Promise<Auth> {
  if (settings.mode === 'passthrough') return { authenticate: passthrough, reload: () => [] };
  const { client, callerToken } = settings;
  const onFailure = (err: unknown) => logger.error({ err }, 'Telnyx issues no access token to the gateway');
  const own = new Secret(client ? client.secret : settings.apiKey!);
  const router = settings.routerSecrets && new AcceptedSecret(settings.routerSecrets);
  const authenticate = service({
    credential: client ? clientCredentials(upstream, client.id, own, onFailure) : apiKey(own),
    checkToken: callerToken && (await openCallerTokens(callerToken, upstream)),
    routerSecret: router,
  });
  return {
    authenticate,
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

/** Loaded only where it is used, so that a start without it is quick. */
async function openCallerTokens(options: CallerTokenOptions, upstream: Upstream) {
  const { createCallerTokenCheck } = await import('./caller-token.ts');
  return createCallerTokenCheck(options, upstream);
}
