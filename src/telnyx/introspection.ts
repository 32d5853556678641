import { authenticate } from './client-authentication.ts';
import { complete, decode } from './decode.ts';
import type { Shape } from './kinds.ts';
import type { Call } from './transport/call.ts';
import type { Session } from './transport/session.ts';
import type { ClientCredentials, Introspection } from './types.ts';

const INTROSPECTION: Shape<Introspection> = {
  active: 'boolean',
  scope: 'text?',
  client_id: 'id?',
  exp: 'number?',
  iat: 'number?',
  iss: 'text?',
};

/** Token introspection: as the OAuth client whose credentials are given, else as the caller. @see RFC 7662 section 2 */
export class IntrospectionEndpoint {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async introspect(token: string, { client_id, client_secret }: ClientCredentials): Promise<Introspection> {
    const asClient = client_id !== undefined && client_secret !== undefined;
    const { authorization, secrets } = asClient
      ? authenticate({ client_id, client_secret, method: 'client_secret_basic' })
      : { authorization: undefined, secrets: [] };
    const call: Call = {
      method: 'POST',
      route: '/oauth/introspect',
      path: '/oauth/introspect',
      access: asClient ? 'protocol' : 'introspect',
      authorization,
      clientAuthenticated: true,
      form: new URLSearchParams({ token }),
      secrets: [token, ...secrets],
    };
    const response = await this.#session.send(call);
    const introspection = decode(call, response, INTROSPECTION);
    const { aud } = introspection;
    return complete<Introspection>(call, response, introspection, { aud: Array.isArray(aud) ? 'texts?' : 'text?' });
  }
}
