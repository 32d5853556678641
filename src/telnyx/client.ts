import { listOf } from '../lists/pages.ts';
import { extraCalls, type Window } from '../lists/window.ts';
import type { WindowRequest } from '../lists/window-request.ts';
import { AuthorizationEndpoint } from './authorization.ts';
import { Consent } from './consent.ts';
import { Discovery } from './discovery.ts';
import { IntrospectionEndpoint } from './introspection.ts';
import { Jwks } from './jwks.ts';
import { listMemoriesOf } from './list-memories.ts';
import { readListWindow } from './list-pages.ts';
import { OAuthClients } from './oauth-clients.ts';
import { OAuthGrants } from './oauth-grants.ts';
import { RegistrationEndpoint } from './registration.ts';
import { TokenEndpoint } from './token.ts';
import type { CallContext } from './transport/call-context.ts';
import { Session } from './transport/session.ts';
import type { Upstream } from './transport/upstream.ts';
import type { Access, MadeList, Telnyx } from './types.ts';

/** The whole REST API for one caller. */
export function createTelnyx(upstream: Upstream, caller: CallContext): Telnyx {
  return new RestApi(new Session(upstream, caller));
}

/** Each part is made when it is asked for. Clients and grants are kept: they share one scan for an operation. */
export class RestApi implements Telnyx {
  readonly #session: Session;
  #oauthClients: OAuthClients | undefined;
  #oauthGrants: OAuthGrants | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  get oauthClients(): OAuthClients {
    this.#oauthClients ??= new OAuthClients(this.#session);
    return this.#oauthClients;
  }

  get oauthGrants(): OAuthGrants {
    this.#oauthGrants ??= new OAuthGrants(this.#session);
    return this.#oauthGrants;
  }

  async authorize(access: Access): Promise<void> {
    await this.#session.credentials.of(access);
  }

  extraCalls(items: number): number {
    const state = this.#session.credentials.stateAtHand;
    if (!state) return 0;
    const { clients, grants } = listMemoriesOf(state);
    return extraCalls(items, Math.min(clients.sizes.largest, grants.sizes.largest));
  }

  windowOf<T>({ name, items, idOf }: MadeList<T>, window: WindowRequest): Promise<Window<T>> {
    return readListWindow(listOf(this.#session.scopeOf(name), items, idOf), window);
  }

  get registration() {
    return new RegistrationEndpoint(this.#session);
  }

  get token() {
    return new TokenEndpoint(this.#session);
  }

  get introspection() {
    return new IntrospectionEndpoint(this.#session);
  }

  get consent() {
    return new Consent(this.#session);
  }

  get authorization() {
    return new AuthorizationEndpoint(this.#session);
  }

  get discovery() {
    return new Discovery(this.#session);
  }

  get jwks() {
    return new Jwks(this.#session);
  }
}
