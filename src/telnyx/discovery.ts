import type { Call } from './call.ts';
import { decode } from './decode.ts';
import { ContractError } from './errors.ts';
import type { Http } from './http.ts';
import type { Loaded } from './kept.ts';
import type { AuthorizationServerMetadata, ProtectedResourceMetadata } from './types.ts';

/** The two well-known documents. Their endpoints are data and never followed. @see RFC 8414, RFC 9728 */
export class Discovery {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  authorizationServer(): Promise<AuthorizationServerMetadata> {
    const load = async (http: Http) => {
      const loaded = await wellKnown<AuthorizationServerMetadata>(http, 'oauth-authorization-server');
      const { issuer } = http.upstream;
      if (loaded.value.issuer === undefined || loaded.value.issuer === issuer) return loaded;
      throw new ContractError(`The authorization server's metadata names another issuer than ${issuer}.`);
    };
    return this.#http.keep(this.#http.upstream.documents.authorizationServer, load);
  }

  protectedResource(): Promise<ProtectedResourceMetadata> {
    const load = (http: Http) => wellKnown<ProtectedResourceMetadata>(http, 'oauth-protected-resource');
    return this.#http.keep(this.#http.upstream.documents.protectedResource, load);
  }
}

function wellKnown<T>(http: Http, name: string): Promise<Loaded<T>> {
  const path = `/.well-known/${name}`;
  const call: Call = { method: 'GET', route: path, path, atRoot: true, access: 'public' };
  return http.read(call, (answer) => ({ value: decode<T>(call, answer, {}), answer }));
}
