import { randomBytes } from 'node:crypto';
import { type Answer, escapeHtml, html, withQuery } from './answers.ts';
import { type ConsentRequest, remember } from './authorizations.ts';
import type { Exchange } from './requests.ts';
import { parseScope } from './scopes.ts';
import type { Client } from './store.ts';
import type { World } from './world.ts';

/**
 * GET /oauth/authorize: sends the browser on to the consent page, or back to the client with an error. As long as the
 * client or its redirect URI is in doubt, nothing is redirected and a page says what is wrong.
 * @see RFC 6749 section 4.1.1, RFC 7636 section 4.3
 */
export function authorize({ query }: Exchange, world: World): Answer {
  const repeated = [...query.keys()].find((name) => query.getAll(name).length > 1);
  if (repeated !== undefined) return page(400, 'Invalid request', `The parameter ${repeated} is repeated.`);
  const client_id = query.get('client_id');
  const redirect_uri = query.get('redirect_uri');
  if (!client_id) return page(400, 'Invalid request', 'The parameter client_id is missing.');
  const client = world.store.findClient(client_id);
  if (!client) return page(404, 'Client not found', 'No client has this client_id.');
  if (!redirect_uri) return page(400, 'Invalid request', 'The parameter redirect_uri is missing.');
  if (!client.redirect_uris.includes(redirect_uri)) {
    return page(422, 'Invalid redirect URI', 'The redirect URI is not one that the client has registered.');
  }

  const state = query.get('state') ?? undefined;
  const checked = check(query, client);
  if (typeof checked === 'string') {
    return redirect(withQuery(redirect_uri, { error: checked, state, iss: world.origin }));
  }
  const consentToken = randomBytes(24).toString('base64url');
  const expires = Date.now() + world.lifetimes.consentToken * 1000;
  remember(world.authorizations.consents, consentToken, { client_id, redirect_uri, state, expires, ...checked });
  return redirect(withQuery(world.consentUrl(), { consent_token: consentToken }));
}

export function redirect(location: string): Answer {
  return { status: 302, headers: { location, 'cache-control': 'no-store' }, body: '' };
}

/** The scopes and the challenge, or the error code that the client is told. */
function check(query: URLSearchParams, client: Client): string | Pick<ConsentRequest, 'scopes' | 'challenge'> {
  const type = query.get('response_type');
  if (!type) return 'invalid_request';
  if (type !== 'code') return 'unsupported_response_type';
  if (!client.allowed_grant_types.includes('authorization_code')) return 'unauthorized_client';

  const scope = query.get('scope');
  const scopes = scope ? parseScope(scope) : client.allowed_scopes;
  if (!scopes?.every((each) => client.allowed_scopes.includes(each))) return 'invalid_scope';

  const value = query.get('code_challenge');
  const method = query.get('code_challenge_method') ?? 'plain';
  if (value === null) {
    return client.require_pkce || query.has('code_challenge_method') ? 'invalid_request' : { scopes, challenge: null };
  }
  if (!/^[\w.~-]{43,128}$/.test(value)) return 'invalid_request';
  if (method !== 'S256' && method !== 'plain') return 'invalid_request';
  return { scopes, challenge: { value, method } };
}

function page(status: number, title: string, text: string): Answer {
  return html(status, title, `<p>${escapeHtml(text)}</p>`);
}
