import type { Logger } from 'pino';
import type { Upstream } from '../telnyx/transport/upstream.ts';
import type { CallerTokenOptions } from './caller-token.ts';
import type { Authenticate } from './identity.ts';
import { apiKey, clientCredentials } from './own-credential.ts';
import { passthrough } from './passthrough.ts';
import { service } from './service.ts';

/** How callers prove themselves, and what goes upstream in their name. */
export type AuthSettings =
  | { readonly mode: 'passthrough' }
  | {
      readonly mode: 'service';
      /** Exactly one of `apiKey` and `client` is defined. */
      readonly apiKey: string | undefined;
      readonly client: { readonly id: string; readonly secret: string } | undefined;
      /** At least one of `callerToken` and `routerSecret` is defined. */
      readonly callerToken: CallerTokenOptions | undefined;
      readonly routerSecret: string | undefined;
    };

/** The way of telling who asks that the settings choose. */
export async function createAuthenticate(
  settings: AuthSettings,
  upstream: Upstream,
  logger: Logger,
): Promise<Authenticate> {
  if (settings.mode === 'passthrough') return passthrough;
  const { apiKey: key, client, callerToken, routerSecret } = settings;
  const ownClient = client && { client_id: client.id, client_secret: client.secret };
  const onFailure = (err: unknown) => logger.error({ err }, 'Telnyx gives the gateway no access token');
  return service({
    credential: ownClient ? clientCredentials(upstream, ownClient, onFailure) : apiKey(key ?? ''),
    checkToken: callerToken && (await openCallerTokens(callerToken, upstream)),
    routerSecret,
  });
}

/** Loaded only where it is used, so that a start without it is quick. */
async function openCallerTokens(options: CallerTokenOptions, upstream: Upstream) {
  const { createCallerTokenCheck } = await import('./caller-token.ts');
  return createCallerTokenCheck(options, upstream);
}
