import type { OAuthGrantType } from '../telnyx/types.ts';
import { member, type Rule, type Subject, section, textsOf } from './rule.ts';

/** Whether the client may use the grant type. */
export function uses(client: Subject, type: OAuthGrantType): boolean {
  return textsOf(client.allowed_grant_types).includes(type);
}

/** Removes a grant type, unless none would be left. */
function without(type: OAuthGrantType): NonNullable<Rule['fix']> {
  return (client) => {
    const left = textsOf(client.allowed_grant_types).filter((each) => each !== type) as OAuthGrantType[];
    return left.length > 0 ? { allowed_grant_types: left } : undefined;
  };
}

export const GRANT_TYPE_RULES = {
  PUBLIC_CLIENT_WITHOUT_PKCE: {
    severity: 'HIGH',
    reference: section(9700, '2.1.1'),
    meaning: 'A public client may use the authorization code grant without PKCE.',
    find: member(
      'require_pkce',
      'The client is public and need not use PKCE, so whoever intercepts a code can redeem it.',
      (client) =>
        client.client_type === 'public' && client.require_pkce === false && uses(client, 'authorization_code'),
    ),
    fix: () => ({ require_pkce: true }),
    breaks: 'Authorization requests without a code challenge are refused: for users of apps without PKCE.',
  },
  PUBLIC_CLIENT_WITH_CLIENT_CREDENTIALS: {
    severity: 'HIGH',
    reference: section(6749, '4.4'),
    meaning: 'A public client, which cannot authenticate, may use the client credentials grant.',
    find: member(
      'allowed_grant_types',
      'The client is public and may use the client credentials grant, as anyone with its id then can.',
      (client) => client.client_type === 'public' && uses(client, 'client_credentials'),
    ),
    fix: without('client_credentials'),
    breaks: 'Token requests by the client credentials grant are refused: for the programs that make them.',
  },
  REFRESH_TOKEN_WITHOUT_AUTHORIZATION_CODE: {
    severity: 'LOW',
    reference: section(6749, '4.4.3'),
    meaning: 'The refresh token grant is allowed, but no grant type that is meant to issue refresh tokens.',
    find: member(
      'allowed_grant_types',
      'The client may use refresh tokens, but no grant type that is meant to issue them.',
      (client) =>
        uses(client, 'refresh_token') &&
        !uses(client, 'authorization_code') &&
        // One of these may issue refresh tokens.
        textsOf(client.unrecognized_grant_types).length === 0,
    ),
    fix: without('refresh_token'),
    breaks: 'Refresh tokens that the client still holds from earlier settings are refused.',
  },
  AUTHORIZATION_CODE_WITHOUT_REDIRECT_URI: {
    severity: 'MEDIUM',
    reference: section(6749, '3.1.2.2'),
    meaning: 'The authorization code grant is allowed, but no redirect URI is registered.',
    find: member(
      'redirect_uris',
      'The client may use the authorization code grant, but has no redirect URI that codes may go to.',
      (client) => uses(client, 'authorization_code') && client.redirect_uris?.length === 0,
    ),
  },
} as const satisfies Readonly<Record<string, Rule>>;
