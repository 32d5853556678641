import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  handleWhen,
  SamplingBreaker,
} from 'cockatiel';
import type { Answer } from './answers.ts';
import { BrokenError, ImpatienceError, TimeoutError, UnavailableError } from './errors.ts';

/** Of the attempts of the last {@link SAMPLE} milliseconds, more than this share failed: the circuit breaks. */
const THRESHOLD = 0.6;
const SAMPLE = 10_000;
/** Fewer attempts a second than this tell nothing. */
const MINIMUM_RPS = 2;
/** Pause before a trial attempt, milliseconds. */
const PAUSE = 3_000;

/** An answer that says that the server is in trouble; thrown through the breaker so that it counts. */
class Trouble extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super();
    this.answer = answer;
  }
}

/** Spares an origin that fails: while the circuit is broken, attempts fail at once. */
export class Breaker {
  readonly #policy: CircuitBreakerPolicy = circuitBreaker(handleWhen(isTrouble), {
    halfOpenAfter: PAUSE,
    breaker: new SamplingBreaker({ threshold: THRESHOLD, duration: SAMPLE, minimumRps: MINIMUM_RPS }),
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
      return await this.#policy.execute(async () => {
        const answer = await attempt();
        if (answer.status >= 500) throw new Trouble(answer);
        return answer;
      });
    } catch (error) {
      if (error instanceof Trouble) return error.answer;
      if (error instanceof BrokenCircuitError) throw broken();
      throw error;
    }
  }
}

/** A caller in a hurry must not break the circuit for all others. */
function isTrouble(error: unknown): boolean {
  if (error instanceof ImpatienceError) return false;
  return error instanceof Trouble || error instanceof UnavailableError || error instanceof TimeoutError;
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
