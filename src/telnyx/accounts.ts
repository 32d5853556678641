import { Recent } from '../recent.ts';
import { createListMemory, type ListMemory } from './batch/memory.ts';
import { Quota } from './quota.ts';

/** What was learnt with one credential; never the credential itself. */
export interface Account {
  /** Stands for the credential. */
  readonly name: string;
  readonly quota: Quota;
  readonly clientList: ListMemory;
  readonly grantList: ListMemory;
}

/** Credentials of which something is kept for certain, of those that were used last. */
const MAX_ACCOUNTS = 1_000;

/** What was learnt with each credential. */
export class Accounts {
  readonly #byName = new Recent<string, Account>(MAX_ACCOUNTS);

  of(name: string): Account {
    const known = this.#byName.get(name);
    if (known) return known;
    const account = newAccount(name);
    this.#byName.set(name, account);
    return account;
  }
}

function newAccount(name: string): Account {
  return { name, quota: new Quota(), clientList: createListMemory(), grantList: createListMemory() };
}
