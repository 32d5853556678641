import { SwrCache } from './transport/swr-cache.ts';
import type { Upstream } from './transport/upstream.ts';
import type { AuthorizationServerMetadata, JsonWebKeySet, ProtectedResourceMetadata } from './types.ts';

/** The public documents of one upstream, kept for all callers. */
interface Documents {
  readonly authorizationServer: SwrCache<AuthorizationServerMetadata>;
  readonly protectedResource: SwrCache<ProtectedResourceMetadata>;
  readonly jwks: SwrCache<JsonWebKeySet>;
}

const BY_UPSTREAM = new WeakMap<Upstream, Documents>();

/** The documents that are kept of an upstream; the first call makes them. */
export function documentsOf(upstream: Upstream): Documents {
  const known = BY_UPSTREAM.get(upstream);
  if (known) return known;
  const { documentMaxAge } = upstream;
  const documents = {
    authorizationServer: new SwrCache<AuthorizationServerMetadata>(documentMaxAge),
    protectedResource: new SwrCache<ProtectedResourceMetadata>(documentMaxAge),
    jwks: new SwrCache<JsonWebKeySet>(documentMaxAge),
  };
  BY_UPSTREAM.set(upstream, documents);
  return documents;
}
