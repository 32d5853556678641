import type { Authorizations } from './authorizations.ts';
import type { Signer } from './keys.ts';
import type { Store } from './store.ts';

/** How long things live, in seconds; 0 means that they are expired from the start. */
export interface Lifetimes {
  consentToken: number;
  code: number;
  accessToken: number;
  refreshToken: number;
}

/** Under which paths clients and grants are served: `/oauth_clients`, `/oauth/clients`, or either. */
export type Spelling = 'underscore' | 'slash' | 'both';

/** What the handlers of one sandbox share. */
export interface World {
  store: Store;
  spelling: Spelling;
  authorizations: Authorizations;
  signer: Signer;
  lifetimes: Lifetimes;
  /** Such as `http://127.0.0.1:PORT`: the issuer, and the base of all endpoints. */
  origin: string;
  /** Where the authorization endpoint sends the browser. */
  consentUrl: () => string;
}
