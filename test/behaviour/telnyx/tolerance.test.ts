import { beforeEach, describe, expect, test } from 'vitest';
import { CLIENT_MEMBERS, type ClientMemberKind } from '../../../src/telnyx/client-members.ts';
import { ABSOLUTE_URI, RFC_3339 } from '../../../src/telnyx/members.ts';
import { startGatewayOnFake } from '../../support/fake-upstream.ts';
import { useForTests } from '../../support/lifetime.ts';
import { wireClient, wireGrant, wirePage } from '../../support/resources.ts';

const gateway = useForTests(() => startGatewayOnFake());
beforeEach(() => {
  gateway.upstream.answers = {};
});

/** What Telnyx may send in the place of a member: each kind of JSON value, and none. */
const VALUES: unknown[] = [
  undefined,
  null,
  '',
  'text',
  '7',
  'true',
  'https://a.example/x',
  '2026-01-02T03:04:05Z',
  'public',
  7,
  7.5,
  true,
  {},
  [],
  ['text'],
  ['refresh_token'],
  [7],
  [null],
];

/**
 * The rule of docs/telnyx.md: what comes of a value. `taken` as this; `null`, which is counted or not; an error of the
 * `field` or of the whole `object`, which names route and member; or of the `form` of a value of the right type, which
 * stands at the field.
 */
type Outcome =
  | { readonly taken: unknown }
  | { readonly counted: unknown; readonly beside?: Record<string, unknown> }
  | 'field'
  | 'object'
  | { readonly form: string | undefined };

const taken = (value: unknown): Outcome => ({ taken: value });
const isText = (value: unknown): value is string => typeof value === 'string';
const orNull = (value: unknown, rule: (value: unknown) => Outcome): Outcome =>
  value == null ? taken(null) : rule(value);

const RULES: Record<ClientMemberKind, (value: unknown) => Outcome> = {
  id: (value) => (isText(value) ? taken(value) : Number.isInteger(value) ? taken(String(value)) : 'object'),
  text: (value) => (isText(value) ? taken(value) : 'object'),
  flag: (value) => (typeof value === 'boolean' || value === 'true' ? taken(true) : 'object'),
  dateTime: (value) => {
    if (!isText(value)) return 'object';
    return RFC_3339.test(value) ? taken(value) : { form: undefined };
  },
  uri: (value) =>
    orNull(value === '' ? null : value, (given) => {
      if (!isText(given)) return 'field';
      return ABSOLUTE_URI.test(given) ? taken(given) : { form: undefined };
    }),
  uris: (value) =>
    orNull(value, (given) => {
      if (!Array.isArray(given)) return 'field';
      const isWrong = given.length > 0 && given[0] !== null;
      return isWrong ? { form: '0' } : taken(given);
    }),
  scopes: (value) =>
    orNull(value, (given) => {
      if (!Array.isArray(given)) return 'field';
      return given[0] === null ? { form: '0' } : taken(given.map(String));
    }),
  clientType: (value) =>
    orNull(value, (given) => {
      if (given === 'public') return taken('PUBLIC');
      return { counted: null, beside: { unrecognizedClientType: isText(given) ? given : null } };
    }),
  grantTypes: (value) =>
    orNull(value, (given) => {
      if (!Array.isArray(given)) return 'field';
      if (given.length === 0) return taken([]);
      if (given[0] === 'refresh_token') return taken(['REFRESH_TOKEN']);
      return { counted: [], beside: { unrecognizedGrantTypes: given.filter(isText) } };
    }),
};

const misfits = async (route: string, member: string): Promise<number> => {
  const text = await (await fetch(gateway.url.replace('graphql', 'metrics'))).text();
  const line = text
    .split('\n')
    .find((each) => each.startsWith(`gateway_upstream_misfits_total{route="${route}",member="${member}"}`));
  return Number(line?.split(' ').at(-1) ?? 0);
};

const camelCase = (name: string) => name.replace(/_(.)/g, (_match, letter) => letter.toUpperCase());

const SHOWN = 'unrecognizedGrantTypes unrecognizedClientType';

/** A client read by itself, and as an item of a page. */
const READS = [
  {
    route: '/oauth_clients/{id}',
    serve: (client: object) => {
      gateway.upstream.answers['GET /oauth_clients/client-1'] = { json: { data: client } };
    },
    query: (field: string) => `{ oauthClient(clientId: "client-1") { ${field} ${SHOWN} } }`,
    at: ['oauthClient'],
  },
  {
    route: '/oauth_clients',
    serve: (client: object) => {
      gateway.upstream.answers['GET /oauth_clients'] = { json: wirePage([client], 1, 1, 1) };
    },
    query: (field: string) => `{ oauthClients(first: 1) { nodes { ${field} ${SHOWN} } } }`,
    at: ['oauthClients', 'nodes', 0],
  },
];

const dig = (data: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | null | undefined)?.[key], data);

describe.each(READS)('a client from $route', ({ route, serve, query, at }) => {
  const members = Object.entries(CLIENT_MEMBERS).filter(([name]) => name !== 'client_id');

  test.each(members)('%s', async (member, { kind }) => {
    const field = camelCase(member);
    for (const value of VALUES) {
      serve(wireClient({ [member]: value }));
      const before = await misfits(route, member);
      const { body } = await gateway.ask(query(field));
      const counted = (await misfits(route, member)) - before;
      const outcome = RULES[kind](value);
      const what = `${member}: ${JSON.stringify(value)}`;
      const found = dig(body.data, at) as Record<string, unknown> | null | undefined;
      const [error] = body.errors ?? [];
      if (outcome === 'field' || outcome === 'object') {
        expect(error?.extensions.code, what).toBe('UPSTREAM_CONTRACT');
        expect(error?.message, what).toContain(`${route} with`);
        expect(error?.message, what).toContain(member);
        expect(error?.path, what).toEqual(outcome === 'field' ? [...at, field] : at.slice(0, 1));
        if (outcome === 'field') expect(found?.[field], what).toBeNull();
        else expect(found ?? null, what).toBeNull();
      } else if ('form' in outcome) {
        expect(error?.extensions.code, what).toBe('UPSTREAM_CONTRACT');
        expect(error?.path?.slice(0, at.length + 1), what).toEqual([...at, field]);
      } else if ('counted' in outcome) {
        expect(body.errors, what).toBeUndefined();
        expect(found, what).toMatchObject({ [field]: outcome.counted, ...outcome.beside });
      } else {
        expect(body.errors, what).toBeUndefined();
        expect(found, what).toEqual({
          [field]: outcome.taken,
          unrecognizedGrantTypes: [],
          unrecognizedClientType: null,
        });
      }
      const isCounted = typeof outcome === 'object' && 'counted' in outcome;
      expect(counted, what).toBe(isCounted ? 1 : 0);
    }
  });

  test('with members that nobody knows, and none that may be absent', async () => {
    const { client_type, ...others } = wireClient({ new_member: { a: [1] }, another: 'text' });
    serve(others);
    const { body } = await gateway.ask(query('name clientType allowedScopes redirectUris logoUri'));
    expect(body.errors).toBeUndefined();
    const nulls = { clientType: null, allowedScopes: null, redirectUris: null, logoUri: null };
    expect(dig(body.data, at)).toMatchObject({ name: 'Client 1', ...nulls });
  });
});

test('ids of a grant may be numbers; other types of its members cost what they must', async () => {
  const query = '{ oauthGrant(grantId: "7") { grantId clientId scopes lastUsedAt } }';
  const serve = (members: object) => {
    gateway.upstream.answers['GET /oauth_grants/7'] = { json: { data: wireGrant({ id: 7 as never, ...members }) } };
  };
  serve({ client_id: 8, last_used_at: null });
  const { body } = await gateway.ask(query);
  expect(body).toMatchObject({ data: { oauthGrant: { grantId: '7', clientId: '8', lastUsedAt: null } } });
  serve({ last_used_at: 1_767_323_045 });
  const odd = await gateway.ask(query);
  expect(odd.body.data.oauthGrant).toMatchObject({ grantId: '7', lastUsedAt: null });
  expect(odd.body.errors).toMatchObject([
    {
      path: ['oauthGrant', 'lastUsedAt'],
      message: 'Telnyx answered /oauth_grants/{id} with last_used_at as something else than documented.',
    },
  ]);
});

describe('a response that carries a secret once loses no more than the member, without an error:', () => {
  test('a token', async () => {
    gateway.upstream.answers['POST /oauth/token'] = { json: { access_token: 't', expires_in: 'soon', token_type: 7 } };
    const { body } = await gateway.ask(
      `mutation ($input: RequestOAuthTokenInput!) { requestOAuthToken(input: $input) {
        ... on RequestOAuthTokenPayload { accessToken expiresIn tokenType } } }`,
      { input: { grantType: 'CLIENT_CREDENTIALS', clientId: 'c', clientSecret: 's' } },
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.requestOAuthToken).toEqual({ accessToken: 't', expiresIn: null, tokenType: null });
    expect(await misfits('/oauth/token', 'expires_in')).toBe(1);
    expect(await misfits('/oauth/token', 'token_type')).toBe(1);
  });

  test('a registration', async () => {
    gateway.upstream.answers['POST /oauth/register'] = {
      status: 201,
      json: { client_id: 'c', client_id_issued_at: {}, client_secret: 's', logo_uri: 'none' },
    };
    const { body } = await gateway.ask(
      `mutation { registerOAuthClient(input: {}) {
        ... on RegisterOAuthClientPayload { clientId clientSecret clientIdIssuedAt logoUri } } }`,
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.registerOAuthClient).toMatchObject({ clientId: 'c', clientIdIssuedAt: null, logoUri: null });
    expect(await misfits('/oauth/register', 'client_id_issued_at')).toBe(1);
  });

  test('a new client', async () => {
    const client = wireClient({
      client_type: 'hybrid',
      allowed_grant_types: ['device_code', 'refresh_token'],
      logo_uri: 7 as never,
    });
    gateway.upstream.answers['POST /oauth_clients'] = { status: 201, json: { data: client } };
    const { body } = await gateway.ask(`mutation { createOAuthClient(input: {
        name: "n", allowedScopes: [], clientType: CONFIDENTIAL, allowedGrantTypes: [REFRESH_TOKEN]
      }) { ... on CreateOAuthClientPayload { clientSecret
        client { clientType allowedGrantTypes unrecognizedClientType unrecognizedGrantTypes logoUri } } } }`);
    expect(body.errors).toBeUndefined();
    expect(body.data.createOAuthClient).toEqual({
      clientSecret: 'the-secret-of-client-1',
      client: {
        clientType: null,
        allowedGrantTypes: ['REFRESH_TOKEN'],
        unrecognizedClientType: 'hybrid',
        unrecognizedGrantTypes: ['device_code'],
        logoUri: null,
      },
    });
    for (const member of ['client_type', 'allowed_grant_types', 'logo_uri']) {
      expect(await misfits('/oauth_clients', member)).toBeGreaterThan(0);
    }
  });
});
