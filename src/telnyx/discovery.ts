import type { Call } from './call.ts';
import { decode, type Shape } from './decode.ts';
import { ContractError } from './errors.ts';
import type { Http } from './http.ts';
import type { AuthorizationServerMetadata, ProtectedResourceMetadata } from './types.ts';

/** The two well-known documents. Their endpoints are data and never followed. @see RFC 8414, RFC 9728 */
export class Discovery {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async authorizationServer(): Promise<AuthorizationServerMetadata> {
    const metadata = await this.#document<AuthorizationServerMetadata>('oauth-authorization-server');
    const { issuer } = this.#http.upstream;
    if (metadata.issuer === undefined || metadata.issuer === issuer) return metadata;
    throw new ContractError(`The authorization server's metadata names another issuer than ${issuer}.`);
  }

  protectedResource(): Promise<ProtectedResourceMetadata> {
    return this.#document('oauth-protected-resource');
  }

  async #document<T>(name: string): Promise<T> {
    const path = `/.well-known/${name}`;
    const call: Call = { method: 'GET', route: path, path, atRoot: true, access: 'public' };
    return decode(call, await this.#http.send(call), {} as Shape<T>);
  }
}
