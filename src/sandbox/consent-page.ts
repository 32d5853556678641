import { type Answer, escapeHtml, html } from './answers.ts';
import { openConsent } from './authorizations.ts';
import { redirect } from './authorize.ts';
import { decide } from './consent.ts';
import type { Exchange } from './requests.ts';
import { describeScope } from './scopes.ts';
import type { World } from './world.ts';

/** GET /consent: the page where a person decides, when the sandbox is given no other. Works without scripts. */
export function showConsentPage({ query }: Exchange, { store, authorizations }: World): Answer {
  const consentToken = query.get('consent_token') ?? '';
  const open = openConsent(consentToken, authorizations, store);
  if (!open) return html(422, 'Nothing to decide', '<p>The request is unknown, decided or expired.</p>');
  const scopes = open.request.scopes.map((id) => `<li>${escapeHtml(describeScope(id).description)}</li>`).join('');
  const accounts = [...store.accounts.keys()].map((key) => `<option>${escapeHtml(key)}</option>`).join('');
  return html(
    200,
    `${open.client.name} asks for access`,
    `<ul>${scopes}</ul><form method="post" action="/consent">
<input type="hidden" name="consent_token" value="${escapeHtml(consentToken)}">
<p><label>Decide as <select name="key">${accounts}</select></label></p>
<p><button name="allowed" value="true">Allow</button> <button name="allowed" value="false">Deny</button></p></form>`,
  );
}

/** POST /consent: the form of that page. */
export function takeConsentPage({ body }: Exchange, world: World): Answer {
  const form = new URLSearchParams(body);
  const account = world.store.accounts.get(form.get('key') ?? '');
  if (!account) return html(422, 'No such account', '<p>Choose one of the accounts on the page.</p>');
  return redirect(decide(form.get('consent_token') ?? '', form.get('allowed') === 'true', account, world));
}
