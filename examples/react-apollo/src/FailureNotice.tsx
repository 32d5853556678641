import { type Failure, type FailureKind, failureOf } from 'telnyx-oauth-graphql/client';

/** What to do about the kinds of failures that these pages can meet. */
const ADVICE: Partial<Record<FailureKind, string>> = {
  validation: 'Correct what is marked.',
  unauthenticated: 'Sign in again.',
  forbidden: 'This account may not do that.',
  rateLimited: 'Wait a while.',
  tryAgain: 'Try again.',
  network: 'Try again.',
  outcomeUnknown: 'It may have worked: look before you try again.',
  cursorExpired: 'The list has changed too much: reload the page.',
};

/** What went wrong, if anything did: a failure that `outcomeOf` made of a mutation, or an error of Apollo Client. */
export function FailureNotice({ failure, error }: { failure?: Failure | undefined; error?: unknown }) {
  const shown = failure ?? failureOf(error);
  if (!shown) return null;
  return (
    <div role="alert">
      <strong>{ADVICE[shown.kind] ?? 'That did not work.'}</strong> {shown.message}{' '}
      {shown.kind === 'rateLimited' && shown.retryAt && `You can try again at ${shown.retryAt}. `}
      {shown.kind === 'forbidden' && shown.requiredAction && `A role has to allow ${shown.requiredAction}. `}
      <small>Trace {shown.traceId}</small>
    </div>
  );
}
