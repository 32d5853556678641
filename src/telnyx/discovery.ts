import { documentsOf, readDocument } from './documents.ts';
import { ContractError } from './errors.ts';
import { completeResource, completeServer } from './metadata.ts';
import type { Call } from './transport/call.ts';
import { decode, type Shape } from './transport/decode.ts';
import type { Session } from './transport/session.ts';
import type { Loaded } from './transport/swr-cache.ts';
import type { AuthorizationServerMetadata, ProtectedResourceMetadata } from './types.ts';

const AUTHORIZATION_SERVER: Shape<AuthorizationServerMetadata> = {
  issuer: 'optional',
  authorization_endpoint: 'optional',
  token_endpoint: 'optional',
  introspection_endpoint: 'optional',
  jwks_uri: 'optional',
  registration_endpoint: 'optional',
};
const PROTECTED_RESOURCE: Shape<ProtectedResourceMetadata> = { resource: 'optional' };

/** The two well-known documents. Their endpoints are data and never followed. @see RFC 8414, RFC 9728 */
export class Discovery {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  authorizationServer(): Promise<AuthorizationServerMetadata> {
    const load = async (session: Session) => {
      const loaded = await wellKnown(session, 'oauth-authorization-server', AUTHORIZATION_SERVER, completeServer);
      const { issuer } = session.upstream;
      if (loaded.value.issuer == null || loaded.value.issuer === issuer) return loaded;
      throw new ContractError(`The authorization server's metadata names another issuer than ${issuer}.`);
    };
    return readDocument(this.#session, documentsOf(this.#session.upstream).authorizationServer, load);
  }

  protectedResource(): Promise<ProtectedResourceMetadata> {
    const load = (session: Session) =>
      wellKnown(session, 'oauth-protected-resource', PROTECTED_RESOURCE, completeResource);
    return readDocument(this.#session, documentsOf(this.#session.upstream).protectedResource, load);
  }
}

function wellKnown<T extends object>(
  session: Session,
  name: string,
  shape: Shape<T>,
  complete: (document: T) => T,
): Promise<Loaded<T>> {
  const path = `/.well-known/${name}`;
  const call: Call = { method: 'GET', route: path, path, atRoot: true, access: 'public' };
  return session.read(call, (response) => ({ value: complete(decode<T>(call, response, shape)), response }));
}
