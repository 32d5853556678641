import { describe, expect, test } from 'vitest';
import { type AccountSeed, ALICE_KEY, type Client } from '../../../src/sandbox/index.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';

const FINDING = `code severity message reference path breaks clientId client { name }
  fix { name allowedScopes requirePkce allowedGrantTypes redirectUris logoUri policyUri tosUri }`;

interface Finding {
  code: string;
  severity: string;
  path: string[];
  clientId: string;
  client: { name: string } | null;
  fix: Record<string, unknown> | null;
  breaks: string | null;
}

const TIDY: Partial<Client> = {
  name: 'Tidy',
  allowed_scopes: ['messaging.read'],
  allowed_grant_types: ['authorization_code', 'refresh_token'],
  redirect_uris: ['https://app.example/cb'],
  policy_uri: 'https://app.example/privacy',
  tos_uri: 'https://app.example/terms',
};
const APP: Partial<Client> = { ...TIDY, client_type: 'public', require_pkce: true };

/** Clients with one thing wrong that can be mended, and one with nearly all at once. */
const BAD: Record<string, Partial<Client>> = {
  pkce: { ...APP, require_pkce: false },
  http: { ...APP, redirect_uris: ['https://app.example/cb', 'http://app.example/in', 'http://other.example/'] },
  fragment: { ...APP, redirect_uris: ['https://app.example/cb#in', 'https://app.example/cb'] },
  localhost: { ...APP, redirect_uris: ['http://localhost:8400/cb'] },
  credentials: { ...APP, allowed_grant_types: ['client_credentials', 'authorization_code'] },
  refresh: { ...TIDY, allowed_grant_types: ['client_credentials', 'refresh_token'], redirect_uris: [] },
  scope: { ...TIDY, allowed_scopes: ['messaging.read', 'messaging.fly', 'swim'] },
  everything: {
    ...APP,
    require_pkce: false,
    allowed_scopes: ['messaging.fly', 'messaging.read'],
    allowed_grant_types: ['client_credentials', 'authorization_code'],
    redirect_uris: ['http://app.example/cb#in', 'http://localhost:8400/cb', 'myapp://cb', 'https://*.app.example/cb'],
    policy_uri: null,
    tos_uri: null,
  },
};

const accountWith = (clients: Record<string, Partial<Client>>, grants: AccountSeed['grants'] = []): AccountSeed => ({
  key: ALICE_KEY,
  clients: Object.entries(clients).map(([client_id, members]) => ({ client_id, ...members })),
  grants,
});

/** A gateway on such an account. */
async function start(clients = BAD, grants: AccountSeed['grants'] = [], env: Record<string, string> = {}) {
  const accounts = [accountWith(clients, grants)];
  const gateway = await useInTest(startGateway({ sandbox: { accounts }, env }));
  return { gateway, find: (id: string, args = '') => findings(gateway, id, args) };
}

async function findings(gateway: TestGateway, id: string, args = ''): Promise<Finding[]> {
  const query = `query ($id: ID!) { oauthClient(clientId: $id) { findings${args && `(${args})`} { ${FINDING} } } }`;
  const { body } = await gateway.ask(query, { id });
  expect(body.errors).toBeUndefined();
  return body.data.oauthClient.findings;
}

const codes = (found: Finding[]) => found.map(({ code }) => code);
const places = (found: Finding[]) => found.map(({ code, path }) => `${code} ${path[0]}`);

/** A fix as the input that it is: members that are null are left out. */
const inputOf = (fix: object) => Object.fromEntries(Object.entries(fix).filter(([, value]) => value !== null));

const UPDATE = `mutation ($id: ID!, $input: UpdateOAuthClientInput!) { updateOAuthClient(clientId: $id, input: $input) {
  __typename ... on UpdateOAuthClientPayload { client { clientId } warnings { ${FINDING} } }
  ... on OAuthValidationError { issues { path message } } } }`;

describe('the fix of a finding', () => {
  test.for(Object.keys(BAD))('makes it go, and brings no other: %s', async (id) => {
    const { gateway, find } = await start();
    let found = await find(id);
    const first = found;
    expect(first.filter(({ fix }) => fix)).not.toEqual([]);
    for (let left = 20; left > 0; left--) {
      const mended = found.find(({ fix }) => fix);
      if (!mended) break;
      expect(mended.breaks).toMatch(/\.$/);
      const { body } = await gateway.ask(UPDATE, { id, input: inputOf(mended.fix!) });
      expect(body.errors).toBeUndefined();
      expect(body.data.updateOAuthClient).toMatchObject({ __typename: 'UpdateOAuthClientPayload' });
      const now = await find(id);
      // What is left was there before, and one is gone.
      expect(now.length).toBeLessThan(found.length);
      const before = places(found);
      for (const place of places(now)) expect(before.splice(before.indexOf(place), 1)).toEqual([place]);
      expect(before).toContain(`${mended.code} ${mended.path[0]}`);
      found = now;
    }
    // What is left only a person can mend.
    expect(found.filter(({ fix }) => fix)).toEqual([]);
    expect(codes(found)).toEqual(
      id === 'everything'
        ? ['REDIRECT_URI_WILDCARD', 'REDIRECT_URI_SCHEME_WITHOUT_PERIOD', 'POLICY_URI_MISSING', 'TOS_URI_MISSING']
        : [],
    );
  });

  test('holds all members as read, and no update is refused for what it leaves as it was', async () => {
    const { find } = await start();
    const [finding] = await find('pkce');
    expect(finding).toMatchObject({ code: 'PUBLIC_CLIENT_WITHOUT_PKCE', severity: 'HIGH', path: ['requirePkce'] });
    expect(finding!.fix).toEqual({
      name: 'Tidy',
      allowedScopes: ['messaging.read'],
      requirePkce: true,
      allowedGrantTypes: ['AUTHORIZATION_CODE', 'REFRESH_TOKEN'],
      redirectUris: ['https://app.example/cb'],
      logoUri: null,
      policyUri: 'https://app.example/privacy',
      tosUri: 'https://app.example/terms',
    });
    // The update would be refused for the fragment, so that goes first.
    const found = await find('everything');
    const fixable = found.filter(({ fix }) => fix);
    expect(codes(fixable)).toEqual(['REDIRECT_URI_FRAGMENT']);
    for (const { fix, breaks } of found) expect(breaks === null).toBe(fix === null);
  });
});

describe('findings of a client', () => {
  const DAY = 86_400_000;
  const ago = (days: number) => new Date(Date.now() - days * DAY).toISOString();
  const GRANTS: AccountSeed['grants'] = [
    { id: 'old', client_id: 'tidy', created_at: ago(400), last_used_at: ago(100) },
    { id: 'never', client_id: 'tidy', created_at: ago(91), last_used_at: null },
    { id: 'new', client_id: 'tidy', created_at: ago(1), last_used_at: null },
    { id: 'used', client_id: 'tidy', created_at: ago(400), last_used_at: ago(80) },
    { id: 'elsewhere', client_id: 'somebody-elses', created_at: ago(400), last_used_at: null },
  ];

  test('cost no call above LOW, and one scan and the metadata there, once for all of an operation', async () => {
    const { gateway } = await start({ ...BAD, tidy: TIDY }, GRANTS);
    const callsOf = async (args: string) => {
      gateway.sandbox.calls.length = 0;
      const query = `{ oauthClients(first: 50) { nodes { a: findings${args} { code } b: findings${args} { code } } } }`;
      expect((await gateway.ask(query)).body.errors).toBeUndefined();
      return gateway.sandbox.calls.map(({ path }) => path.split('?')[0]).toSorted();
    };
    expect(await callsOf('(minSeverity: HIGH)')).toEqual(['/v2/oauth_clients']);
    expect(await callsOf('(minSeverity: MEDIUM)')).toEqual(['/v2/oauth_clients']);
    const wellKnown = '/.well-known/oauth-authorization-server';
    expect(await callsOf('')).toEqual([wellKnown, '/v2/oauth_clients', '/v2/oauth_grants']);
    // The metadata is kept.
    expect(await callsOf('')).toEqual(['/v2/oauth_clients', '/v2/oauth_grants']);
  });

  test('tell which grants are unused, of this client alone', async () => {
    const { find } = await start({ tidy: TIDY, other: TIDY }, GRANTS);
    expect(await find('other')).toEqual([]);
    expect(await find('tidy')).toMatchObject([
      {
        code: 'GRANT_UNUSED',
        path: ['grants'],
        message:
          '2 grants to the client have not been used for 90 days, 1 of them by the time of creation, as no use is recorded.',
        fix: null,
        client: { name: 'Tidy' },
      },
    ]);
  });

  test('follow the settings', async () => {
    const env = { FINDINGS_OFF: 'TOS_URI_MISSING, POLICY_URI_MISSING', FINDINGS_UNUSED_GRANT_DAYS: '95' };
    const { find } = await start({ tidy: { ...TIDY, tos_uri: null, policy_uri: null } }, GRANTS, env);
    const found = await find('tidy');
    expect(found).toMatchObject([{ code: 'GRANT_UNUSED' }]);
    expect(found[0]).toMatchObject({ message: '1 grant to the client has not been used for 95 days.' });
    const off = await start({ tidy: TIDY }, GRANTS, { FINDINGS_OFF: 'GRANT_UNUSED,SCOPE_NOT_OFFERED' });
    await off.find('tidy');
    expect(off.gateway.sandbox.calls.filter(({ path }) => !path.includes('/oauth_clients'))).toEqual([]);
  });

  test('cost no scan of grants where the rule that needs it is off', async () => {
    const priceWith = async (env: Record<string, string>) => {
      const { gateway } = await start({ tidy: TIDY }, GRANTS, env);
      const query = '{ oauthClients(first: 1) { nodes { findings { code } } } oauthFindings { totalCount } }';
      const { body } = await gateway.ask(query);
      expect(body.errors).toBeUndefined();
      return body.extensions.cost.requested;
    };
    const usual = await priceWith({});
    expect(await priceWith({ FINDINGS_OFF: 'SCOPE_NOT_OFFERED' })).toBe(usual);
    // The longest list that is scanned takes 57 calls, and nothing is known of this one.
    expect(await priceWith({ FINDINGS_OFF: 'GRANT_UNUSED,SCOPE_NOT_OFFERED' })).toBe(usual - 57 * 10);
    const filtered = await start({ tidy: TIDY }, GRANTS, { FINDINGS_OFF: 'GRANT_UNUSED' });
    const { body } = await filtered.gateway.ask('{ oauthGrants(filter: { scope: "none" }) { totalCount } }');
    expect(body.extensions.cost.requested).toBeGreaterThan(57 * 10);
  });

  test('see what a mutation of the same operation changed', async () => {
    const { gateway } = await start({ tidy: TIDY }, GRANTS);
    const update = `updateOAuthClient(clientId: "tidy", input: { name: "N" }) {
      ... on UpdateOAuthClientPayload { client { findings { message } } } }`;
    const revoke = 'revokeOAuthGrant(grantId: "old") { __typename }';
    const { body } = await gateway.ask(`mutation { a: ${update} b: ${revoke} c: ${update} }`);
    expect(body.errors).toBeUndefined();
    expect(body.data.a.client.findings[0].message).toMatch(/^2 grants/);
    expect(body.data.c.client.findings[0].message).toMatch(/^1 grant /);
  });
});

describe('warnings', () => {
  const CREATE = `mutation ($input: CreateOAuthClientInput!) { createOAuthClient(input: $input) {
    ... on CreateOAuthClientPayload { clientSecret warnings { ${FINDING} } } } }`;
  const input = {
    name: 'New',
    clientType: 'CONFIDENTIAL',
    allowedGrantTypes: ['AUTHORIZATION_CODE'],
    allowedScopes: ['messaging.read', 'messaging.raed'],
    redirectUris: ['http://app.example/cb'],
    policyUri: 'https://app.example/privacy',
    tosUri: 'https://app.example/terms',
  };

  test('of a created client, whose fix can be applied at once', async () => {
    const { gateway } = await start({});
    const { body } = await gateway.ask(CREATE, { input });
    const { warnings } = body.data.createOAuthClient;
    expect(warnings).toMatchObject([
      { code: 'REDIRECT_URI_HTTP', path: ['redirectUris', '0'], client: { name: 'New' } },
      { code: 'SCOPE_NOT_OFFERED', path: ['allowedScopes', '1'] },
    ]);
    const [{ clientId, fix }] = warnings;
    const updated = await gateway.ask(UPDATE, { id: clientId, input: inputOf(fix) });
    expect(codes(updated.body.data.updateOAuthClient.warnings)).toEqual(['SCOPE_NOT_OFFERED']);
    expect(gateway.sandbox.calls.filter(({ path }) => path.includes('grants'))).toEqual([]);
  });

  test('of a copy', async () => {
    const { gateway } = await start();
    const { body } = await gateway.ask(`mutation { copyOAuthClient(clientId: "pkce", input: { name: "Copy" }) {
      ... on CopyOAuthClientPayload { warnings { code client { name } } } } }`);
    expect(body.data.copyOAuthClient.warnings).toEqual([
      { code: 'PUBLIC_CLIENT_WITHOUT_PKCE', client: { name: 'Copy' } },
    ]);
  });

  test('of a registration, in its own words; only a person can mend it', async () => {
    const { gateway } = await start({});
    const register = `mutation ($input: RegisterOAuthClientInput!) { registerOAuthClient(input: $input) {
      ... on RegisterOAuthClientPayload { clientId warnings { ${FINDING} } } } }`;
    const metadata = {
      clientName: 'Agent',
      scopes: ['messaging.read', 'messaging.write', 'nothing.read'],
      tokenEndpointAuthMethod: 'NONE',
      grantTypes: ['AUTHORIZATION_CODE', 'CLIENT_CREDENTIALS'],
      redirectUris: ['http://127.0.0.1:1/cb', 'http://localhost:1/cb'],
      policyUri: 'https://app.example/privacy',
    };
    const { body } = await gateway.ask(register, { input: metadata }, { key: null });
    const { clientId, warnings } = body.data.registerOAuthClient;
    expect(warnings.map(({ code, path }: Finding) => [code, ...path])).toEqual([
      ['PUBLIC_CLIENT_WITH_CLIENT_CREDENTIALS', 'grantTypes'],
      ['REDIRECT_URI_LOCALHOST', 'redirectUris', '1'],
      ['ANONYMOUS_REGISTRATION_WITH_BROAD_SCOPE', 'scopes', '1'],
      ['SCOPE_NOT_OFFERED', 'scopes', '2'],
      ['TOS_URI_MISSING', 'tosUri'],
    ]);
    for (const warning of warnings) expect(warning).toMatchObject({ clientId, client: null, fix: null, breaks: null });
  });

  test('come without the metadata where that cannot be read, and the secret with them; findings tell the fault', async () => {
    const { gateway, find } = await start(BAD, [], { TELNYX_WELL_KNOWN_URL: 'http://127.0.0.1:9' });
    const { body } = await gateway.ask(CREATE, { input });
    expect(body.errors).toBeUndefined();
    expect(body.data.createOAuthClient.clientSecret).toMatch(/./);
    expect(codes(body.data.createOAuthClient.warnings)).toEqual(['REDIRECT_URI_HTTP']);
    expect(codes(await find('pkce', 'minSeverity: MEDIUM'))).toEqual(['PUBLIC_CLIENT_WITHOUT_PKCE']);
    const failed = await gateway.ask('{ oauthClient(clientId: "pkce") { findings { code } } }');
    expect(failed.body.errors).toMatchObject([
      { path: ['oauthClient', 'findings'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } },
    ]);
  });
});
