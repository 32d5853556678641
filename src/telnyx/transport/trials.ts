/** How long an open circuit lets no call through, and the period of trials. Milliseconds. */
const PAUSE = 3_000;
/** Trials per period, in all and of one voice, so that no caller uses them all for targets that fail. */
const MAX_TRIALS = 16;
const MAX_TRIALS_OF_VOICE = 4;

/** A call that an open circuit lets through to see whether Telnyx works again. */
export interface Trial {
  readonly voice: unknown;
  readonly target: string;
  isInFlight: boolean;
}

/** The trials of an open circuit. */
export class Trials {
  /** End of the current pause, as `Date.now()`. */
  #pauseEnd: number;
  #begun: Trial[] | undefined;

  /** @param now as `Date.now()`: the circuit opens */
  constructor(now: number) {
    this.#pauseEnd = now + PAUSE;
  }

  get areInFlight(): boolean {
    return this.#begun?.some((trial) => trial.isInFlight) ?? false;
  }

  /** A new trial, which must be ended or {@link passOn passed on}. Undefined: not now, or not for this call. */
  begin(voice: unknown, target: string, now: number): Trial | undefined {
    if (now >= this.#pauseEnd) {
      this.#pauseEnd = now + PAUSE;
      this.#begun = this.#begun?.filter((trial) => trial.isInFlight) ?? [];
    }
    if (!this.#begun || this.#begun.length >= MAX_TRIALS) return undefined;
    const ofVoice = this.#begun.filter((trial) => trial.voice === voice);
    if (ofVoice.length >= MAX_TRIALS_OF_VOICE || ofVoice.some((trial) => trial.target === target)) return undefined;
    const trial = { voice, target, isInFlight: true };
    this.#begun.push(trial);
    return trial;
  }

  /** It is inconclusive: another may be made in its place. */
  passOn(trial: Trial): void {
    this.#begun = this.#begun?.filter((other) => other !== trial);
  }
}
