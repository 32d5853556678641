import { putLast } from '../put-last.ts';

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
  /** Drops everything: something was created or deleted. */
  forget(): void;
}

/** The memories of one list, one for each credential. */
export interface ListMemories {
  /** @param account stands for whose list it is; never a credential itself. */
  of(account: string): ListMemory;
}

export interface ListMemoryOptions {
  /** How many credentials to remember; the one not used for longest goes first. Default 1,000. */
  readonly maxCredentials?: number;
  /** How long something learnt holds, in milliseconds. Default 60,000. */
  readonly ttlMs?: number;
  /** A clock in milliseconds. Default `performance.now`. */
  readonly now?: () => number;
}

/** How many missing ids are kept for a credential; the oldest goes first. */
const MAX_MISSING = 500;

/** Creates the memories of one list. They hold lengths and ids, for a short time, and no credential. */
export function createListMemories(options: ListMemoryOptions = {}): ListMemories {
  const { maxCredentials = 1_000, ttlMs = 60_000, now = () => performance.now() } = options;
  const memories = new Map<string, ListMemory>();
  return {
    of(account) {
      const memory = memories.get(account) ?? createListMemory(ttlMs, now);
      putLast(memories, account, memory, maxCredentials);
      return memory;
    },
  };
}

function createListMemory(ttlMs: number, now: () => number): ListMemory {
  let learnt: { total: number; until: number } | undefined;
  const missingUntil = new Map<string, number>();
  return {
    total: () => (learnt !== undefined && now() < learnt.until ? learnt.total : undefined),
    learn(total) {
      learnt = { total, until: now() + ttlMs };
    },
    isMissing: (id) => now() < (missingUntil.get(id) ?? Number.NEGATIVE_INFINITY),
    miss(ids) {
      const until = now() + ttlMs;
      for (const id of ids) putLast(missingUntil, id, until, MAX_MISSING);
    },
    forget() {
      learnt = undefined;
      missingUntil.clear();
    },
  };
}
