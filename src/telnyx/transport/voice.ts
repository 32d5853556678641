import { GenerationalLru } from '../../lib/lru.ts';

/** How long the acceptance of a caller by Telnyx is remembered, milliseconds. */
const ACCEPTANCE = 10 * 60_000;
/** Subjects that are remembered at least, most recently seen first. */
const MAX_SUBJECTS = 1_000;

/**
 * A caller, for the circuit. Callers whom Telnyx accepted recently can open the circuit for all; failures of others,
 * whose credentials may be invented, count for their own route only.
 */
export class Voice {
  /** Whether it stands for several indistinguishable callers. Then each target counts as a voice of its own. */
  readonly isShared: boolean;
  /** As `Date.now()`. */
  #acceptedAt = 0;

  constructor(isShared = false) {
    this.isShared = isShared;
  }

  /** @param status of a response: 2xx and 404 are given to accepted callers only */
  heard(status: number, now: number): void {
    if ((status >= 200 && status < 300) || status === 404) this.#acceptedAt = now;
  }

  isAccepted(now: number): boolean {
    return now - this.#acceptedAt < ACCEPTANCE;
  }
}

/** The voices of callers who share the gateway's own credential. */
export class Subjects {
  readonly #byName = new GenerationalLru<string, Voice>(MAX_SUBJECTS);
  /** Of callers that a router speaks for. */
  readonly router = new Voice(true);

  of(name: string): Voice {
    const known = this.#byName.get(name);
    if (known) return known;
    const voice = new Voice();
    this.#byName.set(name, voice);
    return voice;
  }
}
