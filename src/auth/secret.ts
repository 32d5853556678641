import { createHash, timingSafeEqual } from 'node:crypto';

/** A secret that the gateway sends. A reload may replace it at any time. */
export class Secret {
  #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  get value(): string {
    return this.#value;
  }

  /** Replaces the secret. Returns whether it changed. */
  replace(value: string): boolean {
    const isOther = value !== this.#value;
    this.#value = value;
    return isOther;
  }
}

/** A secret that callers send: one value, or two during a rotation. */
export class AcceptedSecret {
  #digests: readonly Buffer[];

  constructor(values: readonly string[]) {
    this.#digests = values.map(digestOf);
  }

  /** Compares in constant time, for any length. */
  accepts(given: string | undefined): boolean {
    if (given === undefined) return false;
    const digest = digestOf(given);
    let isKnown = false;
    for (const each of this.#digests) isKnown = timingSafeEqual(digest, each) || isKnown;
    return isKnown;
  }

  /** Replaces the values. Returns whether they changed. */
  replace(values: readonly string[]): boolean {
    const before = this.#digests;
    this.#digests = values.map(digestOf);
    return before.length !== values.length || this.#digests.some((digest, at) => !digest.equals(before[at]!));
  }
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
