import type { Call } from './call.ts';
import { decode } from './decode.ts';
import type { Http } from './http.ts';
import type { Registration, RegistrationRequest } from './types.ts';

/** Dynamic client registration, for anyone. @see RFC 7591 section 3 */
export class RegistrationEndpoint {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  async register(json: RegistrationRequest): Promise<Registration> {
    const call: Call = { method: 'POST', route: '/oauth/register', path: '/oauth/register', access: 'protocol', json };
    return decode<Registration>(call, await this.#http.send(call), {
      client_id: 'string',
      client_id_issued_at: 'number',
    });
  }
}
