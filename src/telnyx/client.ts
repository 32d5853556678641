import { AuthorizationEndpoint } from './authorization.ts';
import type { Caller } from './caller.ts';
import { Consent } from './consent.ts';
import { Discovery } from './discovery.ts';
import { Http } from './http.ts';
import { IntrospectionEndpoint } from './introspection.ts';
import { Jwks } from './jwks.ts';
import { OAuthClients } from './oauth-clients.ts';
import { OAuthGrants } from './oauth-grants.ts';
import { RegistrationEndpoint } from './registration.ts';
import { TokenEndpoint } from './token.ts';
import type { Telnyx } from './types.ts';
import type { Upstream } from './upstream.ts';

/** The whole REST API for one caller. */
export function createTelnyx(upstream: Upstream, caller: Caller): Telnyx {
  const http = new Http(upstream, caller);
  return {
    authorize: async (access) => void (await http.authorize(access)),
    oauthClients: new OAuthClients(http),
    oauthGrants: new OAuthGrants(http),
    registration: new RegistrationEndpoint(http),
    token: new TokenEndpoint(http),
    introspection: new IntrospectionEndpoint(http),
    consent: new Consent(http),
    authorization: new AuthorizationEndpoint(http),
    discovery: new Discovery(http),
    jwks: new Jwks(http),
  };
}
