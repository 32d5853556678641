import type { TelnyxError } from '../errors.ts';
import type { Answer } from './response-errors.ts';

/** How an attempt went: the answer, of any status, or the error in its stead. */
export type Outcome = Answer | TelnyxError;

/** How the attempts of one call ended. */
export interface RetryResult {
  /** Of the last one. */
  readonly outcome: Outcome;
  /** Repetitions after the first attempt. */
  readonly retries: number;
  /** An earlier attempt reached Telnyx and may have been carried out. */
  readonly mayHaveHappened: boolean;
}
