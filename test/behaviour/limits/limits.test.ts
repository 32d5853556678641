import { afterEach, describe, expect, test } from 'vitest';
import { ALICE_KEY } from '../../../src/sandbox/index.ts';
import { type Answer, startGateway } from '../../support/gateway.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

const gateway = useForTests(() => startGateway());
afterEach(() => {
  gateway.sandbox.calls.length = 0;
});

const ids = (count: number) =>
  gateway.sandbox
    .account(ALICE_KEY)
    .clients.slice(0, count)
    .map((it) => it.client_id);
const aliased = (count: number, field: string) =>
  Array.from({ length: count }, (_, at) => `a${at}: ${field}`).join(' ');

/** A document of so many tokens that calls nothing upstream. */
const manyTokens = (count: number) => `{ __type(name: "Query") { ${'name '.repeat(count - 10)}} }`;

/** Refused with 400 and this in the error, for both content types, before anything was called. */
async function expectRefused(query: string, variables: Record<string, unknown>, details: Record<string, unknown>) {
  for (const accept of ['application/json', 'application/graphql-response+json']) {
    const { status, headers, body } = await gateway.ask(query, variables, { headers: { accept } });
    expect(status).toBe(400);
    expect(headers.get('content-type')).toContain(accept);
    expect(body.data).toBeUndefined();
    expect(body.errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX', ...details } }]);
    expect(body.errors![0]!.extensions.traceId).toEqual(expect.any(String));
  }
  expect(gateway.sandbox.calls).toEqual([]);
}

async function expectTaken(query: string, variables: Record<string, unknown> = {}): Promise<Answer['body']> {
  const { status, body } = await gateway.ask(query, variables);
  expect(body.errors).toBeUndefined();
  expect(status).toBe(200);
  return body;
}

describe('the document', () => {
  test('has 32,768 characters at the most, and is not parsed if it has more', async () => {
    const long = (length: number) => `{ __typename } #${'.'.repeat(length - 16)}`;
    await expectTaken(long(32_768));
    await expectRefused(long(32_769), {}, { measure: 'characters', requested: 32_769, maximum: 32_768 });
    const details = { measure: 'characters', requested: 200_000, maximum: 32_768 };
    await expectRefused('{'.repeat(200_000), {}, details);
  });

  test('has no long names', async () => {
    const query = (alias: string) => `{ ...F } fragment F on Query { ${alias}: __typename }`;
    await expectTaken(query('a'.repeat(128)));
    await expectRefused(query('a'.repeat(30_000)), {}, { measure: 'name length', requested: 30_000, maximum: 128 });
  });
});

describe('the cost', () => {
  const PAGE = 'query ($n: Int) { oauthGrants(first: $n) { nodes { client { name } } } }';
  const NESTED = `query ($n: Int) { ${aliased(10, 'oauthGrants(first: $n) { nodes { client { name } } }')} }`;

  test('is in every executed response, with the most that is allowed', async () => {
    const { extensions } = await expectTaken('{ oauthClients(first: 3) { nodes { name } } }');
    expect(extensions.cost).toEqual({ requested: 33, maximum: 5_000 });
    const faulty = await gateway.ask('{ oauthClient(clientId: "..") { name } }');
    expect(faulty.body.errors).toHaveLength(1);
    expect(faulty.body.extensions.cost).toEqual({ requested: 10, maximum: 5_000 });
    const anonymous = await gateway.ask('{ oauthClient(clientId: "x") { name } }', {}, { key: null });
    expect(anonymous.status).toBe(401);
    expect(anonymous.body.extensions.cost).toEqual({ requested: 10, maximum: 5_000 });
  });

  test('is that of the variables, each time, of one document', async () => {
    await expectTaken(NESTED, { n: 1 });
    gateway.sandbox.calls.length = 0;
    const requested = 10 * (30 + 100 * 11);
    await expectRefused(NESTED, { n: 100 }, { measure: 'cost', requested, maximum: 5_000 });
    const { extensions } = await expectTaken(NESTED, { n: 2 });
    expect(extensions.cost.requested).toBe(10 * (30 + 2 * 11));
  });

  test('counts the characters of texts as often as they are given', async () => {
    const request = (state: string) =>
      `oauthAuthorizationRequest(input: { clientId: "c", redirectUri: "app:/cb", state: ${state} }) { url }`;
    const costOf = async (query: string, variables = {}) =>
      (await gateway.ask(query, variables)).body.extensions.cost.requested;
    const [short, long] = ['s'.repeat(1_000), 's'.repeat(4_096)];
    expect(await costOf(`{ ${aliased(10, request(`"${short}"`))} }`)).toBe(10);
    expect(await costOf(`{ ${request(`"${long}"`)} }`)).toBe(1 + 4);
    const byVariable = `query ($s: String) { ${aliased(10, request('$s'))} }`;
    for (const s of [short, long]) expect(await costOf(byVariable, { s })).toBe(s === short ? 10 : 10 * (1 + 4));
    const filtered = `query ($f: OAuthClientFilter) { ${aliased(10, 'oauthClients(first: 1, filter: $f) { totalCount }')} }`;
    expect(await costOf(filtered, { f: { nameContains: 'x'.repeat(256) } })).toBe(10 * 30);
    expect(await costOf(filtered, { f: { nameContains: 'x'.repeat(250_000) } })).toBe(10 * (30 + 4));
    expect(await costOf('query ($id: ID!) { oauthClient(clientId: $id) { name } }', { id: 'i'.repeat(9_000) })).toBe(
      10,
    );
  });

  test('is told in a refused answer, too', async () => {
    const { body } = await gateway.ask(NESTED, { n: 100 });
    expect(body.extensions.cost).toEqual({ requested: 11_300, maximum: 5_000 });
    expect(body.errors![0]!.message).toBe(
      'The operation is too complex: its cost would be 11300 where 5000 is the most.',
    );
  });

  test('is that of the operation asked for, wherever the document has it', async () => {
    const query = `query Cheap { __typename } ${NESTED.replace('query', 'query Dear')}`;
    const send = async (operationName: string) => {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${ALICE_KEY}` },
        body: JSON.stringify({ query, operationName, variables: { n: 100 } }),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    };
    expect(await send('Cheap')).toMatchObject({ status: 200, body: { extensions: { cost: { requested: 0 } } } });
    expect(await send('Dear')).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { requested: 11_300 } }] },
    });
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test('is limited by GET as well', async () => {
    const url = `${gateway.url}?query=${encodeURIComponent(NESTED)}&variables=${encodeURIComponent('{"n":100}')}`;
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${ALICE_KEY}`, accept: 'application/json', 'x-graphql-csrf': '1' },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'QUERY_TOO_COMPLEX' } }] });
    expect(gateway.sandbox.calls).toEqual([]);
  });

  test('counts representations and ids', async () => {
    const ENTITIES = 'query ($them: [_Any!]!) { _entities(representations: $them) { ... on OAuthClient { name } } }';
    const them = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ __typename: 'OAuthClient', clientId: `c${at}` }));
    await expectRefused(ENTITIES, { them: them(501) }, { measure: 'cost', requested: 5_010 });
    const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
    await expectRefused(NODES, { ids: Array(501).fill('x') }, { measure: 'cost', requested: 5_010 });
  });

  test('leaves room for 400 entities, and for 100 grants with their clients', async () => {
    const ENTITIES =
      'query ($them: [_Any!]!) { _entities(representations: $them) { ... on OAuthClient { clientId } } }';
    const known = Array.from({ length: 4 }, () => ids(100)).flat();
    const them = known.map((clientId) => ({ __typename: 'OAuthClient', clientId }));
    const { data, extensions } = await expectTaken(ENTITIES, { them });
    expect(data._entities).toEqual(known.map((clientId) => ({ clientId })));
    expect(extensions.cost.requested).toBe(4_000);
    const page = await gateway.ask(PAGE, { n: 100 });
    expect(page.body.data.oauthGrants.nodes).toHaveLength(100);
    expect(page.body.extensions.cost.requested).toBe(1_130);
  });

  test('of fragments that spread each other 2^100 times is too much', async () => {
    const spread = (index: number) => `fragment F${index} on OAuthGrant { ...F${index + 1} ...F${index + 1} }`;
    const fragments = Array.from({ length: 100 }, (_, index) => spread(index)).join(' ');
    const query = `{ oauthGrant(grantId: "x") { ...F0 } } ${fragments} fragment F100 on OAuthGrant { client { id } }`;
    await expectRefused(query, {}, { measure: 'cost', requested: Number.MAX_SAFE_INTEGER });
  });
});

describe('what a document may hold', () => {
  test.each<[measure: string, maximum: number, requested: number | undefined, query: string]>([
    ['tokens', 2_000, undefined, manyTokens(2_001)],
    [
      'depth',
      15,
      17,
      `{ node(id: "x") { ${'... on OAuthGrant { client { grants { nodes { '.repeat(5)} id ${'} } } }'.repeat(5)} } }`,
    ],
    ['nesting', 200, undefined, `{ __type(name: ${'['.repeat(199)}${']'.repeat(199)}) { name } }`],
    ['nesting', 200, undefined, `{ __type(name: ${'['.repeat(15_000)}${']'.repeat(15_000)}) { name } }`],
    ['nesting', 200, undefined, `{ __type(name: ${'{ a: '.repeat(900)}1${'}'.repeat(900)}) { name } }`],
    ['nesting', 200, undefined, `query ($v: ${'['.repeat(900)}Int${']'.repeat(900)}) { __typename }`],
    ['nesting', 200, undefined, `${'{ ... '.repeat(900)}{ __typename }${'}'.repeat(900)}`],
    ['nesting', 200, undefined, '{ a'.repeat(10_000)],
    ['aliases', 100, 101, `{ oauthClient(clientId: "x") { ${aliased(101, 'name')} } }`],
    ['directives', 50, 51, `{ oauthClient(clientId: "x") { name ${'@include(if: true) '.repeat(51)} } }`],
    ['root fields', 60, 61, `{ ${aliased(61, '__typename')} }`],
  ])('%s: at most %i', async (measure, maximum, requested, query) => {
    await expectRefused(query, {}, { measure, maximum, ...(requested !== undefined && { requested }) });
  });

  test.each([
    ['2,000 tokens', manyTokens(2_000)],
    ['60 root fields', `{ ${aliased(60, '__typename')} }`],
  ])('%s are taken', async (_what, query) => {
    await expectTaken(query);
  });

  test('is looked at before what it means: an invalid document that is too large is too large', async () => {
    await expectRefused(`{ ${aliased(101, 'nothing')} }`, {}, { measure: 'aliases' });
  });

  test('is checked each time, and a refused document is never cached', async () => {
    const query = `{ ${aliased(61, '__typename')} }`;
    for (let time = 0; time < 3; time++) await expectRefused(query, {}, { measure: 'root fields' });
  });

  test('is limited by aliases in fragments, however often they are spread', async () => {
    const query = `{ oauthClient(clientId: "x") { ${'...F '.repeat(51)} } } fragment F on OAuthClient { ${aliased(2, 'name')} }`;
    await expectRefused(query, {}, { measure: 'aliases', requested: 102 });
  });
});

test('each limit is a setting', async () => {
  const env = {
    MAX_COST: '9',
    MAX_TOKENS: '20',
    MAX_DEPTH: '2',
    MAX_ALIASES: '1',
    MAX_DIRECTIVES: '1',
    MAX_ROOT_FIELDS: '2',
  };
  const strict = await useInTest(startGateway({ env }));
  const refusal = async (query: string) => {
    const { body } = await strict.ask(query);
    return body.errors?.map(({ extensions }) => [extensions.measure, extensions.maximum]);
  };
  expect(await refusal('{ oauthClient(clientId: "x") { id } }')).toEqual([['cost', 9]]);
  expect(await refusal(`{ ${'__typename '.repeat(19)} }`)).toEqual([['tokens', 20]]);
  expect(await refusal('{ oauthClients { nodes { id } } }')).toEqual([['depth', 2]]);
  expect(await refusal('{ a: __typename b: __typename }')).toEqual([['aliases', 1]]);
  expect(await refusal('{ __typename @skip(if: true) @include(if: true) }')).toEqual([['directives', 1]]);
  expect(await refusal('{ __typename __typename __typename }')).toEqual([['root fields', 2]]);
  expect(await refusal('{ __typename }')).toBeUndefined();
  expect(strict.sandbox.calls).toEqual([]);
});

test('operations in an array are refused', async () => {
  const operation = { query: '{ oauthProtectedResourceMetadata { resource } }' };
  for (const batch of [[operation], [operation, operation], []]) {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ALICE_KEY}` },
      body: JSON.stringify(batch),
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  }
  expect(gateway.sandbox.calls).toEqual([]);
});

describe('the errors of an answer', () => {
  test('are 10 at the most, and the rest is counted', async () => {
    const { body } = await gateway.ask(`{ ${aliased(30, 'oauthClient(clientId: "..") { name }')} }`);
    expect(body.errors).toHaveLength(10);
    expect(body.extensions.omittedErrors).toBe(20);
  });

  test('are all there where they are 10', async () => {
    const query = `{ ${aliased(10, 'oauthClient(clientId: "..") { name }')} }`;
    const { body } = await gateway.ask(query);
    expect(body.errors).toHaveLength(10);
    expect(body.extensions).not.toHaveProperty('omittedErrors');
  });

  test('are 10 of an invalid document and of invalid variables, too', async () => {
    const invalid = await gateway.ask(`{ ${aliased(20, 'nothing')} }`);
    expect(invalid.body.errors).toHaveLength(10);
    expect(invalid.body.extensions.omittedErrors).toBe(10);
    const badIds = await gateway.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Array(20).fill({}) });
    expect(badIds.body.errors).toHaveLength(10);
    expect(badIds.body.extensions.omittedErrors).toBe(10);
  });
});
