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

/** An answer that says that the server is in trouble; thrown through the breaker so that it counts. */
class Trouble extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super();
    this.answer = answer;
  }
}

/** The trial attempt ended in its caller's leaving: whether the circuit may be whole again is not known. */
class Untold extends Error {}

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
  readonly #policy: CircuitBreakerPolicy = circuitBreaker(handleWhen(isTrouble), {
    halfOpenAfter: PAUSE,
    breaker: this.#sample,
  });

  /** `closed`, `open` or `half-open`. */
  get state(): string {
    return STATES[this.#policy.state];
  }

  /** Rejects with `UnavailableError` while the circuit is broken. 5xx, lost connections and time-outs count as failures. */
  async run(attempt: () => Promise<Answer>): Promise<Answer> {
    // The policy would let them wait for the trial attempt, past their own deadlines.
    if (this.#policy.state === CircuitState.HalfOpen) throw broken();
    try {
      return await this.#policy.execute(() => this.#tell(attempt));
    } catch (error) {
      if (error instanceof Trouble) return error.answer;
      if (error instanceof Untold) throw error.cause;
      if (error instanceof BrokenCircuitError) throw broken();
      throw error;
    }
  }

  /** Carries the attempt out for the policy, to which on a trial all that is no trouble is a success. */
  async #tell(attempt: () => Promise<Answer>): Promise<Answer> {
    const attempted = { begun: Date.now() };
    this.#sample.underWay.add(attempted);
    const isTrial = this.#policy.state === CircuitState.HalfOpen;
    try {
      const answer = await attempt();
      if (answer.status >= 500) throw new Trouble(answer);
      return answer;
    } catch (error) {
      if (isTrial && (error instanceof AbortedError || error instanceof ImpatienceError)) {
        throw new Untold('', { cause: error });
      }
      throw error;
    } finally {
      this.#sample.underWay.delete(attempted);
    }
  }
}

/** A caller in a hurry must not break the circuit for all others. */
function isTrouble(error: unknown): boolean {
  if (error instanceof ImpatienceError) return false;
  return (
    error instanceof Trouble ||
    error instanceof Untold ||
    error instanceof UnavailableError ||
    error instanceof TimeoutError
  );
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
