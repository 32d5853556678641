import { ContractError, RateLimitedError, TimeoutError, UnavailableError } from '../telnyx/errors.ts';
import { TokenEndpoint } from '../telnyx/token.ts';
import { backgroundContext } from '../telnyx/transport/call-context.ts';
import { Session } from '../telnyx/transport/session.ts';
import type { Upstream } from '../telnyx/transport/upstream.ts';
import type { Secret } from './secret.ts';

/** The gateway's own credential for Telnyx. */
export interface OwnCredential {
  /** The `Authorization` value. Rejects with a `TelnyxError` if none can be obtained. */
  header(): string | Promise<string>;
  /** Replaces a value that Telnyx refused: true if there is another. Rejects as {@link header} does. */
  renew(refused: string): Promise<boolean>;
}

/** An empty credential, for plans, which make no call. */
export const NO_CREDENTIAL: OwnCredential = { header: () => '', renew: async () => false };

/** An API key. A reload may replace it. */
export function apiKey(key: Secret): OwnCredential {
  const header = () => `Bearer ${key.value}`;
  return { header, renew: async (refused) => refused !== header() };
}

/** The share of its lifetime after which a token is replaced, with jitter. */
const REFRESH_SHARE = 0.8;
const JITTER_SHARE = 0.1;
/** The share of its lifetime after which no call uses it. */
const EXPIRY_SHARE = 0.95;
/** Assumed lifetime if the response states none (RFC 6749 section 5.1): short enough for most tokens. Milliseconds. */
const DEFAULT_LIFETIME = 300_000;
/** Pause after a failed replacement while the token is still valid, milliseconds. */
const RETRY_PAUSE = 1_000;

interface Token {
  readonly header: string;
  /** As `performance.now()`. */
  refreshAt: number;
  readonly expiresAt: number;
}

/**
 * An access token by client credentials. It is replaced in the background before it expires, by one request at a time,
 * with the current secret. A failed request is reported to `onFailure` and repeated by the next caller.
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
  let inFlight: Promise<Token> | undefined;

  const request = async (): Promise<Token> => {
    const endpoint = new TokenEndpoint(new Session(upstream, backgroundContext()));
    const asked = performance.now();
    try {
      const credentials = { client_id: id, client_secret: secret.value };
      const response = await endpoint.request({ grant_type: 'client_credentials' }, credentials);
      const lifetime = response.expires_in === null ? DEFAULT_LIFETIME : response.expires_in * 1000;
      const share = REFRESH_SHARE + (Math.random() * 2 - 1) * JITTER_SHARE;
      return {
        header: `Bearer ${response.access_token}`,
        refreshAt: asked + lifetime * share,
        expiresAt: asked + lifetime * EXPIRY_SHARE,
      };
    } catch (error) {
      onFailure(error);
      throw explained(error);
    }
  };
  const fetchToken = (): Promise<Token> => {
    inFlight ??= request()
      .then((fresh) => {
        token = fresh;
        return fresh;
      })
      .finally(() => {
        inFlight = undefined;
      });
    return inFlight;
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

/** Callers must not mistake a refusal of the gateway's own credentials for a refusal of theirs. */
function explained(error: unknown): unknown {
  const passing = [UnavailableError, TimeoutError, RateLimitedError, ContractError];
  if (passing.some((type) => error instanceof type)) return error;
  return new UnavailableError('Telnyx issues no access token to the gateway.', { cause: error });
}
