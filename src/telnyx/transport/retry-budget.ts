/** Retries that may follow on the calls of a quiet time. */
const MAX_SAVED = 100;
/** Retries that each call pays for. With 30 % of all attempts failing, 0.43 are needed. */
const SHARE = 0.5;

/** Bounds retries to a share of the traffic, so that an outage upstream is not multiplied. */
export class RetryBudget {
  #saved = MAX_SAVED;
  #inFlight = 0;

  /** A call begins. What it pays in is there for as long as it lasts, however many begin at once. */
  begin(): void {
    this.#inFlight++;
    this.#saved += SHARE;
  }

  /** A call has ended. */
  end(): void {
    this.#inFlight--;
    this.#saved = Math.min(this.#saved, MAX_SAVED + SHARE * this.#inFlight);
  }

  /** Whether a retry may be made; it is then paid for. */
  spend(): boolean {
    if (this.#saved < 1) return false;
    this.#saved--;
    return true;
  }
}
