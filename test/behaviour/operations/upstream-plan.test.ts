import { describe, expect, test } from 'vitest';
import { readExamples, readRun } from '../../../scripts/reference/run.ts';
import type { UpstreamPlan } from '../../../src/client/index.ts';
import type { PlanReport } from '../../../src/context.ts';
import { ALICE_KEY, BOB_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { demoAccounts } from '../../../src/sandbox/seed.ts';
import { schema } from '../../../src/schema/index.ts';
import { type Answer, type Ask, provePaths, startGateway, type TestGateway } from '../../support/gateway.ts';
import { post, send } from '../../support/http.ts';
import { useForTests, useInTest } from '../../support/lifetime.ts';

/** What front ends are told of a plan is what it is. */
const asClientsKnowIt = (report: PlanReport): UpstreamPlan => ({ cost: 0, ...report });

/** One that knows how paths are spelled, and nothing yet of how long lists are. */
async function startAnew(): Promise<TestGateway> {
  const started = await startGateway();
  await provePaths(started);
  return started;
}

const gateway = useForTests(startAnew);

const CLIENT = DEMO_CLIENT.client_id;
const codesOf = ({ body }: Answer) => (body.errors ?? []).map(({ extensions }) => extensions.code);

async function ask(mode: string, query: string, variables = {}, { headers, ...more }: Ask = {}, at = gateway) {
  const before = at.sandbox.calls.length;
  const answer = await at.ask(query, variables, { ...more, headers: { ...headers, 'x-upstream-plan': mode } });
  return { ...answer, plan: answer.body.extensions?.plan, calls: at.sandbox.calls.slice(before) };
}

const exactly = (calls: number) => ({ atLeast: calls, atMost: calls });

describe('x-upstream-plan: only', () => {
  test('answers one error with the plan, and calls nothing', async () => {
    const at = await useInTest(startAnew());
    const query = '{ oauthGrants(first: 20) { nodes { client { name } } } }';
    const { status, body, plan, calls } = await ask('only', query, {}, {}, at);
    expect(calls).toEqual([]);
    expect(status).toBe(200);
    expect(body.data).toBeNull();
    expect(body.errors).toMatchObject([{ extensions: { code: 'PLANNED', plan } }]);
    expect(asClientsKnowIt(plan)).toEqual({
      cost: body.extensions.cost.requested,
      calls: { atLeast: 1, atMost: 22 },
      retries: { atMost: 6 * 22 },
      spelling: { atMost: 0 },
      quota: { remaining: expect.any(Number), resetAt: expect.stringMatching(/^\d{4}-.*Z$/), fits: true },
      steps: [
        {
          fields: ['oauthGrants'],
          method: 'GET',
          path: '/oauth_grants',
          ...exactly(1),
          why: 'page',
          depends: [],
        },
        {
          fields: ['oauthGrants.nodes.client'],
          method: 'GET',
          path: '/oauth_clients/{id}',
          atLeast: 0,
          atMost: 21,
          why: 'batch',
          depends: [0],
        },
      ],
    });
  });

  test.for<[what: string, calls: number, query: string]>([
    ['a client', 1, `{ oauthClient(clientId: "${CLIENT}") { name } }`],
    [
      'three clients',
      3,
      '{ a: oauthClient(clientId: "a") { id } b: oauthClient(clientId: "b") { id } node(id: "T0F1dGhDbGllbnQ6Yw==") { id } }',
    ],
    ['a client twice', 1, '{ a: oauthClient(clientId: "a") { id } b: oauthClient(clientId: "a") { name } }'],
    [
      'a page, and the same again',
      1,
      '{ a: oauthClients(first: 5) { nodes { id } } b: oauthClients(first: 5) { nodes { name } } }',
    ],
    ['the last ones of 160', 2, '{ oauthClients(last: 5) { nodes { id } } }'],
    ['a client for each of one grant', 2, '{ oauthGrants(first: 1) { nodes { client { name } } } }'],
    ['a scan of 300', 4, '{ oauthGrants(filter: { scope: "x" }) { totalCount } }'],
    [
      'two filters, one scan',
      4,
      '{ a: oauthGrants(filter: { scope: "x" }) { totalCount } b: oauthGrants(filter: { scope: "y" }) { totalCount } }',
    ],
    [
      'a scan and a page that is its first',
      4,
      '{ a: oauthGrants(filter: { scope: "x" }) { totalCount } b: oauthGrants(first: 100) { nodes { id } } }',
    ],
    ['grants of all clients of a page', 5, '{ oauthClients(first: 20) { nodes { grants { totalCount } } } }'],
    [
      'a dry run of revocations',
      4,
      'mutation { revokeOAuthGrants(input: { where: { scope: "none" } }) { __typename } }',
    ],
    [
      'two deletions',
      2,
      'mutation { a: deleteOAuthClient(clientId: "a") { __typename } b: deleteOAuthClient(clientId: "b") { __typename } }',
    ],
    ['no field', 0, '{ __typename }'],
  ])('where sizes are known, the number of calls is: %s', async ([, calls, query]) => {
    await gateway.ask('{ oauthClients { totalCount } oauthGrants { totalCount } }');
    const planned = await ask('only', query);
    expect(planned.calls).toEqual([]);
    expect(planned.plan.calls).toEqual(exactly(calls));
    expect((await ask('beside', query)).calls).toHaveLength(calls);
  });

  test('knows a page behind a cursor of a list that stands still', async () => {
    const query = 'query ($after: String) { oauthGrants(first: 30, after: $after) { pageInfo { endCursor } } }';
    const { body } = await gateway.ask(query);
    const after = body.data.oauthGrants.pageInfo.endCursor;
    expect((await ask('only', query, { after })).plan.calls).toEqual(exactly(1));
    gateway.sandbox.account(ALICE_KEY).grants.length -= 1;
    await gateway.ask('{ oauthGrants { totalCount } }');
    expect((await ask('only', query, { after })).plan.calls).toEqual({ atLeast: 1, atMost: 4 });
  });

  test('knows documents that are kept', async () => {
    const query =
      '{ oauthAuthorizationServerMetadata { issuer } a: oauthJsonWebKeySet { keys { kid } } b: oauthJsonWebKeySet { keys { kid } } }';
    const at = await useInTest(startAnew());
    expect((await ask('only', query, {}, {}, at)).plan.calls).toEqual(exactly(2));
    expect((await at.ask(query)).body.errors).toBeUndefined();
    expect((await ask('only', query, {}, {}, at)).plan.calls).toEqual(exactly(0));
  });

  test('does not count on what stands below an answer', async () => {
    const at = await useInTest(startAnew());
    const update = 'updateOAuthClient(clientId: "nobody", input: { name: "n" })';
    const query = `mutation { ${update} { ... on UpdateOAuthClientPayload { warnings { code } } } }`;
    expect((await ask('only', query, {}, {}, at)).plan.calls).toEqual({ atLeast: 1, atMost: 2 });
    expect((await ask('beside', query, {}, {}, at)).calls).toHaveLength(1);
  });

  const KEPT = 'oauthProtectedResourceMetadata { resource } oauthJsonWebKeySet { keys { kid } }';
  const BELOW = 'oauthClients { nodes { findings { code } } }';
  const ROOT = 'oauthFindings(codes: [SCOPE_NOT_OFFERED]) { totalCount }';
  test.for<[atLeast: number, query: string]>([
    [0, `{ ${BELOW} }`],
    [0, `{ ${KEPT} ${BELOW} }`],
    [0, `{ ${BELOW} ${KEPT} }`],
    [1, `{ ${BELOW} ${ROOT} }`],
    [1, `{ ${ROOT} ${KEPT} ${BELOW} }`],
  ])('counts what fields share once, and as certain if one of them is: at least %d of %s', async ([atLeast, query]) => {
    const empty = { key: 'KEYempty', clients: [], grants: [] };
    const at = await useInTest(startGateway({ sandbox: { accounts: [...demoAccounts(), empty] } }));
    await at.ask(`{ ${KEPT} }`);
    const { plan, calls } = await ask('beside', query, {}, { key: empty.key }, at);
    const metadata = (plan.steps as { path: string }[]).filter(({ path }) => path.endsWith('-server'));
    expect(metadata).toMatchObject([{ atLeast, atMost: 1, made: atLeast }]);
    expect(plan.calls.atLeast).toBe(calls.length);
  });

  const GRANTS = 'grants { totalCount }';
  const FOUND = `oauthClients(first: 1) { nodes { findings(minSeverity: HIGH) { client { ${GRANTS} } } } }`;
  const FOREIGN = `oauthGrants(first: 1) { nodes { client { ${GRANTS} } } }`;
  test.for<[calls: number, query: string]>([
    [1, `{ ${FOUND} }`],
    [2, `{ ${FOREIGN} }`],
    [2, `{ oauthClients(first: 1) { nodes { ${GRANTS} } } ${FOUND} }`],
    [2, `{ ${FOUND} oauthGrants(filter: { scope: "x" }) { totalCount } }`],
  ])('does not count on what may turn out empty or null, though its size is known: %d of %s', async ([made, query]) => {
    const client = { client_id: 'tidy', client_type: 'confidential' as const, allowed_grant_types: [] };
    const grants = [{ id: 'foreign', client_id: 'of-another-account' }];
    const account = { key: 'KEYsmall', clients: [client], grants };
    const at = await useInTest(startGateway({ sandbox: { accounts: [...demoAccounts(), account] } }));
    await provePaths(at);
    await at.ask('{ oauthClients { totalCount } oauthGrants { totalCount } }', {}, { key: account.key });
    const { plan, calls } = await ask('beside', query, {}, { key: account.key }, at);
    expect(calls).toHaveLength(made);
    expect(plan.calls.atLeast).toBe(made);
    expect(plan.calls.atMost).toBeGreaterThanOrEqual(made);
  });

  test('tells the search for the spelling of a path apart', async () => {
    const anew = await useInTest(startGateway());
    const query = '{ oauthClient(clientId: "nobody") { name } }';
    const { plan } = await ask('only', query, {}, {}, anew);
    expect(plan).toMatchObject({ calls: exactly(1), spelling: { atMost: 3 } });
    const beside = await ask('beside', query, {}, {}, anew);
    expect(beside.calls).toHaveLength(2);
    expect(beside.plan.made).toEqual({ calls: 1, retries: 0, spelling: 1, shared: 0 });
  });

  test('says whether the calls fit into the quota', async () => {
    const account = await useInTest(startGateway({ sandbox: { quota: { limit: 6, windowSeconds: 60 } } }));
    const query = '{ oauthGrants(first: 10) { nodes { client { name } } } }';
    expect((await ask('only', query, {}, {}, account)).plan.quota).toEqual({
      remaining: null,
      resetAt: null,
      fits: null,
    });
    await account.ask('{ oauthClients { totalCount } oauthGrants { totalCount } }');
    const few = await ask('only', '{ oauthGrants(first: 10) { nodes { id } } }', {}, {}, account);
    expect(few.plan.quota).toMatchObject({ remaining: 4, fits: true });
    expect((await ask('only', query, {}, {}, account)).plan.quota).toMatchObject({ remaining: 4, fits: false });
  });
});

describe('what is refused', () => {
  test('is refused as in earnest', async () => {
    const input = { name: '', clientType: 'PUBLIC', allowedGrantTypes: [], allowedScopes: ['two scopes'] };
    const create = `mutation ($input: CreateOAuthClientInput!) { createOAuthClient(input: $input) { __typename
      ... on OAuthValidationError { issues { path code message } } } }`;
    for (const [query, variables, key] of [
      [create, { input }, ALICE_KEY],
      [create, { input: { ...input, name: 1 } }, ALICE_KEY],
      ['{ oauthClients(first: 101) { nodes { id } } }', {}, ALICE_KEY],
      ['{ oauthClient(clientId: "..") { name } }', {}, ALICE_KEY],
      ['{ oauthGrants(after: "x") { nodes { id } } }', {}, ALICE_KEY],
      ['{ oauthGrants(filter: { scope: "x" }, first: 5, last: 5) { nodes { id } } }', {}, ALICE_KEY],
      ['{ oauthClients { nodes { id } } }', {}, null],
      ['{ a: oauthClients(first: 100) { nodes { grants(first: 100) { nodes { client { id } } } } } }', {}, ALICE_KEY],
    ] as const) {
      const planned = await ask('only', query, variables, { key });
      const earnest = await gateway.ask(query, variables, { key, headers: { 'x-upstream-trace': 'false' } });
      const plain = ({ status, body }: Answer) =>
        JSON.parse(JSON.stringify({ status, body }, (name, value) => (name === 'traceId' ? undefined : value)));
      expect(plain(planned)).toEqual(plain(earnest));
      expect(codesOf(planned)).not.toContain('PLANNED');
      expect(planned.calls).toEqual([]);
    }
  });

  test('stands beside the plan of the rest', async () => {
    const query = await ask(
      'only',
      '{ oauthClients(first: 101) { nodes { id } } oauthJsonWebKeySet { keys { kid } } }',
    );
    expect(codesOf(query)).toEqual(['PLANNED', 'BAD_USER_INPUT']);
    const mutation = await ask(
      'only',
      `mutation { a: revokeOAuthGrants(input: { where: {} }) { __typename }
        b: revokeOAuthGrants(input: { where: { scope: "x" }, dryRun: false, maximumCount: 7 }) { __typename } }`,
    );
    expect(codesOf(mutation)).toEqual(['PLANNED']);
    expect(mutation.body.data).toEqual({ a: { __typename: 'OAuthValidationError' }, b: null });
    expect(mutation.plan.steps.at(-1)).toMatchObject({ method: 'DELETE', path: '/oauth_grants/{id}', atMost: 7 });
  });
});

test.each(readExamples().filter(({ document }) => document.startsWith('query')))(
  'a query of $field can be planned before anything is known',
  async ({ field, document }) => {
    const anew = await useInTest(startAnew());
    const { variables, calls } = readRun(field);
    const planned = await ask('only', document, variables, {}, anew);
    expect(codesOf(planned)).toEqual(['PLANNED']);
    expect(planned.calls).toEqual([]);
    expect(planned.plan.calls.atMost).toBeGreaterThanOrEqual(calls.length);
  },
);

test.each(['', '..', '\ud800'])('of grants to %j, which is no id, only the list is read', async (clientId) => {
  const query = 'query ($filter: OAuthGrantFilter) { oauthGrants(filter: $filter) { nodes { client { name } } } }';
  const planned = await ask('only', query, { filter: { clientId } });
  expect(codesOf(planned)).toEqual(['PLANNED']);
  expect(new Set(planned.plan.steps.map(({ path }: { path: string }) => path))).toEqual(new Set(['/oauth_grants']));
});

test('every mutation can be planned, leaves no line in the audit log, and shows no placeholder', async () => {
  const names = Object.keys(schema.getMutationType()!.getFields());
  gateway.log.length = 0;
  const inputs: Record<string, unknown> = {
    createOAuthClient: { name: 'n', clientType: 'PUBLIC', allowedGrantTypes: [], allowedScopes: [] },
    updateOAuthClient: { name: 'n' },
    copyOAuthClient: { name: 'n' },
    registerOAuthClient: { clientName: 'n' },
    requestOAuthToken: { grantType: 'CLIENT_CREDENTIALS', clientId: 'x', clientSecret: 's' },
    introspectOAuthToken: { token: 't' },
    startOAuthAuthorization: { clientId: 'x', redirectUri: 'https://a.example/' },
    decideOAuthConsent: { consentToken: 'c', allowed: true },
    revokeOAuthGrants: { where: { clientId: 'x' }, dryRun: false, maximumCount: 5 },
  };
  for (const name of names) {
    const { args, type } = schema.getMutationType()!.getFields()[name]!;
    const definitions = args.map((arg) => `$${arg.name}: ${arg.type}`).join(' ');
    const given = args.map((arg) => `${arg.name}: $${arg.name}`).join(' ');
    const variables = Object.fromEntries(args.map((arg) => [arg.name, arg.name === 'input' ? inputs[name] : 'x']));
    const payload = String(type).replace(/Result$/, 'Payload');
    const below = /^(create|update|copy|register)/.test(name)
      ? `... on ${payload} { client { grants { totalCount } } }`
      : '';
    const query = `mutation (${definitions}) { ${name}(${given}) { __typename ${below} } }`;
    const planned = await ask('only', query, variables);
    expect([name, codesOf(planned)]).toEqual([name, ['PLANNED']]);
    expect(planned.body.data).toBeNull();
    expect(planned.calls).toEqual([]);
    expect(planned.plan.calls.atLeast).toBeGreaterThan(0);
    expect(JSON.stringify(planned.body)).not.toMatch(/"planned/);
  }
  expect(gateway.log.filter((line) => line.includes('"audit"'))).toEqual([]);
});

test('what was learnt of the account stays as it was', async () => {
  const at = await useInTest(startGateway());
  const plan = async (query: string) => (await ask('only', query, {}, {}, at)).plan;
  const scan = '{ oauthGrants(filter: { scope: "x" }) { totalCount } }';
  await plan('{ a: oauthGrants(first: 5) { nodes { id } } b: oauthGrants(last: 5) { nodes { id } } }');
  await plan('mutation { deleteOAuthClient(clientId: "x") { __typename } }');
  expect((await plan(scan)).calls).toEqual({ atLeast: 1, atMost: 57 });
  await plan(`{ oauthClient(clientId: "${CLIENT}") { name } }`);
  expect((await plan('{ oauthClient(clientId: "x") { name } }')).spelling).toEqual({ atMost: 3 });
  await at.ask('{ oauthGrants { totalCount } }');
  await plan('mutation { revokeOAuthGrant(grantId: "x") { __typename } }');
  expect((await plan(scan)).calls).toEqual(exactly(4));
});

describe('x-upstream-plan: beside', () => {
  test('carries the operation out, and tells planned beside made', async () => {
    const query = '{ oauthGrants(first: 20) { nodes { client { name } } } }';
    const plain = await gateway.ask(query);
    const { body, plan, calls } = await ask('beside', query, {}, { headers: { 'x-upstream-trace': 'false' } });
    expect(body.errors).toBeUndefined();
    expect(body.data).toEqual(plain.body.data);
    expect(body.extensions.upstream).toBeUndefined();
    expect(plan.made).toEqual({ calls: calls.length, retries: 0, spelling: 0, shared: 0 });
    expect(plan.steps.map(({ made }: { made: number }) => made)).toEqual([1, calls.length - 1]);
    expect(plan.steps[1]).toMatchObject({ atLeast: 1, atMost: 20 });
  });

  test('tells retries apart', async () => {
    gateway.sandbox.faults.push('503*2');
    const { body, plan, calls } = await ask('beside', '{ oauthClients(first: 5) { nodes { id } } }');
    expect(body.errors).toBeUndefined();
    expect(calls).toHaveLength(3);
    expect(plan).toMatchObject({ calls: exactly(1), retries: { atMost: 6 }, made: { calls: 1, retries: 2 } });
  });

  test('tells of a mutation that is refused what it was told', async () => {
    const query = `mutation { revokeOAuthGrants(input: { where: { createdAfter: "2000-01-01T00:00:00Z" }, dryRun: false, maximumCount: 1 }) {
      __typename } }`;
    const { body, plan } = await ask('beside', query);
    expect(body.data).toEqual({ revokeOAuthGrants: { __typename: 'OAuthValidationError' } });
    expect(plan).toMatchObject({ made: { calls: 4 }, steps: [{ made: 1 }, { made: 3 }, { made: 0, atMost: 1 }] });
  });

  test('comes with the last payload of incremental delivery', async () => {
    const query = '{ oauthClients(first: 1) { nodes { name ... @defer { grants { totalCount } } } } }';
    const headers = { authorization: `Bearer ${ALICE_KEY}`, accept: 'multipart/mixed', 'x-upstream-plan': 'beside' };
    const { text } = await post(gateway.url, { query }, headers);
    const payloads = [...text.matchAll(/^\{.*\}$/gm)].map(([payload]) => JSON.parse(payload));
    expect(payloads.at(-1).extensions.plan.made.calls).toBe(5);
    expect(payloads.slice(0, -1).filter(({ extensions }) => extensions?.plan)).toEqual([]);
    const only = await post(gateway.url, { query }, { ...headers, 'x-upstream-plan': 'only' });
    expect(only.text).toContain('PLANNED');
  });
});

describe('where plans are told', () => {
  const QUERY = '{ oauthClients { totalCount } }';
  const gatewayIn = (env: Record<string, string>) => useInTest(startGateway({ env }));

  test.for([
    ['where introspection is', {}, ['PLANNED']],
    ['not in production', { NODE_ENV: 'production' }, ['FORBIDDEN']],
    ['not without introspection', { INTROSPECTION: 'false' }, ['FORBIDDEN']],
    ['by a setting', { NODE_ENV: 'production', UPSTREAM_PLANS: 'true' }, ['PLANNED']],
    ['not by a setting', { UPSTREAM_PLANS: 'false' }, ['FORBIDDEN']],
  ] as const)('%s', async ([, env, codes]) => {
    const at = await gatewayIn(env);
    const planned = await ask('only', QUERY, {}, {}, at);
    expect(codesOf(planned)).toEqual(codes);
    expect(planned.calls).toEqual([]);
  });

  test.for(['', 'Only', 'onyl', 'only, only', 'true'])(
    'nothing is carried out for a header that says %j',
    async (mode) => {
      const planned = await ask(mode, 'mutation { deleteOAuthClient(clientId: "x") { __typename } }');
      expect(planned.status).toBe(400);
      expect(codesOf(planned)).toEqual(['BAD_REQUEST']);
      expect(planned.calls).toEqual([]);
    },
  );

  test('by GET, of a persisted document, compiled or not, kept by no cache', async () => {
    const query = '{ oauthJsonWebKeySet { keys { kid } } }';
    for (let time = 0; time < 3; time++) {
      const planned = await ask('only', query, {}, { method: 'GET', key: null });
      expect(codesOf(planned)).toEqual(['PLANNED']);
      expect(planned.headers.get('cache-control')).toBe('no-store');
    }
    const earnest = await gateway.ask(
      query,
      {},
      { method: 'GET', key: null, headers: { 'x-upstream-trace': 'false' } },
    );
    expect(earnest.headers.get('cache-control')).toMatch(/^public/);
    expect(earnest.headers.get('vary')).toContain('x-upstream-plan');
    const beside = await ask(
      'beside',
      query,
      {},
      { method: 'GET', key: null, headers: { 'x-upstream-trace': 'false' } },
    );
    expect(beside.headers.get('cache-control')).toBe('no-store');
  });

  test('a page of an allowed origin may ask', async () => {
    const at = await gatewayIn({ CORS_ORIGINS: 'https://app.example' });
    const { status, headers } = await send(at.url, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-upstream-plan',
      },
    });
    expect(status).toBe(204);
    expect(headers['access-control-allow-headers']).toContain('x-upstream-plan');
  });
});

test('in service mode a plan needs no credential of the gateway’s own', async () => {
  const secret = 'router-secret-of-forty-characters-0123456';
  const env = {
    AUTH_MODE: 'service',
    ROUTER_SECRET: secret,
    TELNYX_CLIENT_ID: DEMO_CLIENT.client_id,
    TELNYX_CLIENT_SECRET: DEMO_CLIENT.client_secret,
  };
  const at = await useInTest(startGateway({ env }));
  const query = '{ oauthGrants(first: 2) { nodes { client { name } } } oauthClients { totalCount } }';
  const router = { key: null, headers: { 'x-router-secret': secret } };
  const planned = await ask('only', query, {}, router, at);
  expect(codesOf(planned)).toEqual(['PLANNED']);
  expect(planned.calls).toEqual([]);
  const stranger = await ask('only', query, {}, { key: BOB_KEY }, at);
  expect(codesOf(stranger)).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
  expect(stranger.calls).toEqual([]);
});
