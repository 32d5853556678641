import { useState } from 'preact/hooks';
import type { RegisterClientMutation } from '../generated/graphql.ts';
import { APP, clientPage } from '../ui/links.ts';
import { Page } from '../ui/Page.tsx';

/** What a registration brought. */
export type Payload = Extract<RegisterClientMutation['createOAuthClient'], { __typename: 'CreateOAuthClientPayload' }>;

/** What its developer needs now. */
export function Registered({ registered }: { registered: Payload }) {
  const { clientId, client, clientSecret: secret } = registered;
  return (
    <Page title={`${client?.name ?? clientId} is registered`} narrow>
      <div class="panel padded">
        <Value label="Client ID" value={clientId} />
        {secret !== null && <Value label="Client secret" value={secret} />}
        {secret !== null && <p class="hint">Keep the secret now: it is not shown again.</p>}
      </div>
      <div class="actions">
        <a class="button primary" href={clientPage(clientId)}>
          See the client
        </a>
        <a href={`${APP}/clients`}>Back to the clients</a>
      </div>
    </Page>
  );
}

function Value({ label, value }: { label: string; value: string }) {
  const [copied, setCopied] = useState(false);
  // Where the browser forbids it, the value can still be selected.
  const copy = () =>
    navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      () => {},
    );
  return (
    <div class="value">
      <span class="value-label">{label}</span>
      <code>{value}</code>
      <button type="button" class="quiet" aria-label={`Copy the ${label.toLowerCase()}`} onClick={copy}>
        {copied ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}
