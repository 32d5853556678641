import { authenticate } from './client-authentication.ts';
import { decode, misfit } from './decode.ts';
import { asLifetime, asString, type Readers, readMembers } from './members.ts';
import type { Call } from './transport/call.ts';
import type { Session } from './transport/session.ts';
import type { ClientCredentials, TokenRequest, TokenResponse } from './types.ts';

const SIDE_MEMBERS: Readers<Omit<TokenResponse, 'access_token'>> = {
  token_type: asString,
  expires_in: asLifetime,
  scope: asString,
  refresh_token: asString,
};

/** The token endpoint. @see RFC 6749 section 3.2 */
export class TokenEndpoint {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
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
    const response = await this.#session.send(call);
    const token = decode<TokenResponse>(call, response, { access_token: 'text' });
    const side = readMembers(token, SIDE_MEMBERS, (member) => misfit(response, member));
    this.#session.reportMisfits(call, response);
    return { ...side, access_token: token.access_token };
  }
}
