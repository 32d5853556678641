import { createListMemory, type ListMemory } from './batch/memory.ts';
import { putLast } from './put-last.ts';
import { Quota } from './quota.ts';

/** What was learnt with one credential; never the credential itself. */
export interface Account {
  /** Stands for the credential. */
  readonly name: string;
  readonly quota: Quota;
  readonly clientList: ListMemory;
  readonly grantList: ListMemory;
}

/** Credentials of which something is kept, most recently used. */
const MAX_ACCOUNTS = 1_000;

/** What was learnt with each credential. */
export class Accounts {
  readonly #byName = new Map<string, Account>();

  of(name: string): Account {
    const account = this.#byName.get(name) ?? newAccount(name);
    putLast(this.#byName, name, account, MAX_ACCOUNTS);
    return account;
  }
}

function newAccount(name: string): Account {
  return { name, quota: new Quota(), clientList: createListMemory(), grantList: createListMemory() };
}
