import { useMutation } from '@urql/preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Failure, refusalOf } from 'telnyx-oauth-graphql/client';
import { readFragment } from '../generated/fragment-masking.ts';
import { RefusalFragmentDoc, RevokeGrantDocument } from '../generated/graphql.ts';
import { ABOUT_GRANTS, byId } from '../graphql/client.ts';
import { TroubleNotice } from '../ui/TroubleNotice.tsx';
import { troubleOf } from '../ui/trouble.ts';

export interface Revocable {
  readonly grantId: string;
  /** Whose access it is. */
  readonly name: string;
}

interface RevokeDialogProps {
  readonly grant: Revocable;
  onRevoked(): void;
  onCancel(): void;
}

const MUTATION = byId(RevokeGrantDocument);

/** Asks whether to revoke, and does. A grant that is gone already counts as revoked. */
export function RevokeDialog({ grant, onRevoked, onCancel }: RevokeDialogProps) {
  const { grantId, name } = grant;
  const dialog = useRef<HTMLDialogElement>(null);
  const [{ fetching }, revoke] = useMutation(MUTATION);
  const [trouble, setTrouble] = useState<Failure>();
  useLayoutEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
  }, [grant]);

  async function confirm() {
    const { data, error } = await revoke({ grantId }, ABOUT_GRANTS);
    const result = data?.revokeOAuthGrant;
    if (!result) return setTrouble(troubleOf(error));
    switch (result.__typename) {
      case 'RevokeOAuthGrantPayload':
      case 'OAuthNotFoundError':
        return onRevoked();
      default:
        return setTrouble(refusalOf(readFragment(RefusalFragmentDoc, result)));
    }
  }

  /** That it has closed is told a moment later: by then it may have been asked for again. */
  function closed() {
    if (!dialog.current?.open) onCancel();
  }

  return (
    <dialog ref={dialog} aria-labelledby="revoke-title" onClose={closed}>
      <h2 id="revoke-title">Revoke the access of {name}?</h2>
      <p>It ends at once. To get access again, the application has to ask for it.</p>
      {trouble && <TroubleNotice trouble={trouble} />}
      <div class="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          Keep
        </button>
        <button type="button" class="danger primary" disabled={fetching} onClick={confirm}>
          {fetching ? 'Revoking…' : 'Revoke'}
        </button>
      </div>
    </dialog>
  );
}
