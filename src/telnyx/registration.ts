import { decode, misfit } from './decode.ts';
import { asNumber, asString, asStrings, asUri, listOf, type Readers, readMembers } from './members.ts';
import type { Call } from './transport/call.ts';
import type { Session } from './transport/session.ts';
import type { Registration, RegistrationRequest } from './types.ts';

const SIDE_MEMBERS: Readers<Omit<Registration, 'client_id' | 'client_secret'>> = {
  client_id_issued_at: asNumber,
  client_name: asString,
  redirect_uris: listOf(asUri),
  grant_types: asStrings,
  response_types: asStrings,
  scope: asString,
  token_endpoint_auth_method: asString,
  logo_uri: asUri,
  tos_uri: asUri,
  policy_uri: asUri,
};

/** Dynamic client registration, for anyone. @see RFC 7591 section 3 */
export class RegistrationEndpoint {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async register(json: RegistrationRequest): Promise<Registration> {
    const call: Call = { method: 'POST', route: '/oauth/register', path: '/oauth/register', access: 'protocol', json };
    const credentials = { client_id: 'text', client_secret: 'secret' } as const;
    const response = await this.#session.send(call);
    const registered = decode<Registration>(call, response, credentials);
    const { client_id, client_secret } = registered;
    const members = readMembers(registered, SIDE_MEMBERS, (member) => misfit(response, member));
    this.#session.reportMisfits(call, response);
    return { ...members, client_id, client_secret };
  }
}
