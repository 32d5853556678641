import { createHash, timingSafeEqual } from 'node:crypto';

/** A secret that the gateway sends. A reload may replace it while calls use it. */
export class Secret {
  #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  get value(): string {
    return this.#value;
  }

  /** Whether this is another one. */
  replace(value: string): boolean {
    const isOther = value !== this.#value;
    this.#value = value;
    return isOther;
  }
}

/** A secret that callers send: one value, or two while they change from one to the other. */
export class AcceptedSecret {
  #digests: readonly Buffer[];

  constructor(values: readonly string[]) {
    this.#digests = values.map(digestOf);
  }

  /** In constant time for each value, whatever the lengths. */
  accepts(given: string | undefined): boolean {
    if (given === undefined) return false;
    const digest = digestOf(given);
    let isKnown = false;
    for (const each of this.#digests) isKnown = timingSafeEqual(digest, each) || isKnown;
    return isKnown;
  }

  /** Whether these are others. */
  replace(values: readonly string[]): boolean {
    const before = this.#digests;
    this.#digests = values.map(digestOf);
    return before.length !== values.length || this.#digests.some((digest, at) => !digest.equals(before[at]!));
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
