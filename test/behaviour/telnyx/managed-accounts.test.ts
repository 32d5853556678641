import { describe, expect, onTestFinished, test } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import type { AccountSeed } from '../../../src/sandbox/store.ts';
import { arrived, latch, startGatedGateway } from '../../support/gate.ts';
import { startGateway, type TestGatewayOptions } from '../../support/gateway.ts';
import { startIssuer } from '../../support/issuer.ts';

const ONE = '11111111-0000-4000-8000-00000000abcd';
const OTHER = '22222222-0000-4000-8000-00000000abcd';

const named = (name: string, count: number): Partial<AccountSeed> => ({
  clients: Array.from({ length: count }, (_, index) => ({ client_id: `client-${index}`, name: `${index} of ${name}` })),
  grants: [{ id: 'grant-0', client_id: 'client-0' }],
});
const accounts: AccountSeed[] = [
  { key: ALICE_KEY, ...named('the manager', 30) },
  { key: `${ALICE_KEY} ${ONE}`, ...named('one', 31) },
  { key: `${ALICE_KEY} ${OTHER}`, ...named('other', 32) },
];

const OPTIONS: TestGatewayOptions = { sandbox: { accounts }, env: { MANAGED_ACCOUNTS: 'true' } };
const under = (id: string, others: Record<string, string> = {}) => ({
  headers: { 'x-managed-account-id': id, ...others },
});

async function start(options: TestGatewayOptions = OPTIONS) {
  const gateway = await startGateway(options);
  onTestFinished(() => gateway.close());
  return gateway;
}

const FIRST = '{ oauthClients(first: 1) { totalCount pageInfo { endCursor } nodes { name } } }';
const NEXT = 'query ($after: String) { oauthClients(first: 1, after: $after) { nodes { name } } }';

test('each sees its own data, and cursors of one are none of another’s', async () => {
  const gateway = await start();
  const asks = [{}, under(ONE), under(OTHER)];
  const cursors: string[] = [];
  for (const [index, name] of ['the manager', 'one', 'other'].entries()) {
    const { body } = await gateway.ask(FIRST, {}, asks[index]);
    expect(body.data.oauthClients).toMatchObject({ totalCount: 30 + index, nodes: [{ name: `0 of ${name}` }] });
    cursors.push(body.data.oauthClients.pageInfo.endCursor);
  }
  for (const [of, after] of cursors.entries()) {
    for (const [by, ask] of asks.entries()) {
      const { body } = await gateway.ask(NEXT, { after }, ask);
      if (of === by) expect(body.data.oauthClients.nodes).toHaveLength(1);
      else expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  }
});

test('reads under way at once are shared by one account alone', async () => {
  const { gateway, gate } = await startGatedGateway(OPTIONS);
  const all = latch();
  gate.pass = async (_call, answer) => {
    await all.opened;
    return answer;
  };
  const asks = [{}, under(ONE), under(OTHER), {}, under(ONE.toUpperCase()), under(OTHER)];
  const answers = asks.map((ask) => gateway.ask('{ oauthClient(clientId: "client-0") { name } }', {}, ask));
  await arrived(gate, 3, () => true);
  await new Promise((passed) => setTimeout(passed, 200));
  all.open();
  const names = (await Promise.all(answers)).map(({ body }) => body.data.oauthClient.name);
  expect(names).toEqual([...Array(2)].flatMap(() => ['0 of the manager', '0 of one', '0 of other']));
  expect(gate.calls.map(({ headers }) => headers['x-managed-account-id']).sort()).toEqual([ONE, OTHER, undefined]);
});

test('a quota that one used up stops no other', async () => {
  const { gateway, gate } = await startGatedGateway(OPTIONS);
  gate.pass = ({ headers }, answer) => {
    if (headers['x-managed-account-id'] !== ONE) return answer;
    const limits = { 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' };
    return { status: 429, headers: { ...limits, 'retry-after': '60' }, body: '{}' };
  };
  const spent = await gateway.ask(FIRST, {}, under(ONE));
  expect(spent.body.errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
  for (const ask of [{}, under(OTHER)]) {
    const { body } = await gateway.ask(FIRST, {}, ask);
    expect(body.errors).toBeUndefined();
  }
  expect((await gateway.ask(FIRST, {}, under(ONE))).body.errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
});

test('what is remembered of the length of a list, or as missing from it, is remembered of that account', async () => {
  const gateway = await start();
  const ids = ['client-30', ...Array.from({ length: 5 }, (_, index) => `client-${index}`)];
  const query = `{ ${ids.map((id, index) => `c${index}: oauthClient(clientId: "${id}") { name }`).join(' ')} }`;
  const own = await gateway.ask(query);
  expect(own.body.data.c0).toBeNull();
  const { body } = await gateway.ask(query, {}, under(ONE));
  expect(body.data.c0).toEqual({ name: '30 of one' });
});

test('the audit line names it', async () => {
  const gateway = await start();
  const revoke = 'mutation { revokeOAuthGrant(grantId: "grant-0") { __typename } }';
  for (const ask of [under(ONE), {}]) {
    expect((await gateway.ask(revoke, {}, ask)).body.data.revokeOAuthGrant.__typename).toBe('RevokeOAuthGrantPayload');
  }
  const lines = gateway.log.map((line) => JSON.parse(line)).filter(({ audit }) => audit);
  expect(lines.map(({ audit }) => audit.managedAccount)).toEqual([ONE, undefined]);
  expect(gateway.sandbox.account(`${ALICE_KEY} ${OTHER}`).grants).toHaveLength(1);
});

test('it goes upstream with the caller’s credential only', async () => {
  const gateway = await start({ env: { MANAGED_ACCOUNTS: 'true' } });
  const input = {
    grantType: 'CLIENT_CREDENTIALS',
    clientId: DEMO_CLIENT.client_id,
    clientSecret: DEMO_CLIENT.client_secret,
  };
  await gateway.ask(
    'mutation ($input: RequestOAuthTokenInput!) { requestOAuthToken(input: $input) { __typename } }',
    { input },
    under(ONE),
  );
  await gateway.ask(
    'mutation ($input: IntrospectOAuthTokenInput!) { introspectOAuthToken(input: $input) { __typename } }',
    { input: { token: 'x', clientId: DEMO_CLIENT.client_id, clientSecret: DEMO_CLIENT.client_secret } },
    under(ONE),
  );
  await gateway.ask('{ oauthJsonWebKeySet { keys { kid } } }', {}, under(ONE));
  await gateway.ask('{ oauthClients { totalCount } }', {}, under(ONE));
  expect(
    gateway.sandbox.calls.map(({ path, headers }) => [path.split('?')[0], headers['x-managed-account-id']]),
  ).toEqual([
    ['/v2/oauth/token', undefined],
    ['/v2/oauth/introspect', undefined],
    ['/v2/oauth/jwks', undefined],
    ['/v2/oauth_clients', ONE],
  ]);
});

describe('a header that is not taken is refused, and nothing is called:', () => {
  test.each<[string, Record<string, string>, string]>([
    ['not allowed', {}, ONE],
    ['no UUID', { MANAGED_ACCOUNTS: 'true' }, 'org_1'],
    ['two of them', { MANAGED_ACCOUNTS: 'true' }, `${ONE}, ${OTHER}`],
    ['an empty one', { MANAGED_ACCOUNTS: 'true' }, ''],
  ])('%s', async (_name, env, id) => {
    const gateway = await start({ sandbox: { accounts }, env });
    const query = '{ oauthClients { totalCount } oauthJsonWebKeySet { keys { kty } } }';
    const read = await gateway.ask(query, {}, under(id));
    expect(read.body.data).toEqual({ oauthClients: null, oauthJsonWebKeySet: { keys: [{ kty: expect.any(String) }] } });
    expect(read.body.errors).toMatchObject([{ path: ['oauthClients'], extensions: { code: 'BAD_USER_INPUT' } }]);
    const revoke = await gateway.ask('mutation { revokeOAuthGrant(grantId: "grant-0") { __typename } }', {}, under(id));
    expect(revoke.body.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(gateway.sandbox.calls.map(({ path }) => path)).toEqual(['/v2/oauth/jwks']);
  });
});

test('no spelling of a path is searched for under it, but one that was found is used', async () => {
  const gateway = await start({ sandbox: { accounts, spelling: 'slash' }, env: { MANAGED_ACCOUNTS: 'true' } });
  const lost = await gateway.ask(FIRST, {}, under(ONE));
  expect(lost.body.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_CONTRACT' } }]);
  await gateway.ask('{ oauthClient(clientId: "client-0") { name } }', {}, under(ONE));
  expect(gateway.sandbox.calls.splice(0).map(({ path }) => path.split('?')[0])).toEqual([
    '/v2/oauth_clients',
    '/v2/oauth_clients/client-0',
  ]);
  await gateway.ask(FIRST);
  const { body } = await gateway.ask(FIRST, {}, under(ONE));
  expect(body.data.oauthClients.totalCount).toBe(31);
});

test('in service mode a token needs a scope for it', async () => {
  const issuer = await startIssuer();
  onTestFinished(() => issuer.close());
  const gateway = await start({ ...OPTIONS, env: { ...OPTIONS.env, ...issuer.env } });
  const ask = async (scope: string, headers = under(ONE).headers) =>
    gateway.ask(FIRST, {}, { key: await issuer.sign({ scope }), headers });
  const without = await ask('oauth:read oauth:write oauth:reveal oauth:revoke');
  expect(without.body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect((await ask('oauth:managed')).body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  expect(gateway.sandbox.calls).toEqual([]);

  expect((await ask('oauth:read oauth:managed')).body.data.oauthClients.totalCount).toBe(31);
  const other = await ask('oauth:read oauth:managed', under(OTHER).headers);
  expect(other.body.data.oauthClients.totalCount).toBe(32);
  const own = await gateway.ask(FIRST, {}, { key: await issuer.sign({ scope: 'oauth:read' }) });
  expect(own.body.data.oauthClients.totalCount).toBe(30);
});
