import { backgroundCaller } from './caller.ts';
import { Http } from './http.ts';
import { TokenEndpoint } from './token.ts';
import type { Upstream } from './upstream.ts';

/** The gateway's own credential for Telnyx. */
export interface OwnCredential {
  /** Resolves once {@link header} can answer. Rejects with a `TelnyxError`. */
  ready(): Promise<void>;
  /** The `Authorization` value. */
  header(): string;
  /** Telnyx refused it: gets another, if there can be one. */
  renew(): Promise<void>;
}

/** An API key, which never changes. */
export function apiKey(key: string): OwnCredential {
  return { ready: async () => {}, header: () => `Bearer ${key}`, renew: async () => {} };
}

/** At this share of its lifetime, on average, a token is replaced; each time a little sooner or later. */
const REFRESH_SHARE = 0.8;
const JITTER_SHARE = 0.1;

/**
 * An access token by client credentials, kept fresh: replaced before it expires without making anyone wait, one
 * request at a time; a request that fails is forgotten.
 *
 * @see RFC 6749 section 4.4
 */
export function clientCredentials(upstream: Upstream, client_id: string, client_secret: string): OwnCredential {
  let token: { header: string; refreshAt: number; expiresAt: number } | undefined;
  let underWay: Promise<void> | undefined;

  const request = async () => {
    const endpoint = new TokenEndpoint(new Http(upstream, backgroundCaller()));
    const asked = performance.now();
    const answer = await endpoint.request({ grant_type: 'client_credentials' }, { client_id, client_secret });
    const lifetime = answer.expires_in * 1000;
    const share = REFRESH_SHARE + (Math.random() * 2 - 1) * JITTER_SHARE;
    token = {
      header: `Bearer ${answer.access_token}`,
      refreshAt: asked + lifetime * share,
      expiresAt: asked + lifetime,
    };
  };
  const renew = () => {
    underWay ??= request().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };

  return {
    async ready() {
      const now = performance.now();
      if (!token || now >= token.expiresAt) return renew();
      if (now >= token.refreshAt) renew().catch(() => {});
    },
    header: () => token?.header ?? '',
    renew,
  };
}
