import type { Call } from './call.ts';
import { authenticate } from './client-authentication.ts';
import { decode } from './decode.ts';
import type { Http } from './http.ts';
import type { ClientCredentials, TokenRequest, TokenResponse } from './types.ts';

/** The token endpoint. @see RFC 6749 section 3.2 */
export class TokenEndpoint {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async request(request: TokenRequest, credentials: ClientCredentials): Promise<TokenResponse> {
    const { authorization, form, secrets } = authenticate(credentials);
    const members = Object.entries({ ...request, ...form }).filter(([, value]) => value !== undefined);
    const call: Call = {
      method: 'POST',
      route: '/oauth/token',
      path: '/oauth/token',
      access: 'protocol',
      authorization,
      clientAuthenticated: true,
      form: new URLSearchParams(members as [string, string][]),
      secrets: [...secrets, request.code, request.code_verifier, request.refresh_token].filter((s) => s !== undefined),
    };
    const shape = { access_token: 'string', token_type: 'string', expires_in: 'number' } as const;
    return decode<TokenResponse>(call, await this.#http.send(call), shape);
  }
}
