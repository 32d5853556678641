import { LENGTH, type QuotaWindow } from './quota-window.ts';

/**
 * The even share of a window, for a process that cannot claim places. Unused shares are lost with the window, so that
 * all processes together never exceed the limit.
 */
export class EvenShare {
  readonly #window: QuotaWindow;
  #serial = -1;
  /** Calls of this process in the window. */
  #budget = 0;
  /** Calls of earlier windows, of which no response has shown yet that they are over. */
  #before = 0;
  /** When a window counts as over without a response that shows it. As `performance.now()`. */
  #until = 0;

  constructor(window: QuotaWindow) {
    this.#window = window;
  }

  /** Calls that this process may still send in the window, besides those in flight. */
  left(inFlight: number, processes: number): number {
    const { serial, remaining, limit, answered, length, told } = this.#window;
    const now = performance.now();
    const isNew = serial !== this.#serial;
    if (isNew || (told === undefined && now >= this.#until)) {
      this.#serial = serial;
      this.#until = now + (length || LENGTH);
      this.#before = isNew ? 0 : answered;
      const share = EvenShare.of(limit, processes);
      const used = answered + inFlight;
      // In the current window only the calls left are divided. Their number may be out of date, so a share is never
      // more than that of a whole window.
      const rest = used + Math.floor(Math.max(remaining - inFlight, 0) / processes);
      this.#budget = remaining === limit ? share : Math.min(rest, share);
    }
    return Math.max(this.#budget + this.#before - answered - inFlight, 0);
  }

  /** Divides the rest of the window again. */
  reset(): void {
    this.#serial = -1;
  }

  /** The share of a whole window: at least one call, since no process could call otherwise. */
  static of(limit: number, processes: number): number {
    return Math.max(1, Math.floor(limit / processes));
  }
}
