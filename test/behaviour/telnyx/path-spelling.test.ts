import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { ALICE_KEY, type SandboxOptions } from '../../../src/sandbox/index.ts';
import { arrived, latch, startGatedGateway } from '../../support/gate.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

type Spelling = NonNullable<SandboxOptions['spelling']>;

async function gatewayOn(spelling: Spelling, env: Record<string, string> = {}): Promise<TestGateway> {
  const gateway = await startGateway({ sandbox: { spelling }, env });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** What the gateway asked upstream since this was called last, such as `GET 404 oauth_clients/{id}`. */
function callsOf({ sandbox }: TestGateway): string[] {
  return sandbox.calls.splice(0).map(({ method, path, status }) => {
    const [at = ''] = path.replace('/v2/', '').split('?');
    return `${method} ${status} ${at.replace(/[\w-]{30,}|missing/, '{id}')}`;
  });
}

const RESOURCES = [
  {
    resource: 'clients',
    list: '{ list: oauthClients(first: 3) { totalCount pageInfo { endCursor } nodes { id: clientId } } }',
    page: 'query ($after: String) { list: oauthClients(first: 3, after: $after) { nodes { id: clientId } } }',
    one: 'query ($id: ID!) { one: oauthClient(clientId: $id) { id: clientId } }',
    remove: 'mutation ($id: ID!) { done: deleteOAuthClient(clientId: $id) { __typename } }',
    payload: 'DeleteOAuthClientPayload',
    idsOf: ({ sandbox }: TestGateway) => sandbox.account(ALICE_KEY).clients.map((client) => client.client_id),
  },
  {
    resource: 'grants',
    list: '{ list: oauthGrants(first: 3) { totalCount pageInfo { endCursor } nodes { id: grantId } } }',
    page: 'query ($after: String) { list: oauthGrants(first: 3, after: $after) { nodes { id: grantId } } }',
    one: 'query ($id: ID!) { one: oauthGrant(grantId: $id) { id: grantId } }',
    remove: 'mutation ($id: ID!) { done: revokeOAuthGrant(grantId: $id) { __typename } }',
    payload: 'RevokeOAuthGrantPayload',
    idsOf: ({ sandbox }: TestGateway) => sandbox.account(ALICE_KEY).grants.map(({ id }) => id),
  },
] as const;

const underscored = (resource: string) => `oauth_${resource}`;
const slashed = (resource: string) => `oauth/${resource}`;

/** What is answered at a path that is no more. */
const MOVED = {
  status: 404,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ errors: [{ code: '10005', title: 'Nothing' }] }),
};

describe.each(RESOURCES)('$resource', ({ resource, list, page, one, remove, payload, idsOf }) => {
  test.each(['underscore', 'both'] as const)('%s: not one call more than by a setting', async (spelling) => {
    const gateway = await gatewayOn(spelling);
    const [id] = idsOf(gateway);
    for (const [query, variables, at] of [
      [one, { id }, '/{id}'],
      [list, {}, ''],
      [one, { id: 'missing' }, '/{id}'],
      [list, {}, ''],
    ] as const) {
      const { body } = await gateway.ask(query, variables);
      expect(body.errors).toBeUndefined();
      const status = 'id' in variables && variables.id === 'missing' ? 404 : 200;
      expect(callsOf(gateway)).toEqual([`GET ${status} ${underscored(resource)}${at}`]);
    }
  });

  test('slash: the first list finds it, and nothing is searched for any more', async () => {
    const gateway = await gatewayOn('slash');
    const { body } = await gateway.ask(list);
    expect(body.errors).toBeUndefined();
    expect(body.data.list.totalCount).toBe(idsOf(gateway).length);
    expect(callsOf(gateway)).toEqual([`GET 404 ${underscored(resource)}`, `GET 200 ${slashed(resource)}`]);

    await gateway.ask(list);
    expect((await gateway.ask(one, { id: idsOf(gateway)[0] })).body.data.one.id).toBe(idsOf(gateway)[0]);
    expect((await gateway.ask(one, { id: 'missing' })).body.data.one).toBeNull();
    expect(callsOf(gateway)).toEqual([
      `GET 200 ${slashed(resource)}`,
      `GET 200 ${slashed(resource)}/{id}`,
      `GET 404 ${slashed(resource)}/{id}`,
    ]);
  });

  test('slash: where the first call is for an item, its 404 alone says nothing', async () => {
    const gateway = await gatewayOn('slash');
    const [id] = idsOf(gateway);
    expect((await gateway.ask(one, { id })).body.data.one).toEqual({ id });
    expect(callsOf(gateway)).toEqual([
      `GET 404 ${underscored(resource)}/{id}`,
      `GET 404 ${underscored(resource)}`,
      `GET 200 ${slashed(resource)}`,
      `GET 200 ${slashed(resource)}/{id}`,
    ]);
    await gateway.ask(one, { id: 'missing' });
    expect(callsOf(gateway)).toEqual([`GET 404 ${slashed(resource)}/{id}`]);
  });

  test('underscore: an item that is missing costs one list read, once in the life of a process', async () => {
    const gateway = await gatewayOn('underscore');
    for (let time = 0; time < 3; time++) {
      const { body } = await gateway.ask(one, { id: 'missing' });
      expect(body).toMatchObject({ data: { one: null } });
      expect(body.errors).toBeUndefined();
    }
    expect(callsOf(gateway)).toEqual([
      `GET 404 ${underscored(resource)}/{id}`,
      `GET 200 ${underscored(resource)}`,
      `GET 404 ${underscored(resource)}/{id}`,
      `GET 404 ${underscored(resource)}/{id}`,
    ]);
  });

  test('slash: a mutation as the first call is carried out, once', async () => {
    const gateway = await gatewayOn('slash');
    const ids = idsOf(gateway);
    const { body } = await gateway.ask(remove, { id: ids[0] });
    expect(body.data.done.__typename).toBe(payload);
    expect(idsOf(gateway)).toEqual(ids.slice(1));
    expect(callsOf(gateway).filter((call) => call.startsWith('DELETE'))).toEqual([
      `DELETE 404 ${underscored(resource)}/{id}`,
      expect.stringMatching(`^DELETE 20[04] ${slashed(resource)}/{id}$`),
    ]);
  });

  test('a setting holds, whatever the API answers', async () => {
    const name = `TELNYX_${resource.toUpperCase()}_PATH`;
    const gateway = await gatewayOn('slash', { [name]: `/${underscored(resource)}` });
    const { body } = await gateway.ask(list);
    expect(body.errors?.[0]?.extensions.code).toBe('UPSTREAM_CONTRACT');
    expect((await gateway.ask(one, { id: 'missing' })).body.data.one).toBeNull();
    expect(callsOf(gateway)).toEqual([`GET 404 ${underscored(resource)}`, `GET 404 ${underscored(resource)}/{id}`]);
  });

  test('cursors, traces and routes are the same under either spelling', async () => {
    const seen = await Promise.all(
      (['underscore', 'slash'] as const).map(async (spelling) => {
        const gateway = await gatewayOn(spelling);
        await gateway.ask(list);
        const first = await gateway.ask(list, {}, { headers: { 'x-upstream-trace': 'true' } });
        const metrics = await (await fetch(gateway.url.replace('graphql', 'metrics'))).text();
        const routes = new Set(metrics.match(/route="[^"]*"/g));
        const { list: page } = first.body.data;
        return { gateway, cursor: page.pageInfo.endCursor, calls: first.body.extensions.upstream.calls, routes };
      }),
    );
    const [one, other] = [seen[0]!, seen[1]!];
    expect(other.cursor).toBe(one.cursor);
    const shown = (calls: { path: string }[]) => calls.map((call) => call.path);
    expect(shown(other.calls)).toEqual(shown(one.calls));
    expect(other.routes).toEqual(one.routes);
    expect([...one.routes]).toContain(`route="/${underscored(resource)}"`);
    const { body } = await other.gateway.ask(page, { after: one.cursor });
    expect(body.data.list.nodes).toEqual((await one.gateway.ask(page, { after: one.cursor })).body.data.list.nodes);
  });
});

test('Telnyx moves while nobody reads a list: after a minute of missing items the list tells', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const { gateway, gate } = await startGatedGateway();
  const [client] = gateway.sandbox.account(ALICE_KEY).clients;
  const read = async () => {
    gate.calls.length = 0;
    const { body } = await gateway.ask('query ($id: ID!) { oauthClient(clientId: $id) { clientId } }', {
      id: client!.client_id,
    });
    const lines = gate.calls.map(({ line }) => line.split('?')[0]!.replace(client!.client_id, '{id}'));
    return { found: body.data.oauthClient !== null, lines };
  };
  expect(await read()).toEqual({ found: true, lines: ['GET /v2/oauth_clients/{id}'] });
  gate.pass = ({ line }, answer) => (line.startsWith('GET /v2/oauth_clients') ? MOVED : answer);
  for (const seconds of [0, 30, 30]) {
    vi.advanceTimersByTime(seconds * 1_000);
    expect(await read()).toEqual({ found: false, lines: ['GET /v2/oauth_clients/{id}'] });
  }
  expect(await read()).toEqual({
    found: true,
    lines: [
      'GET /v2/oauth_clients/{id}',
      'GET /v2/oauth_clients',
      'GET /v2/oauth/clients',
      'GET /v2/oauth/clients/{id}',
    ],
  });
});

test.each(['while it searches', 'after that'])(
  'Telnyx moves, and a list read finds it: an item that is missed %s is read again',
  async (when) => {
    const { gateway, gate } = await startGatedGateway();
    const [grant] = gateway.sandbox.account(ALICE_KEY).grants;
    const query = 'query ($id: ID!) { oauthGrants(first: 1) { totalCount } oauthGrant(grantId: $id) { grantId } }';
    const before = await gateway.ask(query, { id: grant!.id });
    gate.calls.length = 0;
    const [searched, found, missed] = [latch(), latch(), latch()];
    gate.pass = async ({ line }, answer) => {
      if (line.startsWith('GET /v2/oauth_grants/')) {
        await (when === 'after that' ? found : searched).opened;
        missed.open();
        return MOVED;
      }
      if (line.startsWith('GET /v2/oauth_grants')) return MOVED;
      searched.open();
      if (when === 'while it searches') await missed.opened;
      found.open();
      return answer;
    };
    const { body } = await gateway.ask(query, { id: grant!.id });
    expect(body.errors).toBeUndefined();
    expect(body.data).toEqual(before.body.data);
    expect(gate.calls.map(({ line }) => line.split('?')[0]!.replace(grant!.id, '{id}')).toSorted()).toEqual([
      'GET /v2/oauth/grants',
      'GET /v2/oauth/grants/{id}',
      'GET /v2/oauth_grants',
      'GET /v2/oauth_grants/{id}',
    ]);
  },
);

describe('what IAM says', () => {
  const refusal = (detail: string) => ({
    status: 403,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ errors: [{ code: '10010', title: 'Authorization failed', detail }] }),
  });
  const noAction = refusal('GET /v2/oauth_clients has no action that service account 4f1c could be allowed');
  const LIST = '{ oauthClients(first: 1) { totalCount } }';
  const isAt = (line: string, spelling: string) => line.startsWith(`GET /v2/${spelling}`);

  test('a route without an action may have one under the other spelling', async () => {
    const { gateway, gate } = await startGatedGateway();
    gate.pass = ({ line }, answer) => (isAt(line, 'oauth_clients') ? noAction : answer);
    const { body } = await gateway.ask(LIST);
    expect(body).toMatchObject({ data: { oauthClients: { totalCount: 160 } } });
    gate.calls.length = 0;
    await gateway.ask(LIST);
    expect(gate.calls.map(({ line }) => line.split('?')[0])).toEqual(['GET /v2/oauth/clients']);
  });

  test('an action that is refused there shows that this is the path', async () => {
    const { gateway, gate } = await startGatedGateway();
    const refused = refusal('no grant allows oauth_clients.read');
    gate.pass = ({ line }) => (isAt(line, 'oauth_clients') ? noAction : refused);
    for (const calls of [2, 1]) {
      gate.calls.length = 0;
      const { body } = await gateway.ask(LIST);
      expect(body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
      expect(gate.calls).toHaveLength(calls);
    }
  });

  test.each([
    ['neither has an action', noAction],
    ['the other one has a refusal of another kind', refusal('You may not do this.')],
    ['the other one fails', { status: 503, headers: {}, body: '' }],
    ['the other one is something else', { status: 200, headers: {}, body: '<html>' }],
  ])('nothing is remembered where %s', { timeout: 20_000 }, async (_name, other) => {
    const { gateway, gate } = await startGatedGateway();
    gate.pass = ({ line }, answer) => {
      if (isAt(line, 'oauth_clients')) return noAction;
      return isAt(line, 'oauth/clients') ? other : answer;
    };
    const first = await gateway.ask(LIST);
    expect(first.body.errors).toHaveLength(1);
    gate.calls.length = 0;
    gate.pass = (_call, answer) => answer;
    const { body } = await gateway.ask(LIST);
    expect(body.data.oauthClients.totalCount).toBe(160);
    expect(gate.calls.map(({ line }) => line.split('?')[0])).toEqual(['GET /v2/oauth_clients']);
  });
});

describe('many callers at once', () => {
  test('search once', async () => {
    const { gateway, gate } = await startGatedGateway({ sandbox: { spelling: 'slash' } });
    const all = latch();
    gate.pass = async ({ line }, answer) => {
      if (line.startsWith('GET /v2/oauth_clients')) await all.opened;
      return answer;
    };
    const callers = Array.from({ length: 40 }, (_, index) =>
      gateway.ask(`{ oauthClients(first: ${index + 1}) { nodes { clientId } } }`),
    );
    await arrived(gate, 16, (line) => line.startsWith('GET /v2/oauth_clients'));
    all.open();
    for (const [index, { body }] of (await Promise.all(callers)).entries()) {
      expect(body.errors).toBeUndefined();
      expect(body.data.oauthClients.nodes).toHaveLength(index + 1);
    }
    // Each its own once it is known where: none asks at the other path before, but the one that searches.
    const found = gate.calls.filter(({ line }) => line.startsWith('GET /v2/oauth/clients'));
    expect(found).toHaveLength(40);
    const lost = gate.calls.filter(({ line }) => line.startsWith('GET /v2/oauth_clients'));
    expect(lost.length).toBeLessThanOrEqual(40);
  });

  test('and one that leaves while it searches leaves the search to the next', async () => {
    const { gateway, gate } = await startGatedGateway({ sandbox: { spelling: 'slash' } });
    const never = latch();
    gate.pass = async ({ line }, answer) => {
      if (line.startsWith('GET /v2/oauth/clients')) await never.opened;
      return answer;
    };
    const leaving = new AbortController();
    const left = fetch(gateway.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${ALICE_KEY}` },
      body: JSON.stringify({ query: '{ oauthClients(first: 1) { totalCount } }' }),
      signal: leaving.signal,
    }).catch(() => {});
    await arrived(gate, 1, (line) => line.startsWith('GET /v2/oauth/clients'));
    leaving.abort();
    await left;
    gate.pass = (_call, answer) => answer;
    const { body } = await gateway.ask('{ oauthClients(first: 2) { totalCount } }');
    expect(body.data.oauthClients.totalCount).toBe(160);
    never.open();
  });
});
