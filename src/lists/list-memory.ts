import { GenerationalLru } from '../lib/lru.ts';
import { PageSizes } from './page-sizes.ts';

/** What was learnt lately about one list as one credential sees it. Every entry lapses by itself. */
export interface ListMemory {
  /** Length of the list, undefined if not learnt lately. */
  total(): number | undefined;
  /** Keeps the length that a list read without filters reported. */
  learn(total: number): void;
  /** Whether the list lately did not hold this id. */
  isMissing(id: string): boolean;
  /** Keeps ids that the list does not hold. */
  miss(ids: Iterable<string>): void;
  /** Whether the list lately could not be read by this credential: batches do without it. */
  isDenied(): boolean;
  /** Keeps that it could not. */
  deny(): void;
  /** Drops what a list holds: something was created or deleted. */
  forget(): void;
  /** Holds for 10 minutes, whatever is created or deleted. */
  readonly sizes: PageSizes;
}

/** How long something learnt holds, milliseconds. */
const TTL = 60_000;

/** How many missing ids are kept for a credential at least, most recently requested first. */
const MAX_MISSING = 500;

/** It holds lengths and ids, for a short time, and no credential. */
export function createListMemory(): ListMemory {
  let learnt: { total: number; until: number } | undefined;
  let deniedUntil = Number.NEGATIVE_INFINITY;
  const missingUntil = new GenerationalLru<string, number>(MAX_MISSING);
  return {
    total: () => (learnt !== undefined && performance.now() < learnt.until ? learnt.total : undefined),
    learn(total) {
      learnt = { total, until: performance.now() + TTL };
    },
    isMissing: (id) => performance.now() < (missingUntil.get(id) ?? Number.NEGATIVE_INFINITY),
    miss(ids) {
      const until = performance.now() + TTL;
      for (const id of ids) missingUntil.set(id, until);
    },
    isDenied: () => performance.now() < deniedUntil,
    deny() {
      deniedUntil = performance.now() + TTL;
    },
    forget() {
      learnt = undefined;
      missingUntil.clear();
    },
    sizes: new PageSizes(),
  };
}
