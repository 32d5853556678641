import { AuthorizationEndpoint } from './authorization.ts';
import { Consent } from './consent.ts';
import { Discovery } from './discovery.ts';
import { IntrospectionEndpoint } from './introspection.ts';
import { Jwks } from './jwks.ts';
import { OAuthClients } from './oauth-clients.ts';
import { OAuthGrants } from './oauth-grants.ts';
import { RegistrationEndpoint } from './registration.ts';
import { TokenEndpoint } from './token.ts';
import type { Caller } from './transport/call-context.ts';
import { Http } from './transport/session.ts';
import type { Upstream } from './transport/upstream.ts';
import type { Access, Telnyx } from './types.ts';

/** The whole REST API for one caller. */
export function createTelnyx(upstream: Upstream, caller: Caller): Telnyx {
  return new RestApi(new Http(upstream, caller));
}

/** The lists are read several times in one operation, and remember; the others are made when they are asked for. */
class RestApi implements Telnyx {
  readonly oauthClients: OAuthClients;
  readonly oauthGrants: OAuthGrants;
  readonly #http: Http;

  constructor(http: Http) {
    this.oauthClients = new OAuthClients(http);
    this.oauthGrants = new OAuthGrants(http);
    this.#http = http;
  }

  async authorize(access: Access): Promise<void> {
    await this.#http.authorize(access);
  }

  get registration() {
    return new RegistrationEndpoint(this.#http);
  }

  get token() {
    return new TokenEndpoint(this.#http);
  }

  get introspection() {
    return new IntrospectionEndpoint(this.#http);
  }

  get consent() {
    return new Consent(this.#http);
  }

  get authorization() {
    return new AuthorizationEndpoint(this.#http);
  }

  get discovery() {
    return new Discovery(this.#http);
  }

  get jwks() {
    return new Jwks(this.#http);
  }
}
