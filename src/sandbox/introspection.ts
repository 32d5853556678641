import { type Answer, json } from './answers.ts';
import { bearerToken, isBasic, requireBasicClient } from './auth.ts';
import { isActive } from './authorizations.ts';
import { oauthError, Refusal } from './errors.ts';
import { type Exchange, oauthParameters } from './requests.ts';
import type { World } from './world.ts';

/**
 * POST /oauth/introspect, for access tokens; of anything else it says no more than that it is not active. Callers are
 * clients (Basic) or accounts (bearer).
 * @see RFC 7662
 */
export function introspect(exchange: Exchange, { store, authorizations }: World): Answer {
  const { authorization } = exchange.headers;
  if (isBasic(authorization)) requireBasicClient(authorization, store);
  else if (!store.accounts.has(bearerToken(authorization) ?? '')) {
    throw new Refusal(oauthError(401, 'invalid_client', 'Authenticate as a client (Basic) or an account (Bearer).'));
  }
  const token = oauthParameters(exchange).get('token');
  if (token === undefined) throw new Refusal(oauthError(400, 'invalid_request', 'The parameter token is missing.'));
  const known = authorizations.accessTokens.get(token);
  if (!known || !isActive(known, store)) return json(200, { active: false });
  const { authorization: _, ...claims } = known;
  return json(200, { active: true, ...claims });
}
