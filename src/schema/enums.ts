import { builder } from './builder.ts';

/** @see RFC 6749 section 2.1 */
export const OAuthClientType = builder.enumType('OAuthClientType', {
  description: 'Whether a client can keep a secret (RFC 6749 section 2.1).',
  values: {
    PUBLIC: { value: 'public', description: 'It cannot: an app in a browser or on a device.' },
    CONFIDENTIAL: { value: 'confidential', description: 'It can: a server of its own.' },
  } as const,
});

/** @see RFC 6749 section 1.3 */
export const OAuthGrantType = builder.enumType('OAuthGrantType', {
  description: 'How a client obtains an access token (RFC 6749 section 1.3).',
  values: {
    AUTHORIZATION_CODE: { value: 'authorization_code', description: 'With a code that a user allowed.' },
    CLIENT_CREDENTIALS: { value: 'client_credentials', description: 'For itself, with its own credentials.' },
    REFRESH_TOKEN: { value: 'refresh_token', description: 'With a refresh token, once the access token has expired.' },
  } as const,
});

/** @see RFC 7591 section 2 */
export const OAuthTokenEndpointAuthMethod = builder.enumType('OAuthTokenEndpointAuthMethod', {
  description: 'How a client proves itself at the token endpoint (RFC 7591 section 2).',
  values: {
    NONE: { value: 'none', description: 'Not at all: a public client.' },
    CLIENT_SECRET_BASIC: { value: 'client_secret_basic', description: 'HTTP Basic with id and secret.' },
    CLIENT_SECRET_POST: { value: 'client_secret_post', description: 'Id and secret in the body.' },
  } as const,
});

/** @see RFC 7636 section 4.3 */
export const OAuthCodeChallengeMethod = builder.enumType('OAuthCodeChallengeMethod', {
  description: 'How a PKCE challenge is made of its verifier (RFC 7636 section 4.2).',
  values: {
    S256: { value: 'S256', description: 'The base64url of its SHA-256.' },
    PLAIN: { value: 'plain', description: 'The verifier itself. Telnyx advertises only S256.' },
  } as const,
});

/** @see RFC 6749 section 3.1.1 */
export const OAuthResponseType = builder.enumType('OAuthResponseType', {
  description: 'What the authorization endpoint answers with (RFC 6749 section 3.1.1).',
  values: { CODE: { value: 'code', description: 'An authorization code.' } } as const,
});
