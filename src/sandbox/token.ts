import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Answer, json } from './answers.ts';
import { requireClient } from './auth.ts';
import { type AccessToken, type Authorization, type Code, holds, remember } from './authorizations.ts';
import { oauthError, Refusal } from './errors.ts';
import { type Exchange, oauthParameters } from './requests.ts';
import { parseScope } from './scopes.ts';
import type { Client, GrantType } from './store.ts';
import type { World } from './world.ts';

type Parameters = Map<string, string>;

/**
 * POST /oauth/token
 * @see RFC 6749 sections 4.1.3, 4.4 and 6
 */
export async function exchangeToken(exchange: Exchange, world: World): Promise<Answer> {
  const parameters = oauthParameters(exchange);
  const grantType = required(parameters, 'grant_type');
  const client = requireClient(exchange, parameters, world.store);
  switch (grantType) {
    case 'client_credentials':
      return clientCredentials(parameters, client, world);
    case 'authorization_code':
      return authorizationCode(parameters, client, world);
    case 'refresh_token':
      return refresh(parameters, client, world);
    default:
      throw refuse('unsupported_grant_type', 'The grant type is not supported.');
  }
}

async function clientCredentials(parameters: Parameters, client: Client, world: World): Promise<Answer> {
  requireAllowed(client, 'client_credentials');
  if (client.client_type === 'public') {
    throw refuse('unauthorized_client', 'A public client has no credentials of its own.');
  }
  return issue(client, narrow(parameters, client.allowed_scopes), undefined, world);
}

async function authorizationCode(parameters: Parameters, client: Client, world: World): Promise<Answer> {
  requireAllowed(client, 'authorization_code');
  const value = required(parameters, 'code');
  const redirectUri = required(parameters, 'redirect_uri');
  const code = world.authorizations.codes.get(value);
  if (code?.request.client_id !== client.client_id) throw refuse('invalid_grant', 'The code is unknown.');
  if (code.used) {
    code.authorization.revoked = true;
    throw refuse('invalid_grant', 'The code was used before; the tokens issued for it are revoked.');
  }
  if (code.expires <= Date.now() || !holds(code.authorization)) throw refuse('invalid_grant', 'The code is expired.');
  if (code.request.redirect_uri !== redirectUri) {
    throw refuse('invalid_grant', 'The redirect URI is not the one of the authorization request.');
  }
  if (!verifies(parameters.get('code_verifier'), code.request.challenge)) {
    throw refuse('invalid_grant', 'The code verifier does not match the challenge.');
  }
  code.used = true;
  return issue(client, code.request.scopes, code.authorization, world);
}

async function refresh(parameters: Parameters, client: Client, world: World): Promise<Answer> {
  requireAllowed(client, 'refresh_token');
  const token = world.authorizations.refreshTokens.get(required(parameters, 'refresh_token'));
  if (token?.client_id !== client.client_id) throw refuse('invalid_grant', 'The refresh token is unknown.');
  if (token.used) {
    token.authorization.revoked = true;
    throw refuse('invalid_grant', 'The refresh token was used before; all tokens of its grant are revoked.');
  }
  if (token.expires <= Date.now() || !holds(token.authorization)) {
    throw refuse('invalid_grant', 'The refresh token is expired or revoked.');
  }
  const scopes = narrow(parameters, token.scopes);
  token.used = true;
  return issue(client, scopes, token.authorization, world, token.scopes);
}

/**
 * Issues an access token, and a refresh token where somebody granted access and the client may refresh.
 * @param refreshable the scopes that the refresh token keeps, when the access token has fewer
 */
async function issue(
  client: Client,
  scopes: string[],
  authorization: Authorization | undefined,
  world: World,
  refreshable: string[] = scopes,
): Promise<Answer> {
  const { authorizations, lifetimes, origin, signer, store } = world;
  const iat = Math.floor(Date.now() / 1000);
  const claims: AccessToken = {
    client_id: client.client_id,
    scope: scopes.join(' '),
    iss: origin,
    aud: origin,
    iat,
    exp: iat + lifetimes.accessToken,
  };
  const sub = authorization?.account.user_id ?? client.client_id;
  const access_token = await signer.sign({ ...claims, sub, jti: randomUUID() });
  remember(authorizations.accessTokens, access_token, { ...claims, ...(authorization && { authorization }) });
  const answer = { access_token, token_type: 'Bearer', expires_in: lifetimes.accessToken, scope: claims.scope };
  if (!authorization) return json(200, answer);

  authorization.grant.last_used_at = store.timestamp();
  if (!client.allowed_grant_types.includes('refresh_token')) return json(200, answer);
  const refresh_token = randomBytes(32).toString('base64url');
  remember(authorizations.refreshTokens, refresh_token, {
    client_id: client.client_id,
    scopes: refreshable,
    authorization,
    expires: Date.now() + lifetimes.refreshToken * 1000,
    used: false,
  });
  return json(200, { ...answer, refresh_token });
}

/** @see RFC 7636 section 4.6; a verifier without a challenge is refused too, as RFC 9700 section 2.1.1 wants it */
function verifies(verifier: string | undefined, challenge: Code['request']['challenge']): boolean {
  if (challenge === null || verifier === undefined) return challenge === null && verifier === undefined;
  const derived = challenge.method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
  return derived === challenge.value;
}

/** The scopes asked for, which must lie within `allowed`; all of those when none are asked for. */
function narrow(parameters: Parameters, allowed: string[]): string[] {
  const scope = parameters.get('scope');
  if (scope === undefined) return allowed;
  const scopes = parseScope(scope);
  if (scopes?.every((each) => allowed.includes(each))) return scopes;
  throw refuse('invalid_scope', 'The scope is malformed or exceeds what is allowed.');
}

function requireAllowed(client: Client, grantType: GrantType): void {
  if (client.allowed_grant_types.includes(grantType)) return;
  throw refuse('unauthorized_client', `The client may not use ${grantType}.`);
}

function required(parameters: Parameters, name: string): string {
  const value = parameters.get(name);
  if (value !== undefined) return value;
  throw refuse('invalid_request', `The parameter ${name} is missing.`);
}

function refuse(error: string, description: string): Refusal {
  return new Refusal(oauthError(400, error, description));
}
