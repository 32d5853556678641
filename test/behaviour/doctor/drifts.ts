import type { CheckId } from '../../../src/doctor/checks.ts';
import type { Alter, Passed, Passing } from './altered-telnyx.ts';

/** How Telnyx may differ from what the gateway expects, and the line that says so. */
export interface Drift {
  readonly name: string;
  readonly alter: Alter;
  /** Further settings. */
  readonly env?: (origin: string) => Record<string, string>;
  /** The lines that are red, and no others. */
  readonly red: readonly CheckId[];
  /** In the first one's advice. */
  readonly advice: string | RegExp;
}

type Where = (request: Passing) => boolean;

const CLIENTS = /^\/v2\/oauth(_|\/)clients$/;
const CLIENT = /^\/v2\/oauth(_|\/)clients\/.+$/;
const GRANTS = /^\/v2\/oauth(_|\/)grants$/;
const GRANT = /^\/v2\/oauth(_|\/)grants\/.+$/;

const at =
  (path: RegExp | string): Where =>
  (request) =>
    typeof path === 'string' ? request.path === path : path.test(request.path);
const lists: Where = ({ path }) => CLIENTS.test(path) || GRANTS.test(path);

/** Alters the answers to some requests only. */
const where =
  (is: Where, alter: Alter): Alter =>
  (answer, request) => {
    if (is(request)) alter(answer, request);
  };

/** Other members of the answer to a path. */
const members = (path: RegExp | string, change: (json: Passed['json']) => void): Alter =>
  where(at(path), ({ json }) => change(json));

/** Each item of a list. */
const items = (path: RegExp, change: (item: Passed['json']) => void): Alter =>
  where(at(path), ({ json }) => {
    for (const item of json.data ?? []) change(item);
  });

const status =
  (code: number, errors: object = { errors: [{ code: '10000', title: 'No' }] }): Alter =>
  (answer) => {
    answer.status = code;
    answer.json = errors;
  };

const iam = (detail: string): Alter =>
  status(403, { errors: [{ code: '10010', title: 'Authorization failed', detail }] });

/** A filter that is not looked at: the answer is that of the whole list. */
const ignored = (key: string, spoil: (client: Passed['json'], n: number) => void): Alter =>
  where(
    ({ path, query }) => CLIENTS.test(path) && query.has(key),
    ({ json }) => json.data.forEach(spoil),
  );

const SERVER = '/.well-known/oauth-authorization-server';
const RESOURCE = '/.well-known/oauth-protected-resource';
const JWKS = '/v2/oauth/jwks';
const INTROSPECT = '/v2/oauth/introspect';
const NOTHING = 'nothing to set';

export const DRIFTS: readonly Drift[] = [
  {
    name: 'the clock is an hour off',
    alter: where(
      at(SERVER),
      ({ headers }) => void Object.assign(headers, { date: new Date(Date.now() - 3_600_000).toUTCString() }),
    ),
    red: ['clock'],
    advice: 'AUTH_CLOCK_SKEW_S',
  },
  {
    name: 'discovery is only below /v2',
    alter: where(at(/^\/\.well-known/), status(404)),
    red: ['metadata', 'protected-resource'],
    advice: /TELNYX_WELL_KNOWN_URL=http.*\/v2$/,
  },
  {
    name: 'no protected resource’s metadata',
    alter: where(at(/oauth-protected-resource$/), status(404)),
    red: ['protected-resource'],
    advice: 'TELNYX_WELL_KNOWN_URL',
  },
  {
    name: 'another issuer',
    alter: members(SERVER, (json) => Object.assign(json, { issuer: 'https://issuer.example' })),
    red: ['issuer'],
    advice: 'TELNYX_ISSUER=https://issuer.example',
  },
  {
    name: 'endpoints at another host',
    alter: members(SERVER, (json) => Object.assign(json, { token_endpoint: 'https://elsewhere.example/oauth/token' })),
    red: ['endpoints'],
    advice: 'TELNYX_API_URL',
  },
  {
    name: 'an endpoint that is an object',
    alter: members(SERVER, (json) =>
      Object.assign(json, { registration_endpoint: { url: json.registration_endpoint } }),
    ),
    red: ['metadata-members', 'endpoints'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'scopes of the metadata in one text',
    alter: members(SERVER, (json) => Object.assign(json, { scopes_supported: json.scopes_supported.join(' ') })),
    red: ['metadata-members'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'a number in the place of agents’ instructions',
    alter: members(SERVER, (json) => Object.assign(json.agent_auth, { auth_md: 7 })),
    red: ['metadata-members'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'one credential type of agents in the place of a list',
    alter: members(SERVER, (json) => Object.assign(json.agent_auth.anonymous, { credential_types_supported: 'pkce' })),
    red: ['metadata-members'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'one authorization server in the place of a list',
    alter: members(RESOURCE, (json) => Object.assign(json, { authorization_servers: json.authorization_servers[0] })),
    red: ['resource-members'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'a key ID that is a number',
    alter: members(JWKS, (json) => Object.assign(json.keys[0], { kid: 7 })),
    red: ['jwks-members'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'a key that is none',
    alter: members(JWKS, (json) => void json.keys.push('key')),
    red: ['jwks-members'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'PKCE by plain only',
    alter: members(SERVER, (json) => Object.assign(json, { code_challenge_methods_supported: ['plain'] })),
    red: ['pkce'],
    advice: 'codeChallengeMethod',
  },
  {
    name: 'no keys',
    alter: members(JWKS, (json) => Object.assign(json, { keys: [] })),
    red: ['jwks'],
    advice: 'introspectOAuthToken',
  },
  {
    name: 'private keys alone',
    alter: members(JWKS, (json) => Object.assign(json, { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] })),
    red: ['jwks'],
    advice: 'introspectOAuthToken',
  },
  {
    name: 'clients at the other spelling only',
    env: () => ({ TELNYX_CLIENTS_PATH: '/oauth_clients' }),
    alter: where(at(/^\/v2\/oauth_clients/), status(404)),
    red: ['clients-path'],
    advice: 'TELNYX_CLIENTS_PATH=/oauth/clients',
  },
  {
    name: 'grants at the other spelling only',
    env: () => ({ TELNYX_GRANTS_PATH: '/oauth/grants' }),
    alter: where(at(/^\/v2\/oauth\/grants/), status(405)),
    red: ['grants-path'],
    advice: 'TELNYX_GRANTS_PATH=/oauth_grants',
  },
  {
    name: 'clients at neither spelling',
    alter: where(({ path }) => CLIENTS.test(path) || CLIENT.test(path), status(404)),
    red: ['clients-path'],
    advice: 'TELNYX_CLIENTS_PATH',
  },
  {
    name: 'a key that is refused',
    alter: where(({ authorization }) => authorization?.startsWith('Bearer') === true, status(401)),
    red: ['key', 'introspection-bearer'],
    advice: 'not expired',
  },
  {
    name: 'a role that may not list clients',
    alter: where(at(CLIENTS), iam('no grant allows oauth_client.list')),
    red: ['clients-access'],
    advice: 'oauth_client.list',
  },
  {
    name: 'a role that denies listing grants',
    alter: where(at(GRANTS), iam('a granted role denies oauth_grant.list')),
    red: ['grants-access'],
    advice: 'oauth_grant.list',
  },
  {
    name: 'refusals of a third wording',
    alter: where(at(CLIENTS), iam('computer says no')),
    red: ['clients-access', 'iam'],
    advice: 'manage OAuth clients',
  },
  {
    name: 'pages of clients that hold 50 at most',
    alter: where(at(CLIENTS), ({ json }) => {
      json.data = json.data?.slice(0, 50);
      if (json.meta) json.meta.page_size = Math.min(json.meta.page_size, 50);
    }),
    red: ['clients-page-size'],
    advice: 'pages hold 50',
  },
  {
    name: 'pages of grants that hold more than asked for',
    alter: where(at(GRANTS), ({ json }, { query }) => {
      if (query.get('page[size]') === '1') json.data = [...json.data, ...json.data];
    }),
    red: ['grants-page-size'],
    advice: 'UPSTREAM_CONTRACT',
  },
  {
    name: 'a list of clients that is none',
    alter: members(CLIENTS, (json) => Object.assign(json, { data: { items: json.data } })),
    red: ['clients-page-size'],
    advice: 'UPSTREAM_CONTRACT',
  },
  {
    name: 'no totals',
    alter: where(lists, ({ json }) => void delete json.meta),
    red: ['clients-total', 'grants-total'],
    advice: 'totalCount',
  },
  {
    name: 'totals below what the page holds',
    alter: where(
      ({ path, query }) => CLIENTS.test(path) && !query.has('filter[verified]'),
      ({ json }) => Object.assign(json.meta, { total_results: 3 }),
    ),
    red: ['clients-total', 'clients-end'],
    advice: 'UPSTREAM_CONTRACT',
  },
  {
    name: 'lists in another order each time',
    alter: shuffling(),
    red: ['clients-order', 'grants-order'],
    advice: 'CURSOR_EXPIRED',
  },
  {
    name: 'a failure past the end',
    alter: where((request) => lists(request) && Number(request.query.get('page[number]')) > 1, status(500)),
    red: ['clients-end', 'grants-end'],
    advice: NOTHING,
  },
  {
    name: 'clients with a further member',
    alter: items(CLIENTS, (client) => Object.assign(client, { logo_color: 'red' })),
    red: ['clients-members'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'clients without a name',
    alter: items(CLIENTS, (client) => void delete client.name),
    red: ['clients-members'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'clients with another type of client',
    alter: items(CLIENTS, (client) =>
      Object.assign(client, { client_type: client.client_type === 'public' ? 'public' : 'trusted' }),
    ),
    red: ['clients-members', 'filter-client-type'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'a flag as a text',
    alter: items(CLIENTS, (client) => Object.assign(client, { require_pkce: String(client.require_pkce) })),
    red: ['clients-members'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'an empty text in the place of a URI',
    alter: items(CLIENTS, (client) => Object.assign(client, { logo_uri: '' })),
    red: ['clients-members'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'a logo that is an object',
    alter: items(CLIENTS, (client) => Object.assign(client, { logo_uri: { url: 'https://a.example' } })),
    red: ['clients-members'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'a day in the place of a time',
    alter: items(GRANTS, (grant) => Object.assign(grant, { created_at: '2026-01-02' })),
    red: ['grants-members'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'grants with scopes in one text',
    alter: items(GRANTS, (grant) => Object.assign(grant, { scopes: grant.scopes.join(' ') })),
    red: ['grants-members'],
    advice: 'docs/telnyx.md',
  },
  {
    name: 'filter[client_type] is ignored',
    alter: ignored('filter[client_type]', (client, n) =>
      Object.assign(client, { client_type: ['public', 'confidential'][n % 2] }),
    ),
    red: ['filter-client-type'],
    advice: 'clientType',
  },
  {
    name: 'filter[allowed_grant_types][contains] is ignored',
    alter: ignored('filter[allowed_grant_types][contains]', (client) =>
      Object.assign(client, { allowed_grant_types: [] }),
    ),
    red: ['filter-grant-type'],
    advice: 'allowedGrantTypesContains',
  },
  {
    name: 'filter[name] is ignored',
    alter: ignored('filter[name]', (client) => Object.assign(client, { name: 'Another' })),
    red: ['filter-name'],
    advice: /filter name /,
  },
  {
    name: 'filter[name][contains] is refused',
    alter: where(({ query }) => query.has('filter[name][contains]'), status(400)),
    red: ['filter-name-contains'],
    advice: 'nameContains',
  },
  {
    name: 'filter[client_id] finds nothing',
    alter: where(
      ({ query }) => query.has('filter[client_id]'),
      ({ json }) => Object.assign(json, { data: [] }),
    ),
    red: ['filter-client-id'],
    advice: 'clientId',
  },
  {
    name: 'filter[verified] is ignored',
    alter: where(
      ({ query }) => query.has('filter[verified]'),
      ({ json }) => Object.assign(json.meta, { total_results: 160 }),
    ),
    red: ['filter-verified'],
    advice: 'verified',
  },
  {
    name: 'a client is found under another id',
    alter: members(CLIENT, (json) => json.data && Object.assign(json.data, { client_id: 'another' })),
    red: ['client-by-id'],
    advice: 'lists work',
  },
  {
    name: 'no grant is found alone',
    alter: where(at(GRANT), status(405)),
    red: ['grant-by-id', 'missing-grant'],
    advice: 'lists work',
  },
  {
    name: 'an unknown client answers 422',
    alter: where(at(CLIENT), (answer) => {
      if (answer.status === 404) answer.status = 422;
    }),
    red: ['missing-client'],
    advice: 'instead of null',
  },
  {
    name: 'secrets are not shown again',
    alter: members(CLIENT, (json) => void (json.data && delete json.data.client_secret)),
    red: ['client-secret'],
    advice: 'revealOAuthClientSecret',
  },
  {
    name: 'no quota headers',
    alter: ({ headers }) => {
      for (const name of Object.keys(headers)) if (name.startsWith('x-ratelimit-')) delete headers[name];
    },
    red: ['rate-limit'],
    advice: '429',
  },
  {
    name: 'quota headers that say nothing readable',
    alter: ({ headers }) => void Object.assign(headers, { 'x-ratelimit-remaining': 'plenty' }),
    red: ['rate-limit'],
    advice: '429',
  },
  {
    name: 'a reset that is no time',
    alter: ({ headers }) => void Object.assign(headers, { 'x-ratelimit-reset': '86400' }),
    red: ['rate-limit', 'rate-limit-reset'],
    advice: '429',
  },
  {
    name: 'introspection without Basic',
    alter: where(
      (request) => at(INTROSPECT)(request) && /^Basic/.test(request.authorization ?? ''),
      status(401, { error: 'invalid_client' }),
    ),
    red: ['introspection-basic'],
    advice: 'TELNYX_CLIENT_SECRET',
  },
  {
    name: 'introspection for clients only',
    alter: where(
      (request) => at(INTROSPECT)(request) && /^Bearer/.test(request.authorization ?? ''),
      status(401, { error: 'invalid_client' }),
    ),
    red: ['introspection-bearer'],
    advice: 'clientSecret',
  },
];

/** What does not fit and yet is no drift. */
export const TOLERATED: readonly { name: string; alter: Alter }[] = [
  {
    name: 'further metadata',
    alter: members(/well-known/, (json) => Object.assign(json, { agent_auth: { anonymous: true } })),
  },
  { name: 'no issuer', alter: members(SERVER, (json) => void delete json.issuer) },
  {
    name: 'metadata of the resource alone',
    alter: members(RESOURCE, (json) => Object.assign(json, { resource_name: 'Telnyx' })),
  },
  {
    name: 'numbers in texts',
    alter: where(lists, ({ json }) => {
      for (const name of Object.keys(json.meta ?? {})) json.meta[name] = String(json.meta[name]);
    }),
  },
  {
    name: 'the first page again, past the end',
    alter: where(
      (request) => lists(request) && Number(request.query.get('page[number]')) > 1,
      ({ json }) => {
        json.data = [{ client_id: 'a', id: 'a' }];
        json.meta.page_number = 1;
      },
    ),
  },
  {
    name: 'a 404 past the end',
    alter: where((request) => lists(request) && Number(request.query.get('page[number]')) > 1, status(404)),
  },
  {
    name: 'a reset in Unix time',
    alter: ({ headers }) =>
      void Object.assign(headers, { 'x-ratelimit-reset': String(Math.floor(Date.now() / 1_000) + 30) }),
  },
  { name: 'a quota that is used up', alter: where(({ authorization }) => authorization !== undefined, status(429)) },
  {
    name: 'an outage of the API',
    alter: where(({ path }) => path.startsWith('/v2/') && !path.endsWith('/jwks'), status(503)),
  },
  { name: 'broken connections', alter: where(({ authorization }) => authorization !== undefined, status(0)) },
  {
    name: 'an empty account',
    alter: where(
      (request) => lists(request),
      ({ json }) => {
        json.data = [];
        json.meta = { page_number: 1, page_size: 100, total_pages: 0, total_results: 0 };
      },
    ),
  },
];

/** Each reading of a list begins with another item. */
function shuffling(): Alter {
  let reading = 0;
  return where(
    (request) => lists(request) && request.query.get('page[size]') === '100',
    ({ json }) => {
      const { data } = json;
      if (data.length < 2) return;
      reading++;
      json.data = [...data.slice(reading), ...data.slice(0, reading)];
    },
  );
}
