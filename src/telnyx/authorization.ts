import { ContractError, NotFoundError, ProtocolError, TelnyxError, ValidationError } from './errors.ts';
import type { Call } from './transport/call.ts';
import { detailsOf } from './transport/response-errors.ts';
import type { Session } from './transport/session.ts';
import type { AuthorizationRequest } from './types.ts';

/** The authorization endpoint, meant for browsers. @see RFC 6749 section 3.1 */
export class AuthorizationEndpoint {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  url(request: AuthorizationRequest): string {
    const { origin, path } = this.#session.upstream.bases.api;
    return `${origin}${path}${pathOf(request)}`;
  }

  async start(request: AuthorizationRequest): Promise<string> {
    const call: Call = {
      method: 'GET',
      route: '/oauth/authorize',
      path: pathOf(request),
      // With the method `plain` the challenge is the verifier; by the state the client recognizes its response.
      shownPath: pathOf({ ...request, state: request.state && '***', code_challenge: request.code_challenge && '***' }),
      access: 'protocol',
      accept: 'text/html',
    };
    const response = await this.#session.send(call, isRedirectOrPage).catch((error) => {
      throw explained(error);
    });
    const { location } = response.headers;
    if (typeof location === 'string' && location !== '' && response.status >= 300) return utf8(location);
    const message = 'Telnyx shows its consent page itself: send the browser to the URL of oauthAuthorizationRequest.';
    throw new ContractError(message, detailsOf(call, response));
  }
}

/** undici reads the bytes of a header as Latin-1. */
function utf8(header: string): string {
  return Buffer.from(header, 'latin1').toString();
}

function isRedirectOrPage(status: number): boolean {
  return status === 200 || status === 302 || status === 303 || status === 307;
}

function pathOf(request: AuthorizationRequest): string {
  const members = Object.entries(request).filter(([, value]) => value !== undefined);
  return `/oauth/authorize?${new URLSearchParams(members as [string, string][])}`;
}

/** The endpoint returns errors as HTML for people, so that only the status says what is wrong. */
function explained(error: unknown): unknown {
  if (!(error instanceof TelnyxError)) return error;
  const { status, requestId } = error;
  const details = { status, requestId };
  if (status === 400) return new ProtocolError('invalid_request', undefined, details);
  if (status === 404) return new NotFoundError('There is no such OAuth client.', details);
  if (status !== 422) return error;
  const message = 'The redirect URI is not one of those that the client registered.';
  return new ValidationError([{ path: ['redirect_uri'], code: 'invalid_redirect_uri', message }], details);
}
