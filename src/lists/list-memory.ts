import { GenerationalLru } from '../lib/lru.ts';
import { PageSizes } from './page-sizes.ts';

/** What is known of one list as one credential sees it. Every entry expires. */
export interface ListMemory {
  /** Length of the list; undefined: not known, or expired. */
  total(): number | undefined;
  /** Records the length that a list read without filters reported. */
  learn(total: number): void;
  /** Whether the list is known to lack this id. */
  isMissing(id: string): boolean;
  /** Records ids that the list lacks. */
  miss(ids: Iterable<string>): void;
  /** Whether this credential was refused the list: batches then make single reads only. */
  isDenied(): boolean;
  /** Records that it was refused. */
  deny(): void;
  /** Drops the length and the missing ids, since an item was created or deleted. */
  forget(): void;
  /** Page sizes are kept for 10 minutes, whatever is created or deleted. */
  readonly sizes: PageSizes;
}

/** How long an entry is kept, milliseconds. */
const TTL = 60_000;

/** Missing ids that are kept for a credential at least, the most recently requested ones. */
const MAX_MISSING = 500;

/** Creates an empty memory. It holds lengths and ids for a short time, and no credential. */
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
