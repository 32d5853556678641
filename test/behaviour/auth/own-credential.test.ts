import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ALICE_KEY, DEMO_CLIENT } from '../../../src/sandbox/index.ts';
import { type Answer, startGateway, type TestGateway } from '../../support/gateway.ts';
import { useForEachTest, useInTest } from '../../support/lifetime.ts';

const SECRET = 'router-secret-of-forty-characters-0123456';
const READ = '{ oauthClients(first: 1) { totalCount } }';
const LIFETIME = 3600;
const TOKEN = 'POST /v2/oauth/token';

const gateway = useForEachTest(() => start());

/** The sandbox ends first: a token request that stalls would hold up the gateway's stop. */
async function start(env: Record<string, string> = {}): Promise<TestGateway> {
  const gateway = await startGateway({
    env: {
      AUTH_MODE: 'service',
      ROUTER_SECRET: SECRET,
      TELNYX_CLIENT_ID: DEMO_CLIENT.client_id,
      TELNYX_CLIENT_SECRET: DEMO_CLIENT.client_secret,
      ...env,
    },
  });
  return {
    ...gateway,
    async close() {
      await gateway.sandbox.close();
      await gateway.close();
    },
  };
}

const ask = (query = READ, variables = {}, at = gateway) =>
  at.ask(query, variables, { key: null, headers: { 'x-router-secret': SECRET } });
const codes = ({ body }: Answer) => body.errors?.map((error) => error.extensions.code);

/** `METHOD path status` of what the sandbox was asked, without queries. */
const calls = () =>
  gateway.sandbox.calls.map(({ method, path, status }) => `${method} ${path.split('?')[0]} ${status}`);
const tokenRequests = () => calls().filter((line) => line.startsWith(TOKEN)).length;

/** Lets the clocks stand still until they are set forward, by shares of a token's lifetime. */
function holdClocks(...clocks: ('Date' | 'performance')[]): (share: number) => void {
  vi.useFakeTimers({ toFake: clocks });
  onTestFinished(() => void vi.useRealTimers());
  return (share) => void vi.advanceTimersByTime(share * LIFETIME * 1000);
}

describe('an access token of the gateway’s own', () => {
  test('is asked for once, however many wait for the first', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask()));
    expect(answers.map(({ body }) => body.data.oauthClients.totalCount)).toEqual(answers.map(() => 160));
    expect(tokenRequests()).toBe(1);
    const [first, ...others] = gateway.sandbox.calls;
    expect(first).toMatchObject({ method: 'POST', path: '/v2/oauth/token', body: 'grant_type=client_credentials' });
    expect(first!.headers.authorization).toMatch(/^Basic /);
    expect(new Set(others.map(({ headers }) => headers.authorization))).toEqual(
      new Set([expect.stringMatching(/^Bearer ey[\w-]+\.[\w-]+\.[\w-]+$/)]),
    );
  });

  test('is requested neither for unauthenticated callers nor for discovery', async () => {
    await gateway.ask(READ, {}, { key: null });
    await gateway.ask('{ oauthAuthorizationServerMetadata { issuer } }', {}, { key: null });
    expect(calls()).toEqual(['GET /.well-known/oauth-authorization-server 200']);
  });

  test('acts for the account of its client', async () => {
    const { body } = await ask('{ oauthClients(first: 1) { nodes { userId } } }');
    expect(body.data.oauthClients.nodes[0].userId).toBe(gateway.sandbox.account(ALICE_KEY).user_id);
  });
});

describe('before it expires', () => {
  test.for([
    ['soonest', 0, 0.69, 0.71],
    ['latest', 1 - Number.EPSILON, 0.89, 0.91],
  ] as const)('it is replaced, at the %s', async ([, random, before, after]) => {
    const forward = holdClocks('Date', 'performance');
    vi.spyOn(Math, 'random').mockReturnValue(random);
    onTestFinished(() => void vi.restoreAllMocks());
    await ask();
    forward(before);
    await ask();
    expect(tokenRequests()).toBe(1);
    forward(after - before);
    await ask();
    await vi.waitUntil(() => tokenRequests() === 2);
  });

  test('callers do not wait for its replacement', async () => {
    const forward = holdClocks('Date', 'performance');
    await ask();
    gateway.sandbox.faults.push('stall@POST /oauth/token');
    forward(0.92);
    for (let turn = 0; turn < 5; turn++) expect((await ask()).body.errors).toBeUndefined();
    expect(calls().filter((line) => line === 'GET /v2/oauth_clients 200')).toHaveLength(6);
  });

  test('a replacement that fails is tried again, not at once, and the token in hand goes on working', async () => {
    const forward = holdClocks('Date', 'performance');
    await ask();
    gateway.sandbox.faults.push('503*1@POST /oauth/token');
    forward(0.92);
    expect((await ask()).body.errors).toBeUndefined();
    await vi.waitUntil(() => gateway.log.some((line) => line.includes('issues no access token to the gateway')));
    expect((await ask()).body.errors).toBeUndefined();
    expect(tokenRequests()).toBe(2);
    vi.advanceTimersByTime(1_001);
    expect((await ask()).body.errors).toBeUndefined();
    await vi.waitUntil(() => tokenRequests() === 3);
    gateway.sandbox.calls.length = 0;
    forward(0.1);
    expect((await ask()).body.errors, 'the new one').toBeUndefined();
    expect(tokenRequests()).toBe(0);
  });
});

test('once it expired, the next call waits for another', async () => {
  const forward = holdClocks('Date', 'performance');
  await ask();
  forward(1);
  const answers = await Promise.all(Array.from({ length: 10 }, () => ask()));
  expect(answers.flatMap(({ body }) => body.errors ?? [])).toEqual([]);
  expect(tokenRequests()).toBe(2);
  expect(calls()).not.toContain('GET /v2/oauth_clients 401');
});

describe('a token request that fails', () => {
  test.for([
    ['503', 'UPSTREAM_UNAVAILABLE'],
    ['reset', 'UPSTREAM_UNAVAILABLE'],
    ['403', 'UPSTREAM_UNAVAILABLE'],
    ['429', 'RATE_LIMITED'],
    ['empty', 'UPSTREAM_CONTRACT'],
  ])('with %s fails the waiting callers, and is forgotten', async ([fault, code]) => {
    gateway.sandbox.faults.push(`${fault}*1@POST /oauth/token`);
    const [one, other] = await Promise.all([ask(), ask()]);
    expect([codes(one!), codes(other!)]).toEqual([[code], [code]]);
    expect(tokenRequests()).toBe(1);
    expect((await ask()).body.errors).toBeUndefined();
    expect(tokenRequests()).toBe(2);
  });

  test('with refused credentials is told to the operator, not held against the caller, and shows no secret', async () => {
    const secret = 'a-secret-that-was-rotated';
    const wrong = await useInTest(start({ TELNYX_CLIENT_SECRET: secret }));
    for (const query of [READ, 'mutation { deleteOAuthClient(clientId: "x") { __typename } }']) {
      const answer = await ask(query, {}, wrong);
      expect(answer.status).toBe(200);
      expect(answer.body.errors).toMatchObject([
        { message: 'Telnyx issues no access token to the gateway.', extensions: { code: 'UPSTREAM_UNAVAILABLE' } },
      ]);
    }
    const told = wrong.log.filter((line) => line.includes('"level":50')).map((line) => JSON.parse(line));
    expect(told).toMatchObject([{ err: { type: 'ProtocolError', error: 'invalid_client' } }, {}]);
    for (const form of [secret, btoa(`${DEMO_CLIENT.client_id}:${secret}`)])
      expect(wrong.log.join()).not.toContain(form);
  });

  test('by silence holds callers no longer than the deadline', async () => {
    const hasty = await useInTest(start({ OPERATION_TIMEOUT_MS: '300' }));
    hasty.sandbox.faults.push('stall@POST /oauth/token');
    expect(codes(await ask(READ, {}, hasty))).toEqual(['UPSTREAM_TIMEOUT']);
  });
});

describe('a token that Telnyx refuses', () => {
  /** The sandbox's clock goes on, the gateway's stands: to the one the token is expired, to the other it is fresh. */
  async function expireUpstream(): Promise<void> {
    const forward = holdClocks('Date');
    await ask();
    forward(1.01);
    gateway.sandbox.calls.length = 0;
  }

  test('is replaced once for all callers that used it, and their reads are repeated', async () => {
    await expireUpstream();
    const ids = gateway.sandbox
      .account(ALICE_KEY)
      .clients.slice(0, 40)
      .map(({ client_id }) => client_id);
    const query = 'query ($id: ID!) { oauthClient(clientId: $id) { clientId } }';
    const answers = await Promise.all(ids.map((id) => ask(query, { id })));
    expect(answers.map(({ body }) => body.data.oauthClient.clientId)).toEqual(ids);
    expect(tokenRequests()).toBe(1);
    const statuses = calls()
      .filter((line) => line.startsWith('GET'))
      .map((line) => Number(line.slice(-3)));
    expect(statuses.filter((status) => status === 200)).toHaveLength(40);
    expect(statuses.every((status) => status === 200 || status === 401)).toBe(true);
  });

  test.for([
    ['PUT', 'mutation ($id: ID!) { updateOAuthClient(clientId: $id, input: { name: "New" }) { __typename } }'],
    ['DELETE', 'mutation ($id: ID!) { deleteOAuthClient(clientId: $id) { __typename } }'],
  ])('is replaced, and a %s is repeated', async ([method, query]) => {
    await expireUpstream();
    const id = gateway.sandbox.account(ALICE_KEY).clients.at(-1)!.client_id;
    const { body } = await ask(query, { id });
    expect(Object.values(body.data)).toEqual([{ __typename: expect.stringMatching(/Payload$/) }]);
    const path = `/v2/oauth_clients/${id}`;
    expect(calls()).toEqual([
      `${method} ${path} 401`,
      `${TOKEN} 200`,
      `${method} ${path} ${method === 'PUT' ? 200 : 204}`,
    ]);
  });

  test('is replaced, but a POST is not repeated', async () => {
    await expireUpstream();
    const query = `mutation { createOAuthClient(input: {
      name: "n", allowedScopes: [], clientType: PUBLIC, allowedGrantTypes: [] }) { __typename } }`;
    const refused = await ask(query);
    expect(codes(refused)).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(refused.body.errors![0]!.extensions.outcome, 'it was not done').toBeUndefined();
    expect(calls()).toEqual(['POST /v2/oauth_clients 401', `${TOKEN} 200`]);
    expect((await ask(query)).body.data.createOAuthClient.__typename).toBe('CreateOAuthClientPayload');
    expect(tokenRequests()).toBe(1);
  });

  test('again and again is replaced once a call', async () => {
    await ask();
    gateway.sandbox.calls.length = 0;
    gateway.sandbox.faults.push('401@GET /oauth_clients');
    expect(codes(await ask())).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect(calls()).toEqual(['GET /v2/oauth_clients 401', `${TOKEN} 200`, 'GET /v2/oauth_clients 401']);
  });

  test('fails the call as the token request fails if it cannot be replaced', async () => {
    await expireUpstream();
    gateway.sandbox.faults.push('503*1@POST /oauth/token');
    expect(codes(await ask())).toEqual(['UPSTREAM_UNAVAILABLE']);
    expect((await ask()).body.errors).toBeUndefined();
  });
});
