import { type AuditKey, BEGINNING, claimOf, isSignedBy, type ReadLine, readLine } from './line.ts';

/** What may be wrong with lines. */
export type Problem = 'changed' | 'unknown key' | 'doubled' | 'reordered' | 'unlinked' | 'missing' | 'no end';

/** What is wrong with one line, or with several of one process that follow each other. */
export interface Finding {
  readonly problem: Problem;
  /** UUID of the process, and the sequences of the first line and the last. Undefined: the line does not say. */
  readonly process: string | undefined;
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Number of the first line in the input, from 1. Undefined: it is not there. */
  readonly at: number | undefined;
}

/** What came of it. */
export interface Report {
  readonly findings: readonly Finding[];
  readonly processes: number;
  /** Audit lines, right or wrong, and lines of other kinds. */
  readonly lines: number;
  readonly others: number;
}

/** The log cannot be verified; the message says why. */
export class CannotVerifyError extends Error {}

/** The lines of one process so far. */
interface Chain {
  /** The highest sequence, and whether that line is the end. */
  last: number;
  isClosed: boolean;
  /** The HMAC of that line. Undefined: it is not proven. */
  mac: string | undefined;
  /** Whether any line is proven. */
  isProven: boolean;
  /** Sequences below the highest that did not come, each the first and the last. */
  readonly gaps: (readonly [from: number, to: number])[];
}

const MAX_FINDINGS = 1_000;
const MAX_PROCESSES = 100_000;

/** Checks the lines of a log, in their order. Takes memory for processes and findings only. */
export class AuditVerifier {
  readonly #keys: ReadonlyMap<string, AuditKey>;
  readonly #chains = new Map<string, Chain>();
  readonly #findings: Finding[] = [];
  #gaps = 0;
  #lines = 0;
  #others = 0;

  constructor(keys: readonly AuditKey[]) {
    this.#keys = new Map(keys.map((key) => [key.id, key]));
  }

  /** Whether so much is wrong that the rest need not be looked at. */
  get isFull(): boolean {
    return this.#findings.length + this.#gaps >= MAX_FINDINGS;
  }

  /**
   * Checks the next line of the log. One that is no audit line only counts.
   *
   * @param text without its end, each character a byte (`latin1`)
   * @throws CannotVerifyError if there are too many processes
   */
  take(text: string): void {
    if (!text.startsWith(BEGINNING)) {
      this.#others++;
      return;
    }
    this.#lines++;
    const line = readLine(text);
    const key = line && this.#keys.get(line.keyId);
    if (line && key && isSignedBy(key, line)) this.#follow(line);
    else this.#doubt(text, line && !key ? 'unknown key' : 'changed');
    if (this.#chains.size > MAX_PROCESSES) {
      throw new CannotVerifyError(`More than ${MAX_PROCESSES} processes: verify a part of the log at a time.`);
    }
  }

  /** What was found so far. If that was all of the log, also which processes have no end. */
  report(isAll: boolean): Report {
    const proven = [...this.#chains].filter(([, { isProven }]) => isProven);
    const missing = proven.flatMap(([process, { gaps }]) =>
      gaps.map(([from, to]): Finding => ({ problem: 'missing', process, from, to, at: undefined })),
    );
    const open = proven.filter(([, { isClosed }]) => isAll && !isClosed);
    const endless = open.map(
      ([process, { last }]): Finding => ({ problem: 'no end', process, from: last, to: last, at: undefined }),
    );
    const findings = [...this.#findings, ...missing, ...endless];
    return { findings, processes: proven.length, lines: this.#lines, others: this.#others };
  }

  #follow({ process, sequence, previous, mac, kind }: ReadLine): void {
    const chain = this.#chainOf(process);
    chain.isProven = true;
    if (sequence > chain.last) {
      if (sequence > chain.last + 1) this.#gap(chain, sequence);
      else if (chain.mac !== undefined && previous !== chain.mac) this.#find('unlinked', process, sequence);
    } else if (sequence < chain.last || chain.mac !== undefined) {
      this.#find(this.#fill(chain, sequence) ? 'reordered' : 'doubled', process, sequence);
      return;
    }
    Object.assign(chain, { last: sequence, mac, isClosed: kind === 'closed' });
  }

  /** A line that is not proven takes the place that it claims, if that is the next: then none is missing besides. */
  #doubt(text: string, problem: Problem): void {
    const claim = claimOf(text);
    this.#find(problem, claim?.process, claim?.sequence);
    if (!claim || (claim.sequence !== 1 && !this.#chains.has(claim.process))) return;
    const chain = this.#chainOf(claim.process);
    if (claim.sequence !== chain.last + 1) return;
    Object.assign(chain, { last: claim.sequence, mac: undefined, isClosed: false });
  }

  #chainOf(process: string): Chain {
    const known = this.#chains.get(process);
    if (known) return known;
    const chain: Chain = { last: 0, isClosed: false, mac: undefined, isProven: false, gaps: [] };
    this.#chains.set(process, chain);
    return chain;
  }

  #find(problem: Problem, process: string | undefined, sequence: number | undefined): void {
    const last = this.#findings.at(-1);
    const continues = last?.to !== undefined && sequence === last.to + 1;
    if (continues && last.problem === problem && last.process === process) {
      this.#findings.splice(-1, 1, { ...last, to: sequence });
    } else {
      this.#findings.push({ problem, process, from: sequence, to: sequence, at: this.#lines + this.#others });
    }
  }

  #gap(chain: Chain, sequence: number): void {
    chain.gaps.push([chain.last + 1, sequence - 1]);
    this.#gaps++;
  }

  /** Takes a late line out of the gaps. Returns whether it was missing. */
  #fill({ gaps }: Chain, sequence: number): boolean {
    const at = gaps.findIndex(([from, to]) => from <= sequence && sequence <= to);
    if (at === -1) return false;
    const [from, to] = gaps[at]!;
    const parts = [[from, sequence - 1] as const, [sequence + 1, to] as const];
    const rest = parts.filter(([first, last]) => first <= last);
    gaps.splice(at, 1, ...rest);
    this.#gaps += rest.length - 1;
    return true;
  }
}
