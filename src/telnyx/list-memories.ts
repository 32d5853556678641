import { createListMemory } from '../lists/list-memory.ts';
import { MAX_PAGE_SIZE } from '../lists/pages.ts';
import { scanCalls } from '../lists/scan.ts';
import type { Call } from './transport/call.ts';
import type { CredentialState, Learnt } from './transport/credential-state.ts';

/** The memories of the lists that one credential sees. */
class ListMemories implements Learnt {
  readonly clients = createListMemory();
  readonly grants = createListMemory();

  /** Forgets what the call may have changed. A PUT does not change the length of a list. */
  outdate({ method, changesGrants }: Call): void {
    if (method === 'PUT') return;
    this.clients.forget();
    if (changesGrants) this.grants.forget();
  }
}

/** The memories that belong to a credential. The first call creates them. */
export function listMemoriesOf(state: CredentialState): ListMemories {
  const { learnt } = state;
  if (learnt instanceof ListMemories) return learnt;
  const memories = new ListMemories();
  state.learnt = memories;
  return memories;
}

/** Calls that a scan of a list takes if it does not change: by its length if that is known, else the most. */
export function scanCallsOf(state: CredentialState | undefined, list: 'clients' | 'grants'): number {
  const memory = state && listMemoriesOf(state)[list];
  return scanCalls(memory?.total(), memory?.sizes.largest ?? MAX_PAGE_SIZE);
}
