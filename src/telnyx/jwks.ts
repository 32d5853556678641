import { documentsOf, readDocument } from './documents.ts';
import type { Call } from './transport/call.ts';
import { decode } from './transport/decode.ts';
import type { Session } from './transport/session.ts';
import type { Loaded } from './transport/swr-cache.ts';
import type { JsonWebKey, JsonWebKeySet } from './types.ts';

/** Members of a key that anyone may see; all others may be the private key itself. @see RFC 7518 section 6 */
const PUBLIC_MEMBERS = [
  'kty',
  'use',
  'key_ops',
  'alg',
  'kid',
  'n',
  'e',
  'crv',
  'x',
  'y',
  'x5u',
  'x5c',
  'x5t',
  'x5t#S256',
];

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
    const { keys } = decode<JsonWebKeySet>(call, response, {});
    const value = Array.isArray(keys) ? { keys: keys.filter(isPublic).map(publicPart) } : {};
    return { value, response };
  });
}

function isPublic(key: JsonWebKey | null): key is JsonWebKey {
  return typeof key === 'object' && key !== null && key.kty !== 'oct';
}

function publicPart(key: JsonWebKey): JsonWebKey {
  return Object.fromEntries(Object.entries(key).filter(([member]) => PUBLIC_MEMBERS.includes(member)));
}
