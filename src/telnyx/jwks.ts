import { completeEach, decode, misfit } from './decode.ts';
import { JSON_WEB_KEY } from './document-shapes.ts';
import { documentsOf, readDocument } from './documents.ts';
import type { Call } from './transport/call.ts';
import type { Session } from './transport/session.ts';
import type { Loaded } from './transport/swr-cache.ts';
import type { JsonWebKey, JsonWebKeySet } from './types.ts';

/** The keys that the server signs access tokens with. @see RFC 7517 section 5 */
export class Jwks {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  retrieve(): Promise<JsonWebKeySet> {
    return readDocument(this.#session, documentsOf(this.#session.upstream).jwks, load);
  }
}

const call: Call = { method: 'GET', route: '/oauth/jwks', path: '/oauth/jwks', access: 'public' };

function load(session: Session): Promise<Loaded<JsonWebKeySet>> {
  return session.read(call, (response) => {
    const { keys } = decode<JsonWebKeySet>(call, response, { keys: 'list?' });
    if (!Array.isArray(keys)) return { value: keys === undefined ? {} : { keys }, response };
    completeEach(call, response, keys, JSON_WEB_KEY, 'keys');
    const objects = keys.filter((key) => !(key instanceof Error));
    if (objects.length < keys.length) misfit(response, 'keys');
    return { value: { keys: objects.filter(isPublic).map(publicPart) }, response };
  });
}

function isPublic(key: JsonWebKey): boolean {
  return key.kty !== 'oct';
}

function publicPart(key: JsonWebKey): JsonWebKey {
  return Object.fromEntries(Object.entries(key).filter(([member]) => Object.hasOwn(JSON_WEB_KEY, member)));
}
