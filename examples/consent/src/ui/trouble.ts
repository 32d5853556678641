import type { CombinedError } from '@urql/core';

/** Why a request came to nothing, in the gateway's words. */
export interface Trouble {
  /** As in the gateway's errors; `NETWORK` where no answer came. */
  readonly code: string;
  readonly message: string;
  /** When to try again, RFC 3339. */
  readonly retryAt: string | undefined;
  /** Names the request in the gateway's logs. */
  readonly traceId: string | undefined;
}

/** The first error of an answer; of none, that no answer came. */
export function troubleOf(errors: CombinedError | undefined): Trouble {
  const error = errors?.graphQLErrors[0];
  if (!error) {
    const message = errors?.networkError ? 'The gateway cannot be reached.' : 'The answer cannot be read.';
    return { code: 'NETWORK', message, retryAt: undefined, traceId: undefined };
  }
  const { code, retryAt, traceId } = error.extensions;
  return {
    code: textOf(code) ?? 'UNKNOWN',
    message: error.message,
    retryAt: textOf(retryAt),
    traceId: textOf(traceId),
  };
}

/** A refusal that a mutation answered as data. */
export function refusalOf(refusal: {
  readonly code: string;
  readonly message: string;
  readonly traceId: string;
  readonly retryAt?: string | null;
}): Trouble {
  const { code, message, traceId, retryAt } = refusal;
  return { code, message, traceId, retryAt: retryAt ?? undefined };
}

/** What to call it. */
export function titleOf({ code }: Trouble): string {
  switch (code) {
    case 'RATE_LIMITED':
      return 'Too many requests for now';
    case 'NETWORK':
      return 'No connection';
    case 'UPSTREAM_UNAVAILABLE':
    case 'UPSTREAM_TIMEOUT':
      return 'Telnyx does not answer';
    case 'FORBIDDEN':
      return 'This account may not do that';
    case 'CURSOR_EXPIRED':
      return 'The list has changed too much';
    case 'PERSISTED_QUERY_NOT_FOUND':
      return 'This page is out of date: reload it';
    default:
      return 'That did not work';
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
