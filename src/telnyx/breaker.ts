import { CircuitState, SamplingBreaker } from 'cockatiel';
import type { Outcome } from './attempt.ts';
import { AbortedError, CallerTimeoutError, TimeoutError, UnavailableError } from './errors.ts';
import { UnderWay } from './under-way.ts';

/** Of the attempts of the last {@link SAMPLE} milliseconds, more than this share failed: the circuit breaks. */
const THRESHOLD = 0.6;
const SAMPLE = 10_000;
/** Fewer attempts a second than this tell nothing. */
const MINIMUM_RPS = 2;
/** Pause before a trial attempt, milliseconds. */
const PAUSE = 3_000;
/** For so long an attempt under way counts as one that will succeed, seconds. */
const HOPE = 4;

/** Of many attempts made at once those that fail are heard of first: the share is one of those under way, too. */
class Sample extends SamplingBreaker {
  readonly underWay = new UnderWay(HOPE);

  constructor() {
    super({ threshold: THRESHOLD, duration: SAMPLE, minimumRps: MINIMUM_RPS });
  }

  override failure(circuit: CircuitState): boolean {
    if (!super.failure(circuit)) return false;
    if (circuit !== CircuitState.Closed) return true;
    const { currentFailures, currentSuccesses } = this.state as { currentFailures: number; currentSuccesses: number };
    return currentFailures > THRESHOLD * (currentFailures + currentSuccesses + this.underWay.young());
  }
}

/** An attempt that was let through. */
export interface Admitted {
  /** As `Date.now()`. */
  readonly begun: number;
  /** As it was then; half open: this is the trial. */
  readonly circuit: CircuitState;
}

/**
 * Spares an origin that fails: while the circuit is broken, no attempt is let through but one after a pause, the trial;
 * how that goes decides for all.
 */
export class Breaker {
  readonly #sample = new Sample();
  #circuit: CircuitState = CircuitState.Closed;
  /** When it broke, as `Date.now()`. */
  #brokenAt = 0;

  /** `closed`, `open` or `half-open`. */
  get state(): string {
    return STATES[this.#circuit];
  }

  /** Lets an attempt through, which must {@link end}; undefined: the circuit is broken. */
  begin(): Admitted | undefined {
    if (this.#circuit === CircuitState.HalfOpen) return undefined;
    if (this.#circuit === CircuitState.Open) {
      if (Date.now() - this.#brokenAt < PAUSE) return undefined;
      this.#circuit = CircuitState.HalfOpen;
    }
    const attempt = { begun: Date.now(), circuit: this.#circuit };
    this.#sample.underWay.begin(attempt.begun);
    return attempt;
  }

  /** How an attempt went. While the circuit is broken, those that began before tell nothing. */
  end(attempt: Admitted, outcome: Outcome): void {
    this.#sample.underWay.end(attempt.begun);
    if (attempt.circuit !== this.#circuit) return;
    const isTrial = attempt.circuit === CircuitState.HalfOpen;
    if (isUntold(outcome) && !isTrial) return;
    if (!isTrouble(outcome) && !isUntold(outcome)) {
      this.#sample.success(this.#circuit);
      this.#circuit = CircuitState.Closed;
    } else if (this.#sample.failure(this.#circuit)) {
      this.#circuit = CircuitState.Open;
      this.#brokenAt = Date.now();
    }
  }
}

/** A caller in a hurry must not break the circuit for all others. */
function isTrouble(outcome: Outcome): boolean {
  if (!(outcome instanceof Error)) return outcome.status >= 500;
  if (outcome instanceof CallerTimeoutError) return false;
  return outcome instanceof UnavailableError || outcome instanceof TimeoutError;
}

/** It ended in its caller's leaving: how it would have gone is not known, nor, after a trial, whether the circuit is whole. */
function isUntold(outcome: Outcome): boolean {
  return outcome instanceof AbortedError || outcome instanceof CallerTimeoutError;
}

const STATES: Record<CircuitState, string> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
};
