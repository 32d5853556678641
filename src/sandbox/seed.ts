import { seededRandom, uuidFrom } from './random.ts';
import { SCOPES } from './scopes.ts';
import type { AccountSeed, Client, Grant } from './store.ts';

/** The bearer key to try things with. */
export const ALICE_KEY = 'KEYsandboxAlice';
/** A second account, to see that accounts are apart. */
export const BOB_KEY = 'KEYsandboxBob';

/** A third account, whose key is a service account's: its roles let it read, and no more. */
export const CAROL_KEY = 'KEYsandboxCarol';
/** Carol's newest client. */
export const CAROL_CLIENT_ID = 'ca401000-0000-4000-8000-000000000001';

/** Alice's confidential client, the newest of her list. Its secret is public on purpose. */
export const DEMO_CLIENT = {
  client_id: 'a11ce000-0000-4000-8000-000000000001',
  client_secret: 'sandbox-demo-secret-acme-contact-center',
  redirect_uri: 'https://contact-center.acme.example/oauth/callback',
} as const;

/** Alice's public client with a loopback redirect URI, as a native app or a command line has it (RFC 8252). */
export const DEMO_PUBLIC_CLIENT = {
  client_id: 'a11ce000-0000-4000-8000-000000000002',
  redirect_uri: 'http://127.0.0.1:8400/callback',
} as const;

const COMPANIES = 'Northwind,Contoso,Bluebird,Lighthouse,Juniper,Harbor,Granite,Maple,Orbit,Pinecrest,Quarry,Summit';
const PRODUCTS =
  'Contact Center,SMS Alerts,Number Porting,Fleet Tracker,Fax Archive,Voice Bot,Billing Export,MCP Agent';
const STAGES = ['', ' (staging)', ' (EU)', ' v2'];
const MINUTE = 60_000;

/**
 * The three accounts the sandbox starts with, the same at each start: Alice with 160 clients and 300 grants to 40
 * distinct clients, a few of them Bob's or deleted; Bob with 60 clients and 80 grants; Carol with 10 clients and 15
 * grants, whose roles allow no deletion of clients and deny that of grants.
 */
export function demoAccounts(): AccountSeed[] {
  const random = seededRandom(20260331);
  const alice = [demoClient(), demoPublicClient(), ...clients(158, random)];
  const bob = clients(60, random);
  const deleted = Array.from({ length: 2 }, () => ({ client_id: uuidFrom(random) }));
  return [
    {
      key: ALICE_KEY,
      clients: alice,
      grants: grants(300, [...alice.slice(0, 35), ...alice.slice(0, 35), ...bob.slice(0, 3), ...deleted], random),
    },
    { key: BOB_KEY, clients: bob, grants: grants(80, [...bob.slice(0, 12), ...alice.slice(0, 3)], random) },
    carol(random),
  ];
}

function carol(random: () => number): AccountSeed {
  const first = { client_id: CAROL_CLIENT_ID, name: 'Read Only Reports', created_at: '2026-03-31T12:00:00.000Z' };
  const own = [first, ...clients(9, random)];
  const iam = {
    principal: `service account ${uuidFrom(random)}`,
    allows: ['oauth_clients.read', 'oauth_grants.*'],
    denies: [{ pattern: 'oauth_grants.delete', roleId: uuidFrom(random) }],
  };
  return { key: CAROL_KEY, clients: own, grants: grants(15, own.slice(0, 5), random), iam };
}

function demoClient(): Partial<Client> {
  return {
    client_id: DEMO_CLIENT.client_id,
    client_secret: DEMO_CLIENT.client_secret,
    redirect_uris: [DEMO_CLIENT.redirect_uri],
    name: 'Acme Contact Center',
    allowed_scopes: ['messaging.read', 'messaging.write', 'voice.read', 'voice.write'],
    allowed_grant_types: ['client_credentials', 'authorization_code', 'refresh_token'],
    logo_uri: 'https://contact-center.acme.example/logo.svg',
    policy_uri: 'https://acme.example/privacy',
    tos_uri: 'https://acme.example/terms',
    verified: true,
    created_at: '2026-03-31T12:00:00.000Z',
  };
}

function demoPublicClient(): Partial<Client> {
  return {
    client_id: DEMO_PUBLIC_CLIENT.client_id,
    client_type: 'public',
    redirect_uris: [DEMO_PUBLIC_CLIENT.redirect_uri],
    name: 'Acme Command Line',
    allowed_scopes: ['messaging.read', 'numbers.read', 'voice.read'],
    created_at: '2026-03-31T11:00:00.000Z',
  };
}

function clients(count: number, random: () => number): Partial<Client>[] {
  const companies = COMPANIES.split(',');
  const products = PRODUCTS.split(',');
  let time = Date.parse('2026-03-31T10:00:00.000Z');
  return Array.from({ length: count }, (_, index) => {
    const company = companies[index % companies.length]!;
    const product = pick(products, random);
    const host = `${company.toLowerCase()}.example`;
    const isPublic = random() < 0.3;
    const machine = !isPublic && random() < 0.4;
    // Every so often two clients share a time, as batch imports do.
    time -= random() < 0.1 ? 0 : Math.ceil(random() * 2000) * MINUTE;
    const created_at = new Date(time).toISOString();
    return {
      client_id: uuidFrom(random),
      name: `${company} ${product}${pick(STAGES, random)}`,
      client_type: isPublic ? 'public' : 'confidential',
      allowed_scopes: someScopes(random),
      allowed_grant_types: machine ? ['client_credentials'] : ['authorization_code', 'refresh_token'],
      redirect_uris: machine
        ? []
        : [isPublic ? `example.${company.toLowerCase()}:/callback` : `https://${host}/callback`],
      require_pkce: isPublic,
      logo_uri: random() < 0.6 ? `https://${host}/logo.png` : null,
      policy_uri: random() < 0.7 ? `https://${host}/privacy` : null,
      tos_uri: random() < 0.5 ? `https://${host}/terms` : null,
      verified: random() < 0.5,
      created_at,
      updated_at: new Date(time + Math.floor(random() * 500) * MINUTE).toISOString(),
    };
  });
}

function grants(count: number, to: Partial<Client>[], random: () => number): Partial<Grant>[] {
  let time = Date.parse('2026-06-20T09:00:00.000Z');
  return Array.from({ length: count }, () => {
    const client = pick(to, random);
    time -= Math.ceil(random() * 600) * MINUTE;
    const unused = random() < 0.2;
    return {
      id: uuidFrom(random),
      client_id: client.client_id!,
      scopes: client.allowed_scopes?.slice(0, 2) ?? someScopes(random),
      created_at: new Date(time).toISOString(),
      last_used_at: unused ? null : new Date(time + Math.ceil(random() * 20_000) * MINUTE).toISOString(),
    };
  });
}

function someScopes(random: () => number): string[] {
  const start = Math.floor(random() * (SCOPES.length - 4));
  return SCOPES.slice(start, start + 1 + Math.floor(random() * 4));
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)]!;
}
