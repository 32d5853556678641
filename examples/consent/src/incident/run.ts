import { type Failure, failureOf } from 'telnyx-oauth-graphql/client';
import type { OAuthGrantFilter, RevokeOAuthGrantsInput } from '../generated/graphql.ts';
import type { Filters } from './filters.ts';
import { addResults, noResults, type Results } from './results.ts';
import type { Answer, Payload } from './revoke-grants.ts';

/** Grants that one request takes on: few, so that a stop is soon, and what a lost answer leaves open is little. */
export const AT_ONCE = 50;
/** The most, to get past grants that fail again and again: dearer would be refused by the default `MAX_COST`. */
const AT_ONCE_AT_MOST = 400;
/** Requests in a row that come to nothing before it stops by itself. */
const PATIENCE = 5;
/** Between two of them, milliseconds. */
const SHORTEST_WAIT = 1_000;
const LONGEST_WAIT = 60_000;

/** What was confirmed. */
export interface Order {
  readonly filters: Filters;
  /** Of the grants that were counted, and no later ones. */
  readonly where: OAuthGrantFilter;
  readonly count: number;
  readonly countedAt: string;
}

export type State =
  | { readonly name: 'running' | 'stopping' | 'finished' }
  /** The next request is made then, without anybody's doing. */
  | { readonly name: 'waiting'; readonly until: string; readonly trouble: Failure }
  /** Trouble: it stopped by itself. */
  | { readonly name: 'stopped'; readonly trouble: Failure | undefined };

type Ask = (input: RevokeOAuthGrantsInput, signal: AbortSignal) => Promise<Answer>;

/**
 * Revokes the grants of an order, request by request, until none is left that could be. It waits for Telnyx' quota and
 * through short outages, can be stopped, and goes on from where it is.
 */
export class Run {
  readonly order: Order;
  state: State = { name: 'running' };
  results: Results;
  /** So many grants at most are revoked without being told: the last answer was lost. The next one tells. */
  unsure = 0;
  /** What is known was saved to a file. */
  isSaved = false;
  readonly #ask: Ask;
  readonly #onChange: () => void;
  #stop = new AbortController();
  #giveUp = new AbortController();

  constructor(order: Order, ask: Ask, onChange: () => void) {
    this.order = order;
    this.results = noResults(order.count);
    this.#ask = ask;
    this.#onChange = onChange;
  }

  get isActive(): boolean {
    return this.state.name !== 'stopped' && this.state.name !== 'finished';
  }

  /** Begins, or goes on after a stop. */
  async carryOut(): Promise<void> {
    this.#stop = new AbortController();
    this.#giveUp = new AbortController();
    this.#become({ name: 'running' });
    for (let misses = 0; !this.#stop.signal.aborted; ) {
      const first = Math.min(AT_ONCE + this.results.failed, AT_ONCE_AT_MOST);
      const { where, count } = this.order;
      const input = { where, dryRun: false, maximumCount: count, first };
      const answer = await this.#ask(input, this.#giveUp.signal);
      const trouble = answer.payload ? this.#take(answer.payload) : this.#miss(answer.failure, first);
      if (!trouble) {
        misses = 0;
        if (this.results.left === 0) return this.#become({ name: 'finished' });
        continue;
      }
      if (trouble.kind !== 'rateLimited') misses += 1;
      const isHopeless = !passes(trouble) || misses > PATIENCE;
      if (isHopeless && answer.payload && isAll(answer.payload)) return this.#become({ name: 'finished' });
      if (isHopeless) return this.#become({ name: 'stopped', trouble });
      if (!this.#stop.signal.aborted) await this.#wait(trouble, misses);
    }
    this.#become({ name: 'stopped', trouble: undefined });
  }

  /** Makes no more requests; the answer to the one under way is waited for. */
  stop(): void {
    if (!this.isActive) return;
    this.#stop.abort();
    if (this.state.name === 'running') this.#become({ name: 'stopping' });
  }

  /** Does not wait for that answer either. */
  giveUp(): void {
    this.stop();
    this.#giveUp.abort();
  }

  saved(): void {
    this.isSaved = true;
    this.#onChange();
  }

  /** Takes what was told; answers what keeps it from going on, if anything does. */
  #take(payload: Payload): Failure | undefined {
    this.results = addResults(this.results, payload);
    this.unsure = 0;
    this.isSaved = false;
    this.#onChange();
    if (payload.revoked.length > 0 && !isAll(payload)) return undefined;
    const failures = payload.failed.map(({ error }) => failureOfGrant(error));
    if (failures.length > 0) return failures.find(passes) ?? failures[0];
    return payload.remaining === 0 ? undefined : OUT_OF_TIME;
  }

  #miss(trouble: Failure, first: number): Failure {
    if (trouble.kind === 'network' || trouble.kind === 'outcomeUnknown') {
      this.unsure = Math.min(this.unsure + first, this.results.left);
      this.#onChange();
    }
    return trouble;
  }

  async #wait(trouble: Failure, misses: number): Promise<void> {
    const due = trouble.kind === 'rateLimited' ? Date.parse(trouble.retryAt ?? '') - Date.now() : Number.NaN;
    const wanted = Number.isNaN(due) ? SHORTEST_WAIT * 2 ** Math.max(0, misses - 1) : due;
    const time = Math.min(Math.max(wanted, SHORTEST_WAIT), LONGEST_WAIT);
    this.#become({ name: 'waiting', until: new Date(Date.now() + time).toISOString(), trouble });
    const { signal } = this.#stop;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, time);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    if (!signal.aborted) this.#become({ name: 'running' });
  }

  #become(state: State): void {
    this.state = state;
    this.#onChange();
  }
}

/** Whether it is worth another try, later. */
const passes = ({ kind }: Failure): boolean => ['rateLimited', 'tryAgain', 'network', 'outcomeUnknown'].includes(kind);

/** Nothing was done and nothing failed: the time of the request was over. */
const OUT_OF_TIME = failureOf([{ message: 'The time was over before any.', extensions: { code: 'REQUEST_TIMEOUT' } }])!;

/** Whether all that are left were tried. */
const isAll = ({ failed, remaining }: Payload): boolean => failed.length === remaining;

function failureOfGrant({ code, message, mayHaveHappened }: Payload['failed'][number]['error']): Failure {
  return failureOf([{ message, extensions: { code, ...(mayHaveHappened && { outcome: 'UNKNOWN' }) } }])!;
}
