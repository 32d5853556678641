import { describe, expect, test } from 'vitest';
import { ContractError, type TelnyxError } from '../../../src/telnyx/errors.ts';
import type { Telnyx } from '../../../src/telnyx/types.ts';
import { json, message, startRawServer } from '../../support/raw-server.ts';
import { wireClient, wireGrant, wirePage } from '../../support/resources.ts';
import { connect, errorOf } from '../../support/telnyx.ts';

type Ask = (telnyx: Telnyx) => Promise<unknown>;

const CREDENTIALS = { client_id: 'app', client_secret: 's3cret' };
const NEW_CLIENT = { name: 'New', allowed_scopes: [], client_type: 'public', allowed_grant_types: [] } as const;
const required = {
  /** Of an answer that carries a secret. */
  secret: ['client_id'],
  client: ['record_type', 'client_id', 'name', 'org_id', 'user_id', 'require_pkce', 'created_at', 'updated_at'],
  grant: ['id', 'record_type', 'client_id', 'scopes', 'created_at'],
};
const registration = { client_id: 'a', client_id_issued_at: 1 };
const token = { access_token: 'at', token_type: 'Bearer', expires_in: 60 };

/** Each operation that answers an object, a whole answer of it, and the members that it cannot do without. */
const OPERATIONS: Record<string, [ask: Ask, whole: Record<string, unknown>, required: string[], wrapped: boolean]> = {
  'oauthClients.retrieve': [
    ({ oauthClients }) => oauthClients.retrieve('client-1'),
    wireClient(),
    required.client,
    true,
  ],
  'oauthClients.create': [({ oauthClients }) => oauthClients.create(NEW_CLIENT), wireClient(), required.secret, true],
  'oauthClients.update': [
    ({ oauthClients }) => oauthClients.update('client-1', {}),
    wireClient(),
    required.client,
    true,
  ],
  'oauthClients.reveal': [
    ({ oauthClients }) => oauthClients.revealSecret('client-1'),
    wireClient(),
    required.secret,
    true,
  ],
  'oauthGrants.retrieve': [({ oauthGrants }) => oauthGrants.retrieve('grant-1'), wireGrant(), required.grant, true],
  'oauthGrants.revoke': [({ oauthGrants }) => oauthGrants.revoke('grant-1'), wireGrant(), required.grant, true],
  'consent.retrieve': [({ consent }) => consent.retrieve('c'), { client_id: 'a' }, [], true],
  'consent.decide': [
    ({ consent }) => consent.decide('c', true),
    { redirect_uri: 'https://a/' },
    ['redirect_uri'],
    false,
  ],
  'registration.register': [(telnyx) => telnyx.registration.register({}), registration, ['client_id'], false],
  'token.request': [
    (telnyx) => telnyx.token.request({ grant_type: 'client_credentials' }, CREDENTIALS),
    token,
    ['access_token'],
    false,
  ],
  'introspection.introspect': [
    ({ introspection }) => introspection.introspect('t', CREDENTIALS),
    { active: false },
    ['active'],
    false,
  ],
  'discovery.authorizationServer': [({ discovery }) => discovery.authorizationServer(), {}, [], false],
  'discovery.protectedResource': [({ discovery }) => discovery.protectedResource(), {}, [], false],
  'jwks.retrieve': [({ jwks }) => jwks.retrieve(), { keys: [] }, [], false],
};

const names = Object.keys(OPERATIONS);
const answered = async (ask: Ask, answer: string) => ask(connect((await startRawServer(answer)).origin).telnyx);
const wrap = (value: unknown, wrapped: boolean) => json(200, wrapped ? { data: value } : value);

test.for(names)('%s is content with a whole answer', async (name) => {
  const [ask, whole, , wrapped] = OPERATIONS[name]!;
  expect(await answered(ask, wrap(whole, wrapped))).not.toBeInstanceOf(Error);
});

test.for(names.filter((name) => OPERATIONS[name]![2].length > 0))(
  '%s insists on each member that it promises, in its type',
  async (name) => {
    const [ask, whole, members, wrapped] = OPERATIONS[name]!;
    for (const member of members) {
      const { [member]: given, ...rest } = whole;
      const others = [undefined, null, { a: 1 }, typeof given === 'string' ? 7.5 : 'text'];
      for (const other of Array.isArray(given) ? others : [...others, [given]]) {
        const error = await errorOf<TelnyxError>(answered(ask, wrap({ ...rest, [member]: other }, wrapped)));
        expect(error, `${member}: ${JSON.stringify(other)}`).toBeInstanceOf(ContractError);
        const what = other == null ? `without ${member}` : `with ${member} as something else`;
        expect(error.message).toContain(what);
      }
    }
  },
);

test.for(names.filter((name) => OPERATIONS[name]![3]))('%s insists on data', async (name) => {
  const [ask, whole] = OPERATIONS[name]!;
  const others = [undefined, null, 'x', 7, true, [], [whole]].map((data) => ({ data }));
  for (const body of [...others, whole]) {
    const error = await errorOf<TelnyxError>(answered(ask, json(200, body)));
    expect(error, JSON.stringify(body)).toBeInstanceOf(ContractError);
    expect(error.message).toContain('without data');
  }
});

describe('what Telnyx adds', () => {
  test('is kept or ignored, and does no harm', async () => {
    const extra = '"new": {"deep": [1, null]}, "__proto__": {"polluted": true}, "constructor": 1';
    const body = JSON.stringify(wireGrant());
    const read = await answered(
      ({ oauthGrants }) => oauthGrants.retrieve('grant-1'),
      message(200, `{"data": ${body.slice(0, -1)}, ${extra}}, "meta": {}, "links": null}`),
    );
    expect(read).toMatchObject(wireGrant());
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('the last of several members of one name counts', async () => {
    const text = JSON.stringify({ data: wireGrant() }).replace('"client_id":', '"client_id":"other","client_id":');
    const read = await answered(({ oauthGrants }) => oauthGrants.retrieve('grant-1'), message(200, text));
    expect(read).toEqual(wireGrant());
  });

  test('strings come through as they are', async () => {
    const name = 'Ünïcode \u2028 \u0000 😀 "quoted" \\ </script>';
    const uris = ['https://a.example', 'HTTPS://A.example:443/%7Euser/../x?y=%2f#', 'com.example.app:/cb'];
    const read = await answered(
      ({ oauthClients }) => oauthClients.retrieve('client-1'),
      json(200, { data: wireClient({ name, redirect_uris: uris, logo_uri: uris[1]!, tos_uri: null }) }),
    );
    expect(read).toMatchObject({ name, redirect_uris: uris, logo_uri: uris[1], tos_uri: null });
  });
});

describe('a page', () => {
  const first: Ask = async ({ oauthGrants }) => {
    const { edges, hasNextPage, total } = await oauthGrants.page({ first: 2 });
    return { ids: edges.map(({ node }) => node.id), hasNextPage, total };
  };
  const grants = (...ids: string[]) => ids.map((id) => wireGrant({ id }));
  const size = 10;

  test('holds what was asked for', async () => {
    const server = await startRawServer(json(200, wirePage(grants('a', 'b', 'c'), 3, 1, size)));
    expect(await first(connect(server.origin).telnyx)).toEqual({ ids: ['a', 'b'], hasNextPage: true, total: 3 });
    expect(server.requests[0]!.path).toContain(`page%5Bsize%5D=${size}`);
  });

  test.for<[string, unknown]>([
    ['no meta', undefined],
    ['null for meta', null],
    ['text for meta', 'x'],
    ['an empty meta', {}],
    ['members of other types', { page_size: '', page_number: null, total_results: 'many', total_pages: [1] }],
    ['another total of pages', { total_pages: 1 }],
  ])('does without the total: %s', async ([, meta]) => {
    const read = await answered(first, json(200, { data: grants('a', 'b', 'c'), meta }));
    expect(read).toEqual({ ids: ['a', 'b'], hasNextPage: true, total: undefined });
  });

  test('holds numbers that are sent as strings', async () => {
    const meta = { page_size: '10', page_number: '1', total_pages: '1', total_results: '3' };
    const read = await answered(first, json(200, { data: grants('a', 'b', 'c'), meta }));
    expect(read).toEqual({ ids: ['a', 'b'], hasNextPage: true, total: 3 });
  });

  test('may be of a larger size than asked for', async () => {
    const server = await startRawServer(json(200, wirePage(grants('a'), 1, 1, 20)));
    expect(await first(connect(server.origin).telnyx)).toEqual({ ids: ['a'], hasNextPage: false, total: 1 });
    expect(server.requests.length).toBe(1);
  });

  const members = ['page_size', 'page_number', 'total_pages', 'total_results'];
  const impossible = [-1, 0.5, 1e300, 2 ** 32, '-1', '0.5', '1e400'].map((value) => JSON.stringify(value));
  test.for(members.flatMap((member) => ['1e400', ...impossible].map((value): [string, string] => [member, value])))(
    'whose %s is %s breaks the contract',
    async ([member, value]) => {
      const text = `{"data":${JSON.stringify(grants('a', 'b'))},"meta":{"${member}":${value}}}`;
      const error = await errorOf<TelnyxError>(answered(first, message(200, text)));
      expect(error).toBeInstanceOf(ContractError);
    },
  );

  test.for<[string, unknown]>([
    ['of a later number than asked for', { data: grants('a', 'b'), meta: { page_number: 2 } }],
    ['of number 0', { data: grants('a', 'b'), meta: { page_number: 0 } }],
    ['with more items than it can hold', { data: grants('a', 'b'), meta: { page_size: 1 } }],
    ['with more items than the list', { data: grants('a', 'b'), meta: { total_results: 1 } }],
    ['with more items than an empty list', { data: grants('a', 'b'), meta: { total_results: 0 } }],
    ['with more items than asked for', { data: grants(...'abcdefghijk') }],
    ['without data', { meta: {} }],
    ['with null for data', { data: null, meta: {} }],
    ['with an object for data', { data: wireGrant(), meta: {} }],
    ['with null among its items', { data: [wireGrant(), null] }],
    ['with a list among its items', { data: [[wireGrant()]] }],
    ['with an item that lacks its id', { data: [wireGrant(), { ...wireGrant(), id: undefined }] }],
  ])('%s breaks the contract', async ([, body]) => {
    const error = await errorOf<TelnyxError>(answered(first, json(200, body)));
    expect(error).toBeInstanceOf(ContractError);
    expect(error).toMatchObject({ status: 200, outcome: undefined });
  });
});
