import { randomBytes, randomUUID } from 'node:crypto';
import { type Answer, json, withQuery } from './answers.ts';
import { requireAccount } from './auth.ts';
import { openConsent, remember } from './authorizations.ts';
import { oauthError, Refusal } from './errors.ts';
import { checkMembers, filledText, flag } from './fields.ts';
import { type Exchange, jsonBody } from './requests.ts';
import { describeScope } from './scopes.ts';
import type { Account, Grant } from './store.ts';
import type { World } from './world.ts';

/** GET /oauth/consent/{consent_token}: what the person is asked to allow. Any account may look. */
export function getConsent(exchange: Exchange, world: World): Answer {
  requireAccount(exchange, world);
  const open = openConsent(exchange.params[0]!, world.authorizations, world.store);
  if (!open) throw invalidConsentToken();
  const { request, client } = open;
  return json(200, {
    data: {
      client_id: client.client_id,
      name: client.name,
      requested_scopes: request.scopes.map(describeScope),
      logo_uri: client.logo_uri,
      tos_uri: client.tos_uri,
      policy_uri: client.policy_uri,
      redirect_uri: request.redirect_uri,
      verified: client.verified,
    },
  });
}

/** POST /oauth/grants: the decision of the account that sends it. */
export function decideConsent(exchange: Exchange, world: World): Answer {
  const account = requireAccount(exchange, world);
  const body = jsonBody(exchange);
  const [flaw] = checkMembers(body, { allowed: flag, consent_token: filledText }, ['allowed', 'consent_token']);
  if (flaw) throw new Refusal(oauthError(422, 'invalid_request', `${flaw.pointer.slice(1)} ${flaw.detail}.`));
  const decision = body as { allowed: boolean; consent_token: string };
  return json(200, { redirect_uri: decide(decision.consent_token, decision.allowed, account, world) });
}

/**
 * Takes a decision, once: makes the grant and its code, or denies.
 * @returns where to send the browser, with `code` or `error`, `state` and `iss`
 * @throws Refusal 422 when the token is unknown, decided or expired
 * @see RFC 6749 section 4.1.2, RFC 9207
 */
export function decide(consentToken: string, allowed: boolean, account: Account, world: World): string {
  const { store, authorizations, lifetimes, origin: iss } = world;
  const open = openConsent(consentToken, authorizations, store);
  if (!open) throw invalidConsentToken();
  authorizations.consents.delete(consentToken);
  const { request, client } = open;
  const { state } = request;
  if (!allowed) return withQuery(request.redirect_uri, { error: 'access_denied', state, iss });

  const grant: Grant = {
    id: randomUUID(),
    client_id: client.client_id,
    scopes: request.scopes,
    created_at: store.timestamp(),
    last_used_at: null,
  };
  account.grants.unshift(grant);
  const code = randomBytes(24).toString('base64url');
  remember(authorizations.codes, code, {
    request,
    authorization: { account, grant, revoked: false },
    expires: Date.now() + lifetimes.code * 1000,
    used: false,
  });
  return withQuery(request.redirect_uri, { code, state, iss });
}

function invalidConsentToken(): Refusal {
  return new Refusal(oauthError(422, 'invalid_consent_token', 'The consent token is unknown, decided or expired.'));
}
