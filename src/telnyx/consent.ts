import { completeEach, decode, decodeData } from './decode.ts';
import { TelnyxError } from './errors.ts';
import type { Shape } from './kinds.ts';
import { type Call, segment } from './transport/call.ts';
import type { Session } from './transport/session.ts';
import type { ConsentRequest, RequestedScope } from './types.ts';

const CONSENT: Shape<ConsentRequest> = {
  client_id: 'id?',
  name: 'text?',
  requested_scopes: 'list?',
  logo_uri: 'uri?',
  tos_uri: 'uri?',
  policy_uri: 'uri?',
  redirect_uri: 'uri?',
  verified: 'flag?',
};
const REQUESTED_SCOPE: Shape<RequestedScope> = { id: 'text?', name: 'text?', description: 'text?' };

/** Characters of a consent token, which is a path segment. */
const MAX_TOKEN_LENGTH = 2_048;

/** The consent screen: reads what a client asks for, and sends the decision. The token is secret, though in a path. */
export class Consent {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  async retrieve(consentToken: string): Promise<ConsentRequest | null> {
    const call: Call = {
      method: 'GET',
      route: '/oauth/consent/{consent_token}',
      path: `/oauth/consent/${segment(consentToken, 'consentToken', MAX_TOKEN_LENGTH)}`,
      shownPath: '/oauth/consent/***',
      access: 'read',
      secrets: [consentToken],
    };
    try {
      const response = await this.#session.send(call);
      const consent = decodeData(call, response, CONSENT);
      completeEach(call, response, consent.requested_scopes, REQUESTED_SCOPE, 'requested_scopes');
      return consent;
    } catch (error) {
      if (error instanceof TelnyxError && (error.status === 422 || error.status === 404)) return null;
      throw error;
    }
  }

  async decide(consent_token: string, allowed: boolean): Promise<{ redirect_uri: string }> {
    const call: Call = {
      method: 'POST',
      route: '/oauth/grants',
      path: '/oauth/grants',
      access: 'write',
      changesGrants: true,
      json: { allowed, consent_token },
      secrets: [consent_token],
    };
    return decode<{ redirect_uri: string }>(call, await this.#session.send(call), { redirect_uri: 'text' });
  }
}
