import type { Call } from './call.ts';
import { decode } from './decode.ts';
import type { Http } from './http.ts';
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
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async retrieve(): Promise<JsonWebKeySet> {
    const call: Call = { method: 'GET', route: '/oauth/jwks', path: '/oauth/jwks', access: 'public' };
    const { keys } = decode<JsonWebKeySet>(call, await this.#http.send(call), {});
    return Array.isArray(keys) ? { keys: keys.filter((key) => key?.kty !== 'oct').map(publicPart) } : {};
  }
}

function publicPart(key: JsonWebKey): JsonWebKey {
  return Object.fromEntries(Object.entries(key).filter(([member]) => PUBLIC_MEMBERS.includes(member)));
}
