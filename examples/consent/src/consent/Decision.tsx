import { useMutation } from '@urql/preact';
import { useState } from 'preact/hooks';
import { type Failure, refusalOf } from 'telnyx-oauth-graphql/client';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { DecideConsentDocument, DecisionFragmentDoc, RefusalFragmentDoc } from '../generated/graphql.ts';
import { byId } from '../graphql/client.ts';
import { useSession } from '../session/session.tsx';
import { Avatar } from '../ui/Avatar.tsx';
import { Page } from '../ui/Page.tsx';
import { TroubleNotice } from '../ui/TroubleNotice.tsx';
import { troubleOf } from '../ui/trouble.ts';
import { mayLeadTo, placeOf } from '../ui/uris.ts';
import { Fineprint } from './Fineprint.tsx';
import { Over } from './Over.tsx';
import { RequestedScopes } from './RequestedScopes.tsx';

const MUTATION = byId(DecideConsentDocument);

interface DecisionProps {
  readonly request: FragmentType<typeof DecisionFragmentDoc>;
  readonly consentToken: string;
}

/** Who asks for what; allow or deny leads the browser back to the one who asked. */
export function Decision({ request, consentToken }: DecisionProps) {
  const { account } = useSession();
  const [{ fetching }, decide] = useMutation(MUTATION);
  const [trouble, setTrouble] = useState<Failure>();
  const [over, setOver] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const { name: given, verified, logoUri, redirectUri, ...rest } = readFragment(DecisionFragmentDoc, request);
  const name = given ?? 'An application';

  async function answer(allowed: boolean) {
    setTrouble(undefined);
    const { data, error } = await decide({ input: { allowed, consentToken } });
    const result = data?.decideOAuthConsent;
    if (!result) return setTrouble(troubleOf(error));
    switch (result.__typename) {
      case 'DecideOAuthConsentPayload':
        if (!mayLeadTo(result.redirectUri)) return setTrouble(UNSAFE);
        setLeaving(true);
        // Replaced, so that going back does not lead to a request that is over.
        return location.replace(result.redirectUri);
      // The server takes no decision on this token, any more or at all.
      case 'OAuthProtocolError':
        return setOver(true);
      default:
        return setTrouble(refusalOf(readFragment(RefusalFragmentDoc, result)));
    }
  }

  if (over) return <Over />;
  const busy = fetching || leaving;
  return (
    <Page title={`${name} wants access`} narrow>
      <div class="panel padded consent">
        <div class="who">
          <Avatar name={name} logoUri={logoUri} large />
          <div>
            <strong>{name}</strong>
            <small>{verified ? 'Verified by Telnyx' : 'Not verified by Telnyx: allow only what you expected'}</small>
          </div>
        </div>
        <p>
          It asks for access to the account of <strong>{account?.name}</strong>:
        </p>
        <RequestedScopes request={rest} />
        {trouble && <TroubleNotice trouble={trouble} />}
        <div class="actions decide">
          <button type="button" disabled={busy} onClick={() => answer(false)}>
            Deny
          </button>
          <button type="button" class="primary" disabled={busy} onClick={() => answer(true)}>
            Allow
          </button>
        </div>
        <p class="hint" role="status">
          {leaving ? 'Leading you back' : 'Either way you are led back'}
          {redirectUri !== null && ` to ${placeOf(redirectUri)}`}
          {leaving ? '…' : '.'}
        </p>
      </div>
      <Fineprint request={rest} />
    </Page>
  );
}

const UNSAFE: Failure = {
  kind: 'contract',
  code: 'UNSAFE_REDIRECT',
  message: 'The answer would lead to an address that a browser must not follow.',
  traceId: undefined,
  path: undefined,
};
