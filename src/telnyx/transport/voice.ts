import { GenerationalLru } from '../../lib/lru.ts';

/** For how long Telnyx' acceptance of a caller is remembered, milliseconds. */
const ACCEPTANCE = 10 * 60_000;
/** Subjects that are remembered at least, most recently seen first. */
const MAX_SUBJECTS = 1_000;

/**
 * A caller as the circuit hears it. Callers whom Telnyx accepted lately can open the circuit for all; the failures of
 * others, who may be made up, count for their own route only.
 */
export class Voice {
  /** Whether callers that cannot be told apart speak with it, so that each target counts as a voice of its own. */
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
