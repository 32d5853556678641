import type { OAuthClient, OAuthGrant } from '../src/telnyx/types.ts';

/** What one credential sees. */
export interface Account {
  readonly clients: readonly OAuthClient[];
  readonly grants: readonly OAuthGrant[];
}

/** The accounts of the benchmark. A credential belongs to the account whose name it begins with: `KEYsmall-07`. */
export const ACCOUNTS = {
  /** Clients fill five full pages; 20 of them, evenly spread, have the 100 grants. */
  small: { clients: 500, grants: 100, granted: 20 },
  /** A list that nobody reads to its end. */
  large: { clients: 10_000, grants: 100, granted: 20 },
} as const;

export type AccountName = keyof typeof ACCOUNTS;

const SCOPES = ['messaging.read', 'messaging.write', 'numbers.read', 'voice.read', 'ai.read'];
const GRANT_TYPES = ['authorization_code', 'client_credentials', 'refresh_token'];
const START = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

/** The account of this name, the same on every call: sizes of members are those of the API's own examples. */
export function accountOf(name: AccountName): Account {
  const size = ACCOUNTS[name];
  const clients = Array.from({ length: size.clients }, (_, index) => clientOf(index));
  const stride = size.clients / size.granted;
  const grants = Array.from({ length: size.grants }, (_, index) =>
    grantOf(index, clients[(index % size.granted) * stride]!.client_id),
  );
  return { clients, grants };
}

/** A credential of the account; each number is another caller. */
export function credentialOf(name: AccountName, number: number): string {
  return `KEY${name}-${String(number).padStart(3, '0')}`;
}

function clientOf(index: number): OAuthClient {
  const confidential = index % 3 !== 0;
  const host = `https://app-${index}.example`;
  return {
    record_type: 'oauth_client',
    client_id: uuid(1, index),
    name: `Client ${index} of the account`,
    org_id: uuid(2, 0),
    user_id: uuid(3, index % 7),
    client_type: confidential ? 'confidential' : 'public',
    require_pkce: !confidential,
    created_at: time(index),
    updated_at: time(index + 24),
    allowed_scopes: SCOPES.slice(0, 1 + (index % SCOPES.length)),
    allowed_grant_types: GRANT_TYPES.slice(0, 1 + (index % GRANT_TYPES.length)),
    redirect_uris: [`${host}/callback`, `${host}/oauth/callback?tenant=${index}`],
    logo_uri: index % 4 === 0 ? null : `${host}/logo.png`,
    tos_uri: `${host}/terms`,
    policy_uri: `${host}/privacy`,
  };
}

function grantOf(index: number, clientId: string): OAuthGrant {
  return {
    id: uuid(4, index),
    record_type: 'oauth_grant',
    client_id: clientId,
    scopes: SCOPES.slice(0, 1 + (index % SCOPES.length)),
    created_at: time(index),
    last_used_at: index % 5 === 0 ? null : time(index + 48),
  };
}

function uuid(kind: number, index: number): string {
  return `0${kind}5e11a0-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

function time(hours: number): string {
  return new Date(START + hours * HOUR).toISOString();
}
