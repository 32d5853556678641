import type { Iam } from './iam.ts';
import { seededRandom, uuidFrom } from './random.ts';

export type GrantType = 'client_credentials' | 'authorization_code' | 'refresh_token';

/** A client as the sandbox keeps it; `clients.ts` says what of it goes over the wire. */
export interface Client {
  client_id: string;
  name: string;
  org_id: string;
  user_id: string;
  client_type: 'public' | 'confidential';
  /** Null for a public client. */
  client_secret: string | null;
  allowed_scopes: string[];
  allowed_grant_types: GrantType[];
  redirect_uris: string[];
  require_pkce: boolean;
  logo_uri: string | null;
  policy_uri: string | null;
  tos_uri: string | null;
  /** Only a filter of the list and the consent request tell it. */
  verified: boolean;
  /** RFC 3339, UTC, milliseconds. */
  created_at: string;
  updated_at: string;
}

export interface Grant {
  id: string;
  client_id: string;
  scopes: string[];
  created_at: string;
  last_used_at: string | null;
}

/** All that one bearer key sees. Lists are answered newest first, whatever the order of the arrays. */
export interface Account {
  readonly key: string;
  readonly org_id: string;
  readonly user_id: string;
  clients: Client[];
  grants: Grant[];
  /** Absent: the organization has not enabled IAM, and the key may do all. */
  iam?: Iam;
}

/**
 * What an account starts with. Members left out get plain defaults; ids are the same at each start, and each item is a
 * minute older than the one before it, so that the lists come in the order given here.
 */
export interface AccountSeed {
  /** `KEY UUID`: what the holder of KEY sees as the manager of the organization UUID. */
  key: string;
  clients?: Partial<Client>[];
  grants?: Partial<Grant>[];
  iam?: Iam;
}

export interface Store {
  accounts: Map<string, Account>;
  /** Clients registered without a bearer: nobody's. */
  ownerless: Client[];
  findClient(clientId: string): Client | undefined;
  /** The account whose client it is; undefined for an ownerless or unknown one. */
  ownerOf(clientId: string): Account | undefined;
  /** The time now, made strictly increasing, so that what is created later is listed earlier. */
  timestamp(): string;
}

const NEWEST_SEED = Date.parse('2026-03-31T12:00:00.000Z');

export function createStore(seeds: AccountSeed[]): Store {
  const accounts = new Map(seeds.map((seed, index) => [seed.key, accountFrom(seed, index)]));
  const ownerless: Client[] = [];
  const isCalled = (clientId: string) => (client: Client) => client.client_id === clientId;
  const ownerOf = (clientId: string) => accounts.values().find(({ clients }) => clients.some(isCalled(clientId)));
  let last = 0;
  return {
    accounts,
    ownerless,
    ownerOf,
    findClient: (clientId) => (ownerOf(clientId)?.clients ?? ownerless).find(isCalled(clientId)),
    timestamp() {
      last = Math.max(Date.now(), last + 1);
      return new Date(last).toISOString();
    },
  };
}

function accountFrom(seed: AccountSeed, index: number): Account {
  const random = seededRandom(index + 1);
  const owner = { org_id: uuidFrom(random), user_id: uuidFrom(random) };
  const clients = (seed.clients ?? []).map((given, position) => clientFrom(given, owner, position, random));
  const grants = (seed.grants ?? []).map((given, position) => ({
    id: uuidFrom(random),
    client_id: clients[position % clients.length]?.client_id ?? uuidFrom(random),
    scopes: ['messaging.read'],
    created_at: ageInMinutes(position),
    last_used_at: null,
    ...given,
  }));
  return { key: seed.key, ...owner, clients, grants, ...(seed.iam && { iam: seed.iam }) };
}

function clientFrom(
  given: Partial<Client>,
  owner: { org_id: string; user_id: string },
  position: number,
  random: () => number,
): Client {
  const client_id = given.client_id ?? uuidFrom(random);
  const client_type = given.client_type ?? 'confidential';
  const created_at = given.created_at ?? ageInMinutes(position);
  return {
    client_id,
    name: `Client ${position + 1}`,
    ...owner,
    client_type,
    client_secret: client_type === 'confidential' ? `secret-of-${client_id}` : null,
    allowed_scopes: ['messaging.read', 'messaging.write'],
    allowed_grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: ['https://app.example/callback'],
    require_pkce: client_type === 'public',
    logo_uri: null,
    policy_uri: null,
    tos_uri: null,
    verified: false,
    created_at,
    updated_at: created_at,
    ...given,
  };
}

function ageInMinutes(minutes: number): string {
  return new Date(NEWEST_SEED - minutes * 60_000).toISOString();
}
