import { backgroundContext } from './transport/call-context.ts';
import { Session } from './transport/session.ts';
import { type Loaded, SwrCache } from './transport/swr-cache.ts';
import type { Upstream } from './transport/upstream.ts';
import type { AuthorizationServerMetadata, JsonWebKeySet, ProtectedResourceMetadata } from './types.ts';

/** The public documents of one upstream, cached for all callers. */
interface Documents {
  readonly authorizationServer: SwrCache<AuthorizationServerMetadata>;
  readonly protectedResource: SwrCache<ProtectedResourceMetadata>;
  readonly jwks: SwrCache<JsonWebKeySet>;
}

const BY_UPSTREAM = new WeakMap<Upstream, Documents>();

/** The cached documents of an upstream. The first call creates the caches. */
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

/** The cached document of this route; undefined: there is none. */
export function documentAt(upstream: Upstream, route: string): SwrCache<unknown> | undefined {
  const { authorizationServer, protectedResource, jwks } = documentsOf(upstream);
  if (route === '/oauth/jwks') return jwks;
  if (route === '/.well-known/oauth-authorization-server') return authorizationServer;
  return route === '/.well-known/oauth-protected-resource' ? protectedResource : undefined;
}

/** Reads a cached document, or fetches it by `load`. A refresh in the background belongs to no caller. */
export async function readDocument<T>(
  session: Session,
  document: SwrCache<T>,
  load: (session: Session) => Promise<Loaded<T>>,
): Promise<T> {
  const { upstream, caller } = session;
  if (caller.isolated) return (await load(session)).value;
  const value = await document.read(
    () => load(session),
    () => load(new Session(upstream, backgroundContext())),
  );
  caller.onKept?.(document.freshMs);
  return value;
}
