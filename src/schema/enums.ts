import { builder } from './builder.ts';

/** @see RFC 6749 section 2.1 */
export const OAuthClientType = builder.enumType('OAuthClientType', {
  description: 'Client type (RFC 6749 section 2.1).',
  values: {
    PUBLIC: {
      value: 'public',
      description: 'Cannot keep a client secret confidential: an app in a browser or on a device.',
    },
    CONFIDENTIAL: {
      value: 'confidential',
      description: 'Can keep a client secret confidential: an app on a secure server.',
    },
  } as const,
});

/** @see RFC 6749 section 1.3 */
export const OAuthGrantType = builder.enumType('OAuthGrantType', {
  description: 'Authorization grant type (RFC 6749 section 1.3).',
  values: {
    AUTHORIZATION_CODE: {
      value: 'authorization_code',
      description: 'Authorization code grant (RFC 6749 section 4.1).',
    },
    CLIENT_CREDENTIALS: {
      value: 'client_credentials',
      description: 'Client credentials grant (RFC 6749 section 4.4).',
    },
    REFRESH_TOKEN: { value: 'refresh_token', description: 'Refresh token grant (RFC 6749 section 6).' },
  } as const,
});

/** @see RFC 7591 section 2 */
export const OAuthTokenEndpointAuthMethod = builder.enumType('OAuthTokenEndpointAuthMethod', {
  description: 'Client authentication method at the token endpoint (RFC 7591 section 2).',
  values: {
    NONE: { value: 'none', description: 'No authentication: a public client.' },
    CLIENT_SECRET_BASIC: {
      value: 'client_secret_basic',
      description: 'HTTP Basic with client identifier and client secret.',
    },
    CLIENT_SECRET_POST: {
      value: 'client_secret_post',
      description: 'Client identifier and client secret in the request body.',
    },
  } as const,
});

/** @see RFC 7636 section 4.3 */
export const OAuthCodeChallengeMethod = builder.enumType('OAuthCodeChallengeMethod', {
  description: 'PKCE code challenge method (RFC 7636 section 4.2).',
  values: {
    S256: { value: 'S256', description: 'The code challenge is the base64url of the code verifier’s SHA-256.' },
    PLAIN: { value: 'plain', description: 'The code challenge is the code verifier. Telnyx advertises only S256.' },
  } as const,
});

/** @see RFC 6749 section 3.1.1 */
export const OAuthResponseType = builder.enumType('OAuthResponseType', {
  description: 'Response type of the authorization endpoint (RFC 6749 section 3.1.1).',
  values: { CODE: { value: 'code', description: 'Authorization code.' } } as const,
});
