import { documentsOf, readDocument } from './documents.ts';
import { ContractError } from './errors.ts';
import { decodeProtectedResource, decodeServer } from './metadata.ts';
import type { Call } from './transport/call.ts';
import { detailsOf, type UpstreamResponse } from './transport/response-errors.ts';
import type { Session } from './transport/session.ts';
import type { Loaded } from './transport/swr-cache.ts';
import type { AuthorizationServerMetadata, ProtectedResourceMetadata } from './types.ts';

/** The two well-known documents. Their endpoints are data and never followed. @see RFC 8414, RFC 9728 */
export class Discovery {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  authorizationServer(): Promise<AuthorizationServerMetadata> {
    const load = (session: Session) => {
      const { issuer } = session.upstream;
      return wellKnown(session, 'oauth-authorization-server', (call, response) => {
        const metadata = decodeServer(call, response);
        if (metadata.issuer == null || metadata.issuer === issuer) return metadata;
        throw new ContractError(
          `Telnyx answered ${call.route} with another issuer than ${issuer}.`,
          detailsOf(call, response),
        );
      });
    };
    return readDocument(this.#session, documentsOf(this.#session.upstream).authorizationServer, load);
  }

  protectedResource(): Promise<ProtectedResourceMetadata> {
    const load = (session: Session) => wellKnown(session, 'oauth-protected-resource', decodeProtectedResource);
    return readDocument(this.#session, documentsOf(this.#session.upstream).protectedResource, load);
  }
}

function wellKnown<T>(
  session: Session,
  name: string,
  decode: (call: Call, response: UpstreamResponse) => T,
): Promise<Loaded<T>> {
  const path = `/.well-known/${name}`;
  const call: Call = { method: 'GET', route: path, path, atRoot: true, access: 'public' };
  return session.read(call, (response) => ({ value: decode(call, response), response }));
}
