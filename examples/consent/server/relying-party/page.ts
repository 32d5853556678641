import { readPage } from '../assets.ts';

/** What came of a request for authorization. Holds no token. */
export type Outcome =
  | {
      readonly kind: 'allowed';
      readonly tokenType: string;
      /** Seconds. */
      readonly expiresIn: number | undefined;
      readonly scopes: readonly string[];
    }
  | { readonly kind: 'denied' }
  | { readonly kind: 'failed'; readonly reason: string };

/** The page that tells it, as HTML. */
export function renderOutcome(outcome: Outcome, basePath: string): string {
  return readPage('relying-party.html', basePath).replace('<!--content-->', () =>
    contentOf(outcome, `${basePath}/demo`),
  );
}

function contentOf(outcome: Outcome, app: string): string {
  switch (outcome.kind) {
    case 'allowed':
      return `<h1>Connected</h1>
<p>Your code was exchanged, with PKCE, for an access token. It stays on this server; this is what it is:</p>
<dl>
<dt>Type</dt><dd>${escapeHtml(outcome.tokenType)}</dd>
<dt>Lifetime</dt><dd>${outcome.expiresIn === undefined ? 'not told' : `${outcome.expiresIn} seconds`}</dd>
<dt>Scopes</dt><dd><ul>${outcome.scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`).join('')}</ul></dd>
</dl>
<p class="actions"><a class="button" href="${app}/grants">See and revoke the grant</a></p>`;
    case 'denied':
      return `<h1>Not connected</h1>
<p>You denied access, so Parcel Pilot got nothing: the answer was <code>access_denied</code>.</p>
<p class="actions"><a class="button" href="${app}/rp/">Ask again</a> <a href="${app}/grants">Back to the grants</a></p>`;
    case 'failed':
      return `<h1>That did not work</h1>
<p>${escapeHtml(outcome.reason)}</p>
<p class="actions"><a class="button" href="${app}/rp/">Start again</a> <a href="${app}/grants">Back to the grants</a></p>`;
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
