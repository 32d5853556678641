import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  handleWhen,
  SamplingBreaker,
} from 'cockatiel';
import type { Answer } from './answers.ts';
import { AbortedError, BrokenError, ImpatienceError, TimeoutError, UnavailableError } from './errors.ts';

/** Of the attempts of the last {@link SAMPLE} milliseconds, more than this share failed: the circuit breaks. */
const THRESHOLD = 0.6;
const SAMPLE = 10_000;
/** Fewer attempts a second than this tell nothing. */
const MINIMUM_RPS = 2;
/** Pause before a trial attempt, milliseconds. */
const PAUSE = 3_000;
/** For so long an attempt under way counts as one that will succeed, milliseconds. */
const HOPE = 4_000;

/**
 * What the policy is told of every failure: it keeps the last one, and what an error knows of its request, down to the
 * credential, would stay in memory with it.
 */
const FAILED = new Error('an attempt failed');

/** Of many attempts made at once those that fail are heard of first: the share is one of those under way, too. */
class Sample extends SamplingBreaker {
  /** When each attempt under way began, as `Date.now()`. */
  readonly underWay = new Set<{ readonly begun: number }>();

  constructor() {
    super({ threshold: THRESHOLD, duration: SAMPLE, minimumRps: MINIMUM_RPS });
  }

  override failure(circuit: CircuitState): boolean {
    if (!super.failure(circuit)) return false;
    if (circuit !== CircuitState.Closed) return true;
    const { currentFailures, currentSuccesses } = this.state as { currentFailures: number; currentSuccesses: number };
    const hopeful = [...this.underWay].filter(({ begun }) => Date.now() - begun < HOPE).length;
    return currentFailures > THRESHOLD * (currentFailures + currentSuccesses + hopeful);
  }
}

/** Spares an origin that fails: while the circuit is broken, attempts fail at once. */
export class Breaker {
  readonly #sample = new Sample();
  readonly #policy: CircuitBreakerPolicy = circuitBreaker(
    handleWhen((error) => error === FAILED),
    { halfOpenAfter: PAUSE, breaker: this.#sample },
  );

  /** `closed`, `open` or `half-open`. */
  get state(): string {
    return STATES[this.#policy.state];
  }

  /** The attempt's answer, of any status. Throws `BrokenError` at once while the circuit is broken. */
  run(attempt: () => Promise<Answer>): Promise<Answer> {
    return this.#policy.state === CircuitState.Closed ? this.#watch(attempt) : this.#try(attempt);
  }

  /** With a whole circuit the attempt needs no leave: how it went is told afterwards. */
  async #watch(attempt: () => Promise<Answer>): Promise<Answer> {
    const attempted = { begun: Date.now() };
    this.#sample.underWay.add(attempted);
    let isFine = false;
    try {
      const answer = await attempt();
      isFine = !isTrouble({ answer });
      return answer;
    } catch (error) {
      isFine = !isTrouble({ error });
      throw error;
    } finally {
      this.#sample.underWay.delete(attempted);
      if (this.#policy.state === CircuitState.Closed) this.#tell(isFine);
    }
  }

  #tell(isFine: boolean): void {
    if (isFine) this.#sample.success(CircuitState.Closed);
    else this.#policy.execute(() => Promise.reject(FAILED)).catch(() => {});
  }

  /** Of a broken circuit, the policy lets one attempt through after a pause. */
  async #try(attempt: () => Promise<Answer>): Promise<Answer> {
    // The policy would let them wait for the trial attempt, past their own deadlines.
    if (this.#policy.state === CircuitState.HalfOpen) throw broken();
    let outcome: Outcome | undefined;
    try {
      await this.#policy.execute(async () => {
        outcome = await attempt().then(
          (answer) => ({ answer }),
          (error: unknown) => ({ error }),
        );
        if (isTrouble(outcome) || isUntold(outcome)) throw FAILED;
      });
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw broken();
      if (error !== FAILED) throw error;
    }
    const { answer, error } = outcome!;
    if (!answer) throw error;
    return answer;
  }
}

interface Outcome {
  readonly answer?: Answer;
  readonly error?: unknown;
}

/** A caller in a hurry must not break the circuit for all others. */
function isTrouble({ answer, error }: Outcome): boolean {
  if (answer) return answer.status >= 500;
  if (error instanceof ImpatienceError) return false;
  return error instanceof UnavailableError || error instanceof TimeoutError;
}

/** A trial that ended in its caller's leaving: whether the circuit may be whole again is not known. */
function isUntold({ error }: Outcome): boolean {
  return error instanceof AbortedError || error instanceof ImpatienceError;
}

function broken(): BrokenError {
  return new BrokenError('Telnyx fails too often; it is left alone for a moment.');
}

const STATES: Record<CircuitState, string> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
};
