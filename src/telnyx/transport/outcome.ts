import { errors } from 'undici';
import type { AbortLike } from '../../lib/abort.ts';
import {
  AbortedError,
  CallerTimeoutError,
  CircuitOpenError,
  ContractError,
  ProxyRefusedError,
  RateLimitedError,
  type TelnyxError,
  TimeoutError,
  UnavailableError,
} from '../errors.ts';
import type { Call } from './call.ts';
import { causeOf, isProxyAnswer, isProxyRefusal } from './connection-cause.ts';
import type { UpstreamResponse } from './response-errors.ts';

/** The outcome of an attempt: the response, of any status, or an error. */
export type Outcome = UpstreamResponse | TelnyxError;

/** The outcome of all attempts of one call. */
export interface RetryResult {
  /** Outcome of the last attempt. */
  readonly outcome: Outcome;
  /** Repetitions after the first attempt. */
  readonly retries: number;
  /** Whether an earlier attempt reached Telnyx and may have been carried out. */
  readonly mayHaveHappened: boolean;
}

/** undici's codes for responses that a retry would not change. */
const UNREADABLE = new Set(['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_EXCEEDED_MAX_SIZE']);

/**
 * The error of an attempt without a response.
 *
 * @param signal by which it may have been aborted
 * @param error undici's
 * @param left whether a part of the request was sent
 */
export function faultOf(call: Call, signal: AbortLike, error: unknown, left: boolean): TelnyxError {
  // The error has the bytes that undici could not read, which may hold tokens.
  if (error instanceof errors.HTTPParserError) Object.assign(error, { data: undefined });
  const outcome = call.method !== 'GET' && left ? ('UNKNOWN' as const) : undefined;
  if (signal.aborted) {
    const { reason } = signal;
    if (!(reason instanceof TimeoutError)) return new AbortedError((reason as Error).message, { outcome });
    const Reason = reason instanceof CallerTimeoutError ? CallerTimeoutError : TimeoutError;
    return new Reason(
      left ? 'Telnyx did not answer in time.' : 'The deadline passed before the call was sent to Telnyx.',
      { outcome },
    );
  }
  const cause = causeOf(error);
  if (UNREADABLE.has(cause)) {
    return new ContractError(`Telnyx answered ${call.route} with more than the gateway reads.`, {
      outcome,
      cause: error,
    });
  }
  if (isProxyRefusal(cause)) return new ProxyRefusedError('The proxy refused to connect to Telnyx.', { cause: error });
  if (isProxyAnswer(cause)) return new UnavailableError('The proxy cannot reach Telnyx.', { cause: error });
  return new UnavailableError('Telnyx cannot be reached, or broke the connection.', { outcome, cause: error });
}

/** What a call shows about Telnyx; undefined: it is inconclusive. */
export type Verdict = 'success' | 'failure' | undefined;

/**
 * What one attempt shows about Telnyx.
 *
 * @param hadTime whether the attempt itself, not its operation, had enough time for a response
 */
export function verdictOf(outcome: Outcome, hadTime: boolean): Verdict {
  if (!(outcome instanceof Error)) return outcome.status >= 500 ? 'failure' : 'success';
  if (outcome instanceof CallerTimeoutError || outcome instanceof AbortedError) return undefined;
  if (outcome instanceof TimeoutError) return hadTime ? 'failure' : undefined;
  if (outcome instanceof CircuitOpenError || outcome instanceof ProxyRefusedError) return undefined;
  if (outcome instanceof RateLimitedError) return undefined;
  return outcome instanceof UnavailableError ? 'failure' : 'success';
}
