import { randomUUID } from 'node:crypto';
import { type AuditKey, auditKey, type Kind, writeLine } from './line.ts';

/**
 * Makes the audit lines of one process: each has the number after that of the line before, and holds its HMAC, so that
 * none can be changed, left out or put elsewhere without the key.
 */
export class AuditChain {
  readonly #process = randomUUID();
  #key: AuditKey;
  #sequence = 0;
  #previous: string | undefined;

  /** @param key at least 32 characters */
  constructor(key: string) {
    this.#key = auditKey(key);
  }

  /** The next line, without its end. */
  next(kind: Kind, data: object = {}): string {
    const event = { kind, process: this.#process, sequence: ++this.#sequence, previous: this.#previous, data };
    const { line, mac } = writeLine(this.#key, event);
    this.#previous = mac;
    return line;
  }

  /**
   * Takes another key for the lines that follow. The first of them holds the HMAC of the last one by the old key, so
   * that whoever has learnt the old key cannot rewrite what it signed.
   *
   * @returns whether it is another
   */
  rekey(key: string): boolean {
    const next = auditKey(key);
    const isOther = !next.secret.equals(this.#key.secret);
    this.#key = next;
    return isOther;
  }
}
