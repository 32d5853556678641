import { GenerationalLru } from '../../lib/lru.ts';
import type { Call } from './call.ts';
import { Quota } from './quota.ts';
import type { QuotaSharing } from './quota-sharing.ts';
import { InFlightReads } from './single-flight.ts';
import { Voice } from './voice.ts';

/** What was learnt with one credential; never the credential itself. */
export interface CredentialState {
  /** In-flight reads, shared only with the same credential. */
  readonly reads: InFlightReads;
  readonly quota: Quota;
  readonly voice: Voice;
  /** What the endpoints learnt; created at first use. */
  learnt: Learnt | undefined;
}

/** State that a call can make out of date. */
export interface Learnt {
  /** The call changed something, or may have. */
  outdate(call: Call): void;
}

/** Credentials whose state is kept at least, most recently used first. */
const MAX_STATES = 1_000;

/** The name of the state of calls without a credential, which is the same for all callers. */
export const PUBLIC = '';

/** What was learnt with each credential. */
export class CredentialStates {
  readonly #byName = new GenerationalLru<string, CredentialState>(MAX_STATES);
  readonly #sharing: QuotaSharing | undefined;

  /** @param sharing how other processes take part in the quotas; undefined: there are none */
  constructor(sharing?: QuotaSharing) {
    this.#sharing = sharing;
  }

  /** @param name identifies the credential, without holding it */
  of(name: string): CredentialState {
    const known = this.#byName.get(name);
    if (known) return known;
    const state = newState(name, this.#sharing);
    this.#byName.set(name, state);
    return state;
  }
}

function newState(name: string, sharing: QuotaSharing | undefined): CredentialState {
  return {
    reads: new InFlightReads(),
    quota: new Quota(sharing, name),
    voice: new Voice(),
    learnt: undefined,
  };
}
