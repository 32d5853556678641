import type { OAuthClientType, OAuthGrantType } from '../generated/graphql.ts';

export const TYPE_NAMES: Record<OAuthClientType, string> = { CONFIDENTIAL: 'Confidential', PUBLIC: 'Public' };

export const GRANT_TYPE_NAMES: Record<OAuthGrantType, string> = {
  AUTHORIZATION_CODE: 'Authorization code',
  CLIENT_CREDENTIALS: 'Client credentials',
  REFRESH_TOKEN: 'Refresh token',
};

/** Null: Telnyx knows a type that the graph does not. */
export const typeName = (type: OAuthClientType | null): string => (type ? TYPE_NAMES[type] : 'Other type');

export const grantTypeName = (type: OAuthGrantType | null): string => (type ? GRANT_TYPE_NAMES[type] : 'other');
