import { getNamedType, isObjectType } from 'graphql';
import { beforeEach, describe, expect, test } from 'vitest';
import { schema } from '../../../src/schema/index.ts';
import { startGatewayOnFake } from '../../support/fake-upstream.ts';
import { useForTests } from '../../support/lifetime.ts';
import { wireClient } from '../../support/resources.ts';
import { fieldOf, SUBJECTS, type Subject } from './subjects.ts';
import { type Outcome, RULES, VALUES } from './tolerated.ts';

const gateway = useForTests(() => startGatewayOnFake());
beforeEach(() => {
  gateway.upstream.answers = {};
});

const misfits = async (route: string, member: string): Promise<number> => {
  const text = await (await fetch(gateway.url.replace('graphql', 'metrics'))).text();
  const line = text
    .split('\n')
    .find((each) => each.startsWith(`gateway_upstream_misfits_total{route="${route}",member="${member}"}`));
  return Number(line?.split(' ').at(-1) ?? 0);
};

const dig = (data: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((at, key) => (at as Record<string | number, unknown> | null | undefined)?.[key], data);

/** Asks for fields of an object that has these members. Public documents are not kept. */
async function read(subject: Subject, members: Record<string, unknown>, fields: string) {
  const { request, json, document, variables = {}, at } = subject;
  gateway.upstream.answers[request] = { json: json(members), headers: { 'cache-control': 'no-store' } };
  const { body } = await gateway.ask(document(fields), variables);
  return { errors: body.errors, found: dig(body.data, at) as Record<string, unknown> | null | undefined };
}

/** Fields of a client that are told beside others. */
const UNRECOGNIZED = { unrecognizedGrantTypes: [], unrecognizedClientType: null };

/** What the gateway makes of this value. */
async function expectOutcome(subject: Subject, member: string, value: unknown, outcome: Outcome) {
  const { route, within, at, type } = subject;
  const field = fieldOf(subject, member);
  const isClient = type === 'OAuthClient';
  const { errors, found } = await read(
    subject,
    { [member]: value },
    isClient ? `${field} ${Object.keys(UNRECOGNIZED).join(' ')}` : field,
  );
  if ('lost' in outcome) {
    const path = { object: at.slice(0, 1), field: [...at, field], item: [...at, field, 0] }[outcome.lost];
    const name = within + member + (outcome.lost === 'item' ? '[0]' : '');
    expect(errors).toHaveLength(1);
    expect(errors![0]).toMatchObject({ path, extensions: { code: 'UPSTREAM_CONTRACT' } });
    expect(errors![0]!.message).toContain(`Telnyx answered ${route} ${outcome.problem(name)}`);
    expect([null, undefined]).toContain(Array.isArray(found?.[field]) ? found[field][0] : found?.[field]);
    return;
  }
  expect(errors).toBeUndefined();
  const told = 'counted' in outcome ? { [field]: outcome.counted, ...outcome.beside } : { [field]: outcome.taken };
  expect(found).toEqual({ ...(isClient && UNRECOGNIZED), ...told });
}

describe.each(SUBJECTS)('$name', (subject) => {
  test.each(Object.entries(subject.members))('%s', { timeout: 60_000 }, async (member, kind) => {
    const before = await misfits(subject.route, member);
    for (const value of VALUES) {
      await expectOutcome(subject, member, value, RULES[kind](value)).catch((error: Error) => {
        error.message = `${JSON.stringify(value)}: ${error.message}`;
        throw error;
      });
    }
    const counted = VALUES.filter((value) => 'counted' in RULES[kind](value));
    expect((await misfits(subject.route, member)) - before).toBe(counted.length);
  });

  test('with members that nobody knows', async () => {
    const fields = Object.keys(subject.members).map((member) => fieldOf(subject, member));
    const members = { new_member: { a: [1] }, another: 'text' };
    const { errors, found } = await read(subject, members, fields.join(' '));
    expect(errors).toBeUndefined();
    expect(Object.keys(found!)).toEqual(fields);
  });

  test('has each field of its type in this table', () => {
    const type = schema.getType(subject.type);
    const fields = isObjectType(type) ? Object.keys(type.getFields()) : [];
    const told = Object.keys(subject.members).map((member) => fieldOf(subject, member));
    expect([...told, ...subject.others].toSorted()).toEqual(fields.toSorted());
  });
});

test('each type whose fields pass on what Telnyx sends is in this table, or carries a secret once', () => {
  const inTable = new Set(SUBJECTS.map(({ type }) => type));
  const passing = Object.values(schema.getTypeMap()).filter(
    (type) =>
      isObjectType(type) &&
      !type.name.startsWith('__') &&
      Object.values(type.getFields()).some(({ type: field }) => {
        const named = getNamedType(field);
        return ['DateTime', 'URL', 'OAuthGrantType', 'OAuthClientType'].includes(named.name);
      }),
  );
  expect(passing.map(({ name }) => name).filter((name) => !inTable.has(name))).toEqual([
    'OAuthAuthorizationRequest',
    'OAuthClientFix',
    'OAuthFinding',
    'OAuthRateLimitedError',
    'RegisterOAuthClientPayload',
    'RevokeOAuthGrantsPayload',
  ]);
});

const KEY_SET: Subject = {
  ...SUBJECTS.find(({ name }) => name === 'a key')!,
  json: (members) => members,
  document: (fields) => `{ oauthJsonWebKeySet { ${fields} } }`,
  at: ['oauthJsonWebKeySet'],
};

test('what is known as a list of objects, and is none, costs its field', async () => {
  for (const [subject, member, field] of [
    [SUBJECTS.find(({ name }) => name === 'a consent request')!, 'requested_scopes', 'requestedScopes { name }'],
    [KEY_SET, 'keys', 'keys { kid }'],
  ] as const) {
    const { errors } = await read(subject, { [member]: 'text' }, field);
    expect(errors).toMatchObject([{ path: [...subject.at, field.split(' ')[0]] }]);
    expect(errors![0]!.message).toContain(`Telnyx answered ${subject.route} with ${member} as something else`);
  }
});

test('what is no key is left out of the key set, and counted', async () => {
  const before = await misfits('/oauth/jwks', 'keys');
  const { errors, found } = await read(KEY_SET, { keys: [null, 'text', { kid: 'a' }] }, 'keys { kid }');
  expect({ errors, found }).toEqual({ errors: undefined, found: { keys: [{ kid: 'a' }] } });
  expect((await misfits('/oauth/jwks', 'keys')) - before).toBe(1);
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
