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

/** What the handlers of one sandbox share. */
export interface World {
  store: Store;
  authorizations: Authorizations;
  signer: Signer;
  lifetimes: Lifetimes;
  /** Such as `http://127.0.0.1:PORT`: the issuer, and the base of all endpoints. */
  origin: string;
  /** Where the authorization endpoint sends the browser. */
  consentUrl: () => string;
}
