import { useMutation } from '@urql/preact';
import { useState } from 'preact/hooks';
import { type Failure, refusalOf } from 'telnyx-oauth-graphql/client';
import { readFragment } from '../generated/fragment-masking.ts';
import { RefusalFragmentDoc, RegisterClientDocument } from '../generated/graphql.ts';
import { byId } from '../graphql/client.ts';
import { Page } from '../ui/Page.tsx';
import { TroubleNotice } from '../ui/TroubleNotice.tsx';
import { troubleOf } from '../ui/trouble.ts';
import { type Draft, type Mistakes, sortIssues, toInput } from './form.ts';
import { type Payload, Registered } from './Registered.tsx';
import { RegistrationForm } from './RegistrationForm.tsx';

const MUTATION = byId(RegisterClientDocument);

/** Registers a client; the secret of a confidential one is shown once and kept nowhere. */
export function RegisterClient() {
  const [{ fetching }, register] = useMutation(MUTATION);
  const [mistakes, setMistakes] = useState<Mistakes>({});
  const [trouble, setTrouble] = useState<Failure>();
  const [registered, setRegistered] = useState<Payload>();

  async function submit(draft: Draft) {
    const { data, error } = await register({ input: toInput(draft) });
    const result = data?.createOAuthClient;
    setMistakes({});
    setTrouble(undefined);
    if (!result) return setTrouble(troubleOf(error));
    switch (result.__typename) {
      case 'CreateOAuthClientPayload':
        return setRegistered(result);
      case 'OAuthValidationError': {
        const { mistakes, others } = sortIssues(result.issues);
        setMistakes(mistakes);
        if (others.length === 0) return;
        return setTrouble({ ...refusalOf(readFragment(RefusalFragmentDoc, result)), message: others.join(' ') });
      }
      default:
        return setTrouble(refusalOf(readFragment(RefusalFragmentDoc, result)));
    }
  }

  if (registered) return <Registered registered={registered} />;
  return (
    <Page title="Register a client" narrow>
      <RegistrationForm busy={fetching} mistakes={mistakes} onSubmit={submit}>
        {trouble && <TroubleNotice trouble={trouble} />}
      </RegistrationForm>
    </Page>
  );
}
