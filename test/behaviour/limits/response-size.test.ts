import { getOperationAST, parse } from 'graphql';
import { beforeEach, describe, expect, test } from 'vitest';
import { TYPICAL } from '../../../src/operations/executor/index.ts';
import { compileSize } from '../../../src/operations/limits/response-size.ts';
import { schema } from '../../../src/schema/index.ts';
import { startGatewayOnFake } from '../../support/fake-upstream.ts';
import { startGateway } from '../../support/gateway.ts';
import { post } from '../../support/http.ts';
import { useForTests } from '../../support/lifetime.ts';

const MIB = 1024 * 1024;
const client = (name: string, redirect_uris = ['app:/cb']) => ({
  client_id: 'c',
  record_type: 'oauth_client',
  name,
  org_id: 'o',
  user_id: 'u',
  client_type: 'public',
  allowed_scopes: [],
  allowed_grant_types: [],
  redirect_uris,
  require_pkce: true,
  created_at: '2026-01-31T08:00:00Z',
  updated_at: '2026-01-31T08:00:00Z',
});

const fake = useForTests(() => startGatewayOnFake({ MAX_ANSWER_BYTES: String(MIB) }));
const small = useForTests(() => startGateway({ env: { MAX_ANSWER_BYTES: '20000' } }));
beforeEach(() => {
  small.log.length = 0;
});

const aliased = (field: string) => Array.from({ length: 100 }, (_, at) => `a${at}: ${field}`).join(' ');

describe('an answer that is too large is refused, whichever executor made it', () => {
  const texts = (length: number) => Array.from({ length: Math.ceil(length / 100) }, () => `app:${'u'.repeat(96)}`);
  test.each([
    ['a long text', 'name', client('n'.repeat(MIB / 64))],
    ['a text that UTF-8 makes longer', 'name', client('中'.repeat(MIB / 256))],
    ['a text that JSON makes longer', 'name', client('\u0001'.repeat(MIB / 256))],
    ['a long list', 'redirectUris', client('n', texts(MIB / 64))],
  ])('%s, a hundred times', async (_what, field, data) => {
    fake.upstream.answers = { 'GET /oauth_clients/c': { json: { data } } };
    for (let times = 0; times < 4; times++) {
      const { status, body } = await fake.ask(`{ oauthClient(clientId: "c") { ${aliased(field)} } }`);
      expect(status).toBe(200);
      expect(body.data).toBeNull();
      expect(body.errors).toMatchObject([{ extensions: { code: 'ANSWER_TOO_LARGE', maximum: MIB } }]);
      expect(body.errors![0]!.extensions.traceId).toEqual(expect.any(String));
      expect(body.extensions.cost.maximum).toBe(5_000);
    }
    const once = await fake.ask(`{ oauthClient(clientId: "c") { ${field} } }`);
    expect(once.body.errors).toBeUndefined();
  });

  test('the log says so', async () => {
    fake.upstream.answers = { 'GET /oauth_clients/c': { json: { data: client('n'.repeat(MIB / 64)) } } };
    fake.log.length = 0;
    await fake.ask(`{ oauthClient(clientId: "c") { ${aliased('name')} } }`);
    expect(fake.log.join('\n')).toContain('"codes":["ANSWER_TOO_LARGE"]');
  });
});

describe('names count as often as the response has them', () => {
  const long = 'l'.repeat(127);
  test.each([
    ['short names of many items', 's', 100, undefined],
    ['long names of few items', long, 5, undefined],
    ['long names of many items', long, 100, ['ANSWER_TOO_LARGE']],
  ])('%s', async (_what, name, first, codes) => {
    const query = `{ oauthClients(first: ${first}) { nodes { ${name}1: clientType ${name}2: clientType } } }`;
    for (let times = 0; times < 4; times++) {
      const { body } = await small.ask(query);
      expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(codes);
    }
  });
});

test('a change that was made may have its answer refused, and says that it may have happened', async () => {
  const input = {
    name: 'n'.repeat(200),
    clientType: 'CONFIDENTIAL',
    allowedScopes: [],
    allowedGrantTypes: ['CLIENT_CREDENTIALS'],
  };
  const document = `mutation ($input: CreateOAuthClientInput!) {
    createOAuthClient(input: $input) { ... on CreateOAuthClientPayload { client { ${aliased('name')} } } }
  }`;
  const { body } = await small.ask(document, { input });
  expect(body.errors).toMatchObject([{ extensions: { code: 'ANSWER_TOO_LARGE', outcome: 'UNKNOWN' } }]);
});

test('all parts of a deferred answer count together', async () => {
  const fields = 'clientId name recordType orgId userId createdAt updatedAt';
  const query = `query ($n: Int) {
    oauthClients(first: 1) { totalCount }
    ...A @defer(label: "a") ...B @defer(label: "b") ...C @defer(label: "c")
  }
  fragment A on Query { a: oauthClients(first: $n) { nodes { ${fields} } } }
  fragment B on Query { b: oauthClients(first: $n) { nodes { ${fields} } } }
  fragment C on Query { c: oauthClients(first: $n) { nodes { ${fields} } } }`;
  const ask = async (n: number) => {
    const headers = { authorization: 'Bearer KEYsandboxAlice', accept: 'multipart/mixed' };
    return (await post(small.url, { query, variables: { n } }, headers)).text;
  };
  const fitting = await ask(10);
  expect(fitting).not.toContain('ANSWER_TOO_LARGE');
  const cut = await ask(30);
  expect(cut.match(/ANSWER_TOO_LARGE/g)).toHaveLength(1);
  expect(cut).toMatch(/"hasNext":false[\s\S]*-----\r\n$/);
  expect(Buffer.byteLength(cut)).toBeLessThan(22_000);
  expect(small.log.join('\n')).toContain('"codes":["ANSWER_TOO_LARGE"]');
});

describe('what usual operations may answer is known to fit without counting it', () => {
  const sizeOf = (source: string, variables = {}) => {
    const document = parse(source);
    return compileSize(TYPICAL, schema, document, getOperationAST(document)!)(variables);
  };
  const CLIENT = `clientId name clientType allowedScopes allowedGrantTypes redirectUris requirePkce createdAt`;

  test.each([
    ['one client', '{ oauthClient(clientId: "c") { name } }'],
    ['a page of clients', `{ oauthClients(first: 100) { nodes { ${CLIENT} } pageInfo { endCursor } totalCount } }`],
    ['grants with their clients', `{ oauthGrants(first: 100) { nodes { scopes client { ${CLIENT} } } } }`],
    ['keys', '{ oauthJsonWebKeySet { keys { kid kty alg use } } }'],
  ])('%s', (_what, source) => expect(sizeOf(source)).toBeLessThan(16 * MIB));

  test('the size is never less than that of the response', async () => {
    const source = `query ($n: Int) {
      oauthClients(first: $n) { nodes { ${CLIENT} grants(first: 2) { nodes { scopes } } } edges { cursor } }
      oauthGrants(first: $n) { edges { node { __typename grantId client { name } } } totalCount }
      oauthJsonWebKeySet { keys { kid } } oauthAuthorizationServerMetadata { issuer tokenEndpoint }
    }`;
    for (const n of [0, 1, 20]) {
      const { body } = await large.ask(source, { n });
      expect(body.errors).toBeUndefined();
      expect(sizeOf(source, { n })).toBeGreaterThan(JSON.stringify(body.data).length);
    }
  });

  const large = useForTests(() => startGateway());

  test('introspection is counted', () => {
    expect(sizeOf('{ __schema { types { name } } }')).toBeGreaterThan(16 * MIB);
  });
});
