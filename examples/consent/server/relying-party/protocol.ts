import * as oauth from 'oauth4webapi';
import type { Outcome } from './page.ts';

/** What is asked for. */
const SCOPES = ['messaging.read', 'messaging.write', 'numbers.read'];

/** The sandbox speaks plain http, on the loopback interface. */
const PLAIN = { [oauth.allowInsecureRequests]: true };

export interface Connection {
  readonly issuer: URL;
  /** Says whose the client becomes. */
  readonly initialAccessToken: string;
  readonly metadata: { client_name: string; redirect_uris: [string]; logo_uri: string };
}

/** One request for authorization: what its answer must match. */
export interface Pending {
  readonly state: string;
  readonly verifier: string;
}

/** Finds the authorization server's endpoints and registers a public client there (RFC 8414, RFC 7591). */
export async function connect({ issuer, initialAccessToken, metadata }: Connection) {
  const discovered = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...PLAIN });
  const server: oauth.AuthorizationServer = {
    ...(await oauth.processDiscoveryResponse(issuer, discovered)),
    // It answers with its name (RFC 9207), though its metadata does not say so: without it, no code is taken.
    authorization_response_iss_parameter_supported: true,
  };
  const registration = await oauth.dynamicClientRegistrationRequest(
    server,
    {
      ...metadata,
      grant_types: ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      scope: SCOPES.join(' '),
    },
    { initialAccessToken, ...PLAIN },
  );
  const client: oauth.Client = await oauth.processDynamicClientRegistrationResponse(registration);
  const [redirectUri] = metadata.redirect_uris;

  return {
    /** A new request: where to lead the browser, and what to keep meanwhile. */
    async start(): Promise<{ url: string; pending: Pending }> {
      const pending = { state: oauth.generateRandomState(), verifier: oauth.generateRandomCodeVerifier() };
      const url = new URL(server.authorization_endpoint!);
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: client.client_id,
        redirect_uri: redirectUri,
        scope: SCOPES.join(' '),
        state: pending.state,
        code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
      }).toString();
      return { url: url.href, pending };
    },

    /** Checks whose answer this is and to which request, and exchanges its code. */
    async finish({ state, verifier }: Pending, answer: URLSearchParams): Promise<Outcome> {
      try {
        const checked = oauth.validateAuthResponse(server, client, answer, state);
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          oauth.None(),
          checked,
          redirectUri,
          verifier,
          PLAIN,
        );
        const token = await oauth.processAuthorizationCodeResponse(server, client, response);
        const { token_type, expires_in, scope } = token;
        return { kind: 'allowed', tokenType: token_type, expiresIn: expires_in, scopes: scope?.split(' ') ?? SCOPES };
      } catch (error) {
        if (error instanceof oauth.AuthorizationResponseError && error.error === 'access_denied')
          return { kind: 'denied' };
        // Its message names what was wrong and holds neither code nor token.
        return { kind: 'failed', reason: error instanceof Error ? error.message : 'The answer could not be used.' };
      }
    },
  };
}
