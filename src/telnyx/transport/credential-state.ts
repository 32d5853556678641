import { Recent } from '../../lib/lru.ts';
import type { Call } from './call.ts';
import { Quota } from './quota.ts';
import { Flights } from './single-flight.ts';
import { Voice } from './voice.ts';

/** What was learnt with one credential; never the credential itself. */
export interface Account {
  /** Reads under way, which nobody shares who has another credential. */
  readonly flights: Flights;
  readonly quota: Quota;
  readonly voice: Voice;
  /** What the endpoints learnt, from the first time on that one of them asks for it. */
  learnt: Learnt | undefined;
}

/** Knowledge that a call can make wrong. */
export interface Learnt {
  /** The call changed something, or may have. */
  outdate(call: Call): void;
}

/** Credentials of which something is kept for certain, of those that were used last. */
const MAX_ACCOUNTS = 1_000;

/** The name of the account of reads that are the same for whoever asks. */
export const NO_ONE = '';

/** What was learnt with each credential. */
export class Accounts {
  readonly #byName = new Recent<string, Account>(MAX_ACCOUNTS);

  /** @param name stands for the credential */
  of(name: string): Account {
    const known = this.#byName.get(name);
    if (known) return known;
    const account = newAccount();
    this.#byName.set(name, account);
    return account;
  }
}

function newAccount(): Account {
  return {
    flights: new Flights(),
    quota: new Quota(),
    voice: new Voice(),
    learnt: undefined,
  };
}
