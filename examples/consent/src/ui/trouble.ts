import type { CombinedError } from '@urql/core';
import { type Failure, failureOf } from 'telnyx-oauth-graphql/client';

/** The first error of an answer; of none, that no answer came. */
export function troubleOf(error: CombinedError | undefined): Failure {
  const failure = failureOf(error ?? new Error('There is none.'))!;
  if (failure.kind !== 'network') return failure;
  const message = error?.networkError ? 'The gateway cannot be reached.' : 'The answer cannot be read.';
  return { ...failure, message };
}

/** What to call it. */
export function titleOf({ kind }: Pick<Failure, 'kind'>): string {
  switch (kind) {
    case 'rateLimited':
      return 'Too many requests for now';
    case 'network':
      return 'No connection';
    case 'tryAgain':
      return 'Telnyx does not answer';
    case 'outcomeUnknown':
      return 'It may have worked: look before you try again';
    case 'forbidden':
      return 'This account may not do that';
    case 'cursorExpired':
      return 'The list has changed too much';
    case 'documentUnknown':
      return 'This page is out of date: reload it';
    default:
      return 'That did not work';
  }
}
