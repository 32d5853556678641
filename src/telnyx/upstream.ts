import type { Dispatcher } from 'undici';
import { createListMemories, type ListMemories } from './batch/memory.ts';

/** Where the REST API is. */
export interface UpstreamAddress {
  /** The API's base, such as `https://api.telnyx.com/v2`. */
  readonly apiUrl: URL;
  /** Where `/.well-known/` stands: the host's root. */
  readonly rootUrl: URL;
  /** The issuer that the authorization server's metadata must name. @see RFC 8414 section 3.3 */
  readonly issuer: string;
  /** Spellings of the management paths: Telnyx publishes two. */
  readonly clientsPath: string;
  readonly grantsPath: string;
}

/** What all callers share: connections, and what was learnt about lists. */
export interface Upstream extends UpstreamAddress {
  readonly dispatcher: Dispatcher;
  readonly clientLists: ListMemories;
  readonly grantLists: ListMemories;
}

export function createUpstream(address: UpstreamAddress, dispatcher: Dispatcher): Upstream {
  return { ...address, dispatcher, clientLists: createListMemories(), grantLists: createListMemories() };
}
