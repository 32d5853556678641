import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { ALICE_KEY, BOB_KEY, CAROL_CLIENT_ID, CAROL_KEY } from '../../../src/sandbox/index.ts';
import { startGatedGateway } from '../../support/gate.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startGateway();
  onTestFinished(() => gateway.close());
});

const FORBIDDEN = '__typename ... on OAuthForbiddenError { code message reason requiredAction deniedRoleIds }';
const DELETE = `mutation ($id: ID!) { done: deleteOAuthClient(clientId: $id) { ${FORBIDDEN} } }`;
const REVOKE = `mutation ($id: ID!) { done: revokeOAuthGrant(grantId: $id) { ${FORBIDDEN} } }`;
const ROLE = '3741a8a1-9ae2-4731-8c92-645883be671e';

/** From now on the key may do this, and no more. */
function restrict(key: string, ...allows: string[]): void {
  gateway.sandbox.account(key).iam = { principal: 'service account 4f1c', allows, denies: [] };
}

const metrics = async () => (await fetch(gateway.url.replace('graphql', 'metrics'))).text();

describe('a mutation says what is missing:', () => {
  test('an action that no role allows', async () => {
    const { body } = await gateway.ask(DELETE, { id: CAROL_CLIENT_ID }, { key: CAROL_KEY });
    expect(body.data.done).toEqual({
      __typename: 'OAuthForbiddenError',
      code: 'FORBIDDEN',
      message: 'No role of this credential allows oauth_clients.delete.',
      reason: 'ACTION_NOT_GRANTED',
      requiredAction: 'oauth_clients.delete',
      deniedRoleIds: null,
    });
    expect(gateway.sandbox.account(CAROL_KEY).clients[0]!.client_id).toBe(CAROL_CLIENT_ID);
  });

  test('an action that roles deny, and which', async () => {
    const { grants, iam } = gateway.sandbox.account(CAROL_KEY);
    const { body } = await gateway.ask(REVOKE, { id: grants[0]!.id }, { key: CAROL_KEY });
    expect(body.data.done).toMatchObject({
      __typename: 'OAuthForbiddenError',
      reason: 'ACTION_DENIED',
      requiredAction: 'oauth_grants.delete',
      deniedRoleIds: iam!.denies.map(({ roleId }) => roleId),
    });
    expect(grants).toHaveLength(15);
  });

  test('and reads as before with what roles allow', async () => {
    const query = '{ oauthClients { totalCount } oauthGrants { totalCount nodes { client { name } } } }';
    const { body } = await gateway.ask(query, {}, { key: CAROL_KEY });
    expect(body.errors).toBeUndefined();
    expect(body.data).toMatchObject({ oauthClients: { totalCount: 10 }, oauthGrants: { totalCount: 15 } });
  });

  test('nothing where the client is somebody else’s', async () => {
    const [client] = gateway.sandbox.account(BOB_KEY).clients;
    const { body } = await gateway.ask(DELETE, { id: client!.client_id });
    expect(body.data.done).toMatchObject({ reason: 'UNKNOWN', requiredAction: null, deniedRoleIds: null });
  });
});

describe('a query says the same in extensions:', () => {
  test('of a list, and of one', async () => {
    restrict(ALICE_KEY);
    const { body } = await gateway.ask('{ oauthClients { totalCount } oauthGrant(grantId: "any") { id } }');
    const told = body.errors?.map(({ path, extensions: { code, reason, requiredAction } }) => ({
      path,
      code,
      reason,
      requiredAction,
    }));
    expect(told).toEqual(
      expect.arrayContaining([
        {
          path: ['oauthClients'],
          code: 'FORBIDDEN',
          reason: 'ACTION_NOT_GRANTED',
          requiredAction: 'oauth_clients.read',
        },
        { path: ['oauthGrant'], code: 'FORBIDDEN', reason: 'ACTION_NOT_GRANTED', requiredAction: 'oauth_grants.read' },
      ]),
    );
    expect(await metrics()).toContain('gateway_upstream_forbidden_total{reason="ACTION_NOT_GRANTED"} 2');
  });

  test.each<[string, { code?: unknown; detail?: unknown; meta?: object }, Record<string, unknown>]>([
    [
      'no role allows it',
      { detail: 'no grant allows api_keys.read' },
      { reason: 'ACTION_NOT_GRANTED', requiredAction: 'api_keys.read' },
    ],
    [
      'roles deny it; what is no id of a role is left out',
      { detail: 'a granted role denies number.delete', meta: { denied_role_ids: [ROLE, 'x', 7, null] } },
      { reason: 'ACTION_DENIED', requiredAction: 'number.delete', deniedRoleIds: [ROLE] },
    ],
    [
      'roles deny it, unnamed',
      { detail: 'a granted role denies number.delete' },
      { reason: 'ACTION_DENIED', requiredAction: 'number.delete' },
    ],
    [
      'the route has no action',
      { detail: 'GET /v2/oauth_clients/x: no action is declared, service account 4f1c is refused' },
      { reason: 'ROUTE_HAS_NO_ACTION' },
    ],
    [
      'a number as code',
      { code: 10010, detail: 'no grant allows a.b' },
      { reason: 'ACTION_NOT_GRANTED', requiredAction: 'a.b' },
    ],
    ['another text', { detail: 'no grant allows a.b for evil-canary' }, { reason: 'UNKNOWN' }],
    ['a text around it', { detail: 'evil-canary: no grant allows a.b' }, { reason: 'UNKNOWN' }],
    ['no action', { detail: 'no grant allows evil-canary' }, { reason: 'UNKNOWN' }],
    ['three parts', { detail: 'no grant allows a.b.evil-canary' }, { reason: 'UNKNOWN' }],
    ['a wildcard', { detail: 'no grant allows evil-canary.*' }, { reason: 'UNKNOWN' }],
    ['an action that is endless', { detail: `no grant allows a.${'b'.repeat(65)}` }, { reason: 'UNKNOWN' }],
    ['the credential as an action', { detail: `no grant allows ${ALICE_KEY}.read` }, { reason: 'UNKNOWN' }],
    ['no text at all', { detail: { of: 'evil-canary' } }, { reason: 'UNKNOWN' }],
    ['another code', { code: '10006', detail: 'no grant allows a.b' }, { reason: 'UNKNOWN' }],
  ])('%s', async (_name, error, told) => {
    const gated = await startGatedGateway();
    const body = JSON.stringify({ errors: [{ code: '10010', title: 'Authorization failed', ...error }] });
    gated.gate.pass = () => ({ status: 403, headers: { 'content-type': 'application/json' }, body });
    const answer = await gated.gateway.ask('{ oauthClient(clientId: "x") { name } }');
    const { code, traceId, telnyxRequestId: _, ...extensions } = answer.body.errors![0]!.extensions;
    expect(code).toBe('FORBIDDEN');
    expect(traceId).toEqual(expect.any(String));
    expect(extensions).toEqual(told);
    expect(JSON.stringify(answer.body)).not.toMatch(/evil-canary|KEYsandbox/);
  });
});

describe('a refusal by IAM says nothing of what was asked for:', () => {
  const GRANTS = '{ oauthGrants(first: 3) { nodes { grantId client { name } } } }';

  test('the client of a grant is an error, and not gone', async () => {
    restrict(ALICE_KEY, 'oauth_grants.read');
    const { body } = await gateway.ask(GRANTS);
    expect(body.data.oauthGrants.nodes).toHaveLength(3);
    expect(body.errors?.map(({ path }) => path)).toEqual(
      expect.arrayContaining([0, 1, 2].map((index) => ['oauthGrants', 'nodes', index, 'client'])),
    );
    for (const { extensions } of body.errors ?? []) {
      expect(extensions).toMatchObject({ code: 'FORBIDDEN', requiredAction: 'oauth_clients.read' });
    }
  });

  test('a batch remembers nothing of it as missing, and asks no denied list for a minute', async () => {
    const { clients } = gateway.sandbox.account(ALICE_KEY);
    const ids = clients.slice(0, 8).map(({ client_id }) => client_id);
    const query = `{ ${ids.map((id, index) => `c${index}: oauthClient(clientId: "${id}") { name }`).join(' ')} }`;
    const lists = () => gateway.sandbox.calls.splice(0).filter(({ path }) => path.includes('?page'));

    restrict(ALICE_KEY);
    const refused = await gateway.ask(query);
    expect(refused.body.errors).toHaveLength(8);
    expect(lists()).toHaveLength(1);
    await gateway.ask(query);
    expect(lists()).toHaveLength(0);

    restrict(ALICE_KEY, '*');
    const { body } = await gateway.ask(query);
    expect(body.errors).toBeUndefined();
    expect(Object.values(body.data)).toEqual(clients.slice(0, 8).map(({ name }) => ({ name })));
    expect(lists()).toHaveLength(0);
    // Whoever asks for the list itself is answered at once, and others were never kept from it.
    expect((await gateway.ask('{ oauthClients { totalCount } }')).body.data.oauthClients.totalCount).toBe(160);
    await gateway.ask(query, {}, { key: BOB_KEY });
    expect(lists().map(({ headers }) => headers.authorization)).toEqual([`Bearer ${ALICE_KEY}`, `Bearer ${BOB_KEY}`]);
  });

  test('somebody else’s client is null, as before', async () => {
    const bobs = gateway.sandbox.account(BOB_KEY).clients[0]!.client_id;
    gateway.sandbox.account(ALICE_KEY).grants.unshift({
      ...gateway.sandbox.account(ALICE_KEY).grants[0]!,
      id: 'to-bobs',
      client_id: bobs,
    });
    const { body } = await gateway.ask('{ oauthGrant(grantId: "to-bobs") { client { name } } }');
    expect(body).toMatchObject({ data: { oauthGrant: { client: null } } });
    expect(body.errors).toBeUndefined();
  });
});
