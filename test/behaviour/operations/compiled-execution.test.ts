import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ALICE_KEY, BOB_KEY } from '../../../src/sandbox/index.ts';
import { schema } from '../../../src/schema/index.ts';
import { type Answer, startGateway, type TestGateway } from '../../support/gateway.ts';
import { useForTests } from '../../support/lifetime.ts';
import { OperationMaker, randomness, type Samples } from '../../support/random-operations.ts';
import { samplesOf } from '../../support/samples.ts';

/*
 * Two gateways on one sandbox, of which only one compiles: whatever is asked, and whatever Telnyx answers, both say the
 * same, when a query comes for the first time, when it is compiled, and ever after.
 */

/** How paths are spelled would be learnt from one query, which is answered with a fault, for all after it. */
const PATHS = { TELNYX_CLIENTS_PATH: '/oauth_clients', TELNYX_GRANTS_PATH: '/oauth_grants' };
const compiling = useForTests(() => startGateway({ env: PATHS }));
const plain = useForTests(() => {
  const { url, origin } = compiling.sandbox;
  return startGateway({
    env: { ...PATHS, TELNYX_API_URL: url, TELNYX_WELL_KNOWN_URL: origin, COMPILE_QUERIES: 'false' },
  });
});
let samples: Samples;
beforeAll(() => {
  samples = samplesOf(compiling.sandbox);
});

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/**
 * What must be equal: the data to the letter, and the errors in whatever order they came. Of errors below a null, which
 * one made it null and which others are still told is a matter of time (GraphQL, section 6.4.4): those count as one.
 */
function comparable({ status, body: { data, errors = [], extensions = {} } }: Answer, query: string) {
  const told = errors.map(({ path, message, extensions: { telnyxRequestId: _, retryAt: __, ...facts }, ...error }) => {
    const nulled = nullIn(data, path);
    if (nulled && nulled.length < path!.length) return `something below ${nulled.join('.')}`;
    return JSON.stringify({ path, message, ...error, extensions: facts });
  });
  const below = told.filter((each) => each.startsWith('something'));
  const own = told.filter(
    (each) => !each.startsWith('something') && !below.includes(`something below ${pathOf(each)}`),
  );
  return {
    status,
    data: JSON.stringify(data),
    errors: [...new Set([...own, ...below])].toSorted(),
    // What a scan costs hangs on what the gateway has learnt of the list by then.
    cost: /rants|indings/.test(query) ? undefined : extensions.cost,
  };
}

/** The part of a path that ends at the first null. */
function nullIn(data: unknown, path: (string | number)[] = []): (string | number)[] | undefined {
  let value = data;
  for (const [depth, key] of path.entries()) {
    if (value === null) return path.slice(0, depth);
    value = (value as Record<string | number, unknown> | undefined)?.[key];
  }
  return undefined;
}

const pathOf = (error: string): string => (JSON.parse(error).path ?? []).join('.');

async function expectTheSame(query: string, variables: Record<string, unknown>, key = ALICE_KEY): Promise<Answer> {
  const ask = (gateway: TestGateway) =>
    gateway.ask(query, variables, { key, headers: { traceparent: TRACEPARENT, 'x-timeout-ms': '5000' } });
  const expected = await ask(plain);
  for (let time = 1; time <= 3; time++) {
    const what = `${query}\n${JSON.stringify(variables)}\ntime ${time}`;
    expect(comparable(await ask(compiling), query), what).toEqual(comparable(expected, query));
  }
  return expected;
}

function randomQuery(seed: number): { query: string; variables: Record<string, unknown> } {
  const maker = new OperationMaker(schema, samples, seed);
  for (;;) {
    const made = maker.make();
    if (made.query.startsWith('query')) return made;
  }
}

const seed = fc.noShrink(fc.integer({ min: 0, max: 2 ** 31 }));

describe('compiled queries and others answer the same', () => {
  test('while Telnyx is healthy', { timeout: 120_000 }, async () => {
    let executed = 0;
    await fc.assert(
      fc.asyncProperty(seed, async (from) => {
        const { query, variables } = randomQuery(from);
        const { body } = await expectTheSame(query, variables);
        if (body.data) executed++;
      }),
      { numRuns: 200 },
    );
    expect(executed).toBeGreaterThan(100);
  });

  test('where it refuses or answers what it should not', { timeout: 120_000 }, async () => {
    const faults = ['401', '403', '404', '422', 'garbage', 'empty', 'no-data', 'html200'];
    const places = ['', '@GET /oauth_clients', '@GET /oauth_grants', '@GET /oauth/jwks'];
    const codes = new Set<string>();
    const meet = async (fault: string, query: string, variables: Record<string, unknown>) => {
      compiling.sandbox.faults.push(fault);
      const { body } = await expectTheSame(query, variables).finally(() => compiling.sandbox.faults.pop());
      for (const { extensions } of body.errors ?? []) codes.add(extensions.code);
    };
    // Few of the drawn queries are answered with the fault that is drawn.
    for (const fault of faults) await meet(fault, '{ oauthClients(first: 1) { totalCount } }', {});
    await fc.assert(
      fc.asyncProperty(seed, fc.constantFrom(...faults), fc.constantFrom(...places), async (from, fault, place) => {
        const { query, variables } = randomQuery(from);
        await meet(fault + place, query, variables);
      }),
      { numRuns: 200 },
    );
    expect([...codes]).toEqual(expect.arrayContaining(['UNAUTHENTICATED', 'FORBIDDEN', 'UPSTREAM_CONTRACT']));
  });

  test('where what it holds fits no type', { timeout: 120_000 }, async () => {
    const account = compiling.sandbox.account(BOB_KEY) as unknown as Record<string, Record<string, unknown>[]>;
    const odd = [
      null,
      undefined,
      0,
      -1.5,
      '',
      'x',
      true,
      [],
      ['x', null, 3],
      {},
      { a: 1 },
      [{}],
      '2026-13-01',
      2 ** 53,
    ];
    const originals = structuredClone({ clients: account.clients!, grants: account.grants! });
    let errors = 0;
    await fc.assert(
      fc.asyncProperty(seed, async (from) => {
        const random = randomness(from);
        for (const [kind, items] of Object.entries(originals)) {
          for (const [index, item] of items.entries()) {
            const spoilt: Record<string, unknown> = { ...item };
            for (const name of Object.keys(item)) {
              const isRead = ['id', 'client_id', 'record_type', 'name', 'allowed_grant_types'].includes(name); // by the sandbox
              if (!isRead && random() < 0.15) spoilt[name] = odd[Math.floor(random() * odd.length)];
            }
            account[kind]![index] = spoilt;
          }
        }
        const { query, variables } = randomQuery(from);
        const { body } = await expectTheSame(query, variables, BOB_KEY);
        errors += body.errors?.length ?? 0;
        await expectTheSame(ALL_OF_IT, {}, BOB_KEY);
      }),
      { numRuns: 100 },
    );
    for (const [kind, items] of Object.entries(originals)) account[kind]!.splice(0, items.length, ...items);
    expect(errors).toBeGreaterThan(0);
  });

  const ALL_OF_IT = `{
    oauthClients(first: 20) {
      edges { cursor node { ...Client } }
    }
    oauthGrants(first: 20) { totalCount nodes { id grantId scopes createdAt lastUsedAt client { ...Client } } }
  }
  fragment Client on OAuthClient { id clientId name allowedScopes allowedGrantTypes redirectUris clientType
    requirePkce logoUri tosUri policyUri createdAt updatedAt userId orgId }`;

  test.each([
    ['two of one name', 'query A { a: __typename } query B { b: __typename }'],
    [
      'what a variable leaves out',
      'query ($n: Int = 3, $y: Boolean!) { oauthClients(first: $n) { totalCount nodes @skip(if: $y) { name } } }',
    ],
    [
      'a field at two places, of which the first is skipped',
      `query ($y: Boolean! = true) { oauthClients(first: 2) { nodes { name @skip(if: $y) clientId name }
        edges { ...Edge @include(if: $y) cursor node { clientId } } pageInfo @skip(if: $y) { hasNextPage } totalCount
        pageInfo { endCursor } } } fragment Edge on OAuthClientEdge { node { name } }`,
    ],
  ])('%s', async (_name, query) => {
    for (const variables of [{}, { y: true }, { y: false, n: null }, { y: 1 }]) await expectTheSame(query, variables);
  });
});

test('an error in a line further down keeps its place', async () => {
  const query = `# é\r\nquery Deep($id: ID!) {\r  first: __typename\n  oauthClients(first: 1) { totalCount }
  bad: oauthClient(clientId: $id) { name }\n}`;
  const { body } = await expectTheSame(query, { id: '..' });
  expect(body.errors).toMatchObject([{ path: ['bad'], locations: [{ line: 5, column: 3 }] }]);
});

test('a value that its scalar refuses is told of in the same words', async () => {
  const client = compiling.sandbox.account(ALICE_KEY).clients.at(-1) as unknown as Record<string, unknown>;
  const { policy_uri, client_type } = client;
  for (const value of [{ a: 1 }, [{}], 'odd', 5]) {
    Object.assign(client, { policy_uri: value, client_type: value });
    const query = 'query Odd($id: ID!) { oauthClient(clientId: $id) { policyUri clientType } }';
    const { body } = await expectTheSame(query, { id: client.client_id });
    expect(body.data).toEqual({ oauthClient: { policyUri: null, clientType: null } });
    expect(body.errors).toMatchObject([
      { path: ['oauthClient', 'policyUri'], extensions: { code: 'UPSTREAM_CONTRACT' } },
    ]);
  }
  Object.assign(client, { policy_uri, client_type });
});

test('a skipped field does not count as data if the other fields are refused', async () => {
  const query = 'query Refused { oauthClients(first: 1) { totalCount } left: __typename @skip(if: true) }';
  expect(await expectTheSame(query, {}, 'a-key-of-no-account')).toMatchObject({ status: 401 });
});

test('each caller gets what is theirs, though the code is one', async () => {
  const query = 'query Mine { oauthClients(first: 1) { totalCount } }';
  const totals = async (key: string) => (await compiling.ask(query, {}, { key })).body.data.oauthClients.totalCount;
  const [alice, bob] = [compiling.sandbox.account(ALICE_KEY), compiling.sandbox.account(BOB_KEY)];
  for (let time = 0; time < 3; time++) {
    expect([await totals(ALICE_KEY), await totals(BOB_KEY)]).toEqual([alice.clients.length, bob.clients.length]);
  }
});

test('what it costs upstream stays the same', async () => {
  const query = 'query Cost { oauthGrants(first: 50) { nodes { client { name } } } }';
  const callsOf = async (gateway: TestGateway) => {
    compiling.sandbox.calls.length = 0;
    await gateway.ask(query);
    return compiling.sandbox.calls.length;
  };
  for (const gateway of [plain, compiling]) await callsOf(gateway); // from then on they know how long the lists are
  const expected = await callsOf(plain);
  expect(expected).toBeGreaterThan(2);
  expect([await callsOf(compiling), await callsOf(compiling), await callsOf(compiling)]).toEqual(
    Array(3).fill(expected),
  );
});
