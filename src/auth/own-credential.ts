import { ContractError, RateLimitedError, TimeoutError, UnavailableError } from '../telnyx/errors.ts';
import { TokenEndpoint } from '../telnyx/token.ts';
import { backgroundContext } from '../telnyx/transport/call-context.ts';
import { Session } from '../telnyx/transport/session.ts';
import type { Upstream } from '../telnyx/transport/upstream.ts';
import type { Secret } from './secret.ts';

/** The gateway's own credential for Telnyx. */
export interface OwnCredential {
  /** The `Authorization` value. Rejects with a `TelnyxError` where there is none to be had. */
  header(): string | Promise<string>;
  /** Telnyx refused this value: true once there is another. Rejects as {@link header} does. */
  renew(refused: string): Promise<boolean>;
}

/** An API key. A reload may replace it. */
export function apiKey(key: Secret): OwnCredential {
  const header = () => `Bearer ${key.value}`;
  return { header, renew: async (refused) => refused !== header() };
}

/** At this share of its lifetime, on average, a token is replaced; each time a little sooner or later. */
const REFRESH_SHARE = 0.8;
const JITTER_SHARE = 0.1;
/** At this share no call is begun with it any more. */
const EXPIRY_SHARE = 0.95;
/** Lifetime of a token whose answer told none, milliseconds: replaced so early that most live on (RFC 6749 5.1). */
const UNTOLD_LIFETIME = 300_000;
/** Pause after a replacement that failed while the token still works, milliseconds. */
const RETRY_PAUSE = 1_000;

interface Token {
  readonly header: string;
  /** As `performance.now()`. */
  refreshAt: number;
  readonly expiresAt: number;
}

/**
 * An access token by client credentials, kept fresh: replaced before it expires without making anyone wait, one
 * request at a time, with the secret as it is then. A request that fails is told to `onFailure` and forgotten.
 *
 * @see RFC 6749 section 4.4
 */
export function clientCredentials(
  upstream: Upstream,
  id: string,
  secret: Secret,
  onFailure: (error: unknown) => void,
): OwnCredential {
  let token: Token | undefined;
  let underWay: Promise<Token> | undefined;

  const request = async (): Promise<Token> => {
    const endpoint = new TokenEndpoint(new Session(upstream, backgroundContext()));
    const asked = performance.now();
    try {
      const credentials = { client_id: id, client_secret: secret.value };
      const answer = await endpoint.request({ grant_type: 'client_credentials' }, credentials);
      const lifetime = answer.expires_in === null ? UNTOLD_LIFETIME : answer.expires_in * 1000;
      const share = REFRESH_SHARE + (Math.random() * 2 - 1) * JITTER_SHARE;
      return {
        header: `Bearer ${answer.access_token}`,
        refreshAt: asked + lifetime * share,
        expiresAt: asked + lifetime * EXPIRY_SHARE,
      };
    } catch (error) {
      onFailure(error);
      throw explained(error);
    }
  };
  const fetchToken = (): Promise<Token> => {
    underWay ??= request()
      .then((fresh) => {
        token = fresh;
        return fresh;
      })
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  };
  const refresh = (old: Token) => {
    fetchToken().catch(() => {
      old.refreshAt = performance.now() + RETRY_PAUSE;
    });
  };

  return {
    header() {
      const now = performance.now();
      if (!token || now >= token.expiresAt) return fetchToken().then(({ header }) => header);
      if (now >= token.refreshAt) refresh(token);
      return token.header;
    },
    async renew(refused) {
      if (token?.header === refused) token = undefined;
      if (!token) await fetchToken();
      return true;
    },
  };
}

/** Whoever asks must not take a refusal of the gateway's own credentials for one of theirs. */
function explained(error: unknown): unknown {
  const passing = [UnavailableError, TimeoutError, RateLimitedError, ContractError];
  if (passing.some((type) => error instanceof type)) return error;
  return new UnavailableError('Telnyx issues no access token to the gateway.', { cause: error });
}
