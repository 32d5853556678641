import {
  AbortedError,
  CallerTimeoutError,
  CircuitOpenError,
  ProxyRefusedError,
  RateLimitedError,
  type TelnyxError,
  TimeoutError,
  UnavailableError,
} from '../errors.ts';
import type { Answer } from './response-errors.ts';

/** What a call tells of Telnyx; undefined: it is inconclusive. */
export type Verdict = 'success' | 'failure' | undefined;

/**
 * What one attempt tells of Telnyx.
 *
 * @param hadTime whether the attempt itself, not its operation, had enough time for an answer
 */
export function verdictOf(outcome: Answer | TelnyxError, hadTime: boolean): Verdict {
  if (!(outcome instanceof Error)) return outcome.status >= 500 ? 'failure' : 'success';
  if (outcome instanceof CallerTimeoutError || outcome instanceof AbortedError) return undefined;
  if (outcome instanceof TimeoutError) return hadTime ? 'failure' : undefined;
  if (outcome instanceof CircuitOpenError || outcome instanceof ProxyRefusedError) return undefined;
  if (outcome instanceof RateLimitedError) return undefined;
  return outcome instanceof UnavailableError ? 'failure' : 'success';
}
