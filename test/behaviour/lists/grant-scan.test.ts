import { describe, expect, test } from 'vitest';
import { type AccountSeed, ALICE_KEY, type Sandbox } from '../../../src/sandbox/index.ts';
import { consentToken, REQUEST } from '../../sandbox/flow.ts';
import { startGateway, type TestGateway } from '../../support/gateway.ts';
import { useInTest } from '../../support/lifetime.ts';

let gateway: TestGateway;
let sandbox: Sandbox;

const CLIENTS = 7;

/** Alice with 7 clients and so many grants to them in turn; every 100th grant holds the scope `fax.read`. */
async function open(count: number): Promise<void> {
  const clients: AccountSeed['clients'] = Array.from({ length: CLIENTS }, (_, index) => ({
    client_id: `client-${index}`,
    redirect_uris: [REQUEST.redirect_uri],
  }));
  const grants: AccountSeed['grants'] = Array.from({ length: count }, (_, position) => ({
    id: `grant-${position}`,
    client_id: `client-${position % CLIENTS}`,
    scopes: position % 100 === 50 ? ['fax.read'] : ['messaging.read'],
  }));
  gateway = await useInTest(startGateway({ sandbox: { accounts: [{ key: ALICE_KEY, clients, grants }] } }));
  sandbox = gateway.sandbox;
}

/** How many reads of the grants list there were since the last time that this was asked. */
function scanCalls(): number {
  return sandbox.calls.splice(0).filter(({ path }) => path.startsWith('/v2/oauth_grants?')).length;
}

const idsOf = (client: number, count: number) =>
  Array.from({ length: count }, (_, position) => position)
    .filter((position) => position % CLIENTS === client)
    .map((position) => ({ grantId: `grant-${position}` }));

describe('grants by a filter that Telnyx does not have', () => {
  test('any number of clients and filters share one scan', async () => {
    await open(700);
    await gateway.ask('{ oauthGrants(filter: { clientId: "client-0" }, first: 1) { totalCount } }');
    const one = scanCalls();
    expect(one).toBeGreaterThanOrEqual(7);
    expect(one).toBeLessThanOrEqual(8);

    const { body } = await gateway.ask(`{
      oauthClients { nodes { clientId grants(first: 100) { totalCount nodes { grantId } } } }
      fax: oauthGrants(filter: { scope: "fax.read" }) { totalCount nodes { grantId } }
      two: oauthGrants(filter: { clientId: "client-2" }, last: 1) { totalCount nodes { grantId } }
    }`);
    expect(scanCalls()).toBe(one);
    expect(body.errors).toBeUndefined();
    expect(body.data.oauthClients.nodes).toEqual(
      Array.from({ length: CLIENTS }, (_, index) => ({
        clientId: `client-${index}`,
        grants: { totalCount: 100, nodes: idsOf(index, 700) },
      })),
    );
    expect(body.data.fax).toEqual({
      totalCount: 7,
      nodes: [50, 150, 250, 350, 450, 550, 650].map((position) => ({ grantId: `grant-${position}` })),
    });
    expect(body.data.two).toEqual({ totalCount: 100, nodes: [{ grantId: 'grant-695' }] });
  });

  test('it stops as soon as the page is full where neither totalCount nor last is asked for', async () => {
    await open(2_000);
    const document = '{ oauthGrants(filter: { clientId: "client-3" }, first: 4) { nodes { grantId } FIELD } }';
    const few = await gateway.ask(document.replace('FIELD', 'pageInfo { hasNextPage }'));
    expect(few.body).toEqual({
      data: { oauthGrants: { nodes: idsOf(3, 2_000).slice(0, 4), pageInfo: { hasNextPage: true } } },
      extensions: expect.anything(),
    });
    expect(scanCalls()).toBe(1);

    const counted = await gateway.ask(document.replace('FIELD', 'totalCount'));
    expect(counted.body.data.oauthGrants).toEqual({ nodes: idsOf(3, 2_000).slice(0, 4), totalCount: 286 });
    expect(scanCalls()).toBeGreaterThanOrEqual(20);
  });

  test('beyond 50 pages it is SCAN_TOO_LARGE, unless the page is full before', async () => {
    await open(5_200);
    const total = await gateway.ask('{ oauthGrants(filter: { clientId: "client-3" }) { totalCount } }');
    expect(total.body).toMatchObject({
      data: { oauthGrants: null },
      errors: [{ extensions: { code: 'SCAN_TOO_LARGE' } }],
    });
    expect(scanCalls()).toBe(1);

    const full = await gateway.ask('{ oauthGrants(filter: { scope: "fax.read" }, first: 2) { nodes { grantId } } }');
    expect(full.body).toEqual({
      data: { oauthGrants: { nodes: [{ grantId: 'grant-50' }, { grantId: 'grant-150' }] } },
      extensions: expect.anything(),
    });
    expect(scanCalls()).toBeLessThanOrEqual(12);

    const none = await gateway.ask('{ oauthGrants(filter: { scope: "none" }) { nodes { grantId } } }');
    expect(none.body).toMatchObject({
      data: { oauthGrants: null },
      errors: [{ extensions: { code: 'SCAN_TOO_LARGE' } }],
    });
    const calls = scanCalls();
    expect(calls).toBeGreaterThanOrEqual(50);
    expect(calls).toBeLessThanOrEqual(60);
  });

  test('5,000 are still scanned', async () => {
    await open(5_000);
    const { body } = await gateway.ask(
      '{ oauthGrants(filter: { scope: "fax.read" }, last: 1) { totalCount nodes { grantId } } }',
    );
    expect(body.data).toEqual({ oauthGrants: { totalCount: 50, nodes: [{ grantId: 'grant-4950' }] } });
    expect(body.errors).toBeUndefined();
    expect(scanCalls()).toBeLessThanOrEqual(60);
  });
});

describe('after a change in the same operation the list is read again', () => {
  const TOUCH = 'updateOAuthClient(clientId: "client-0", input: { requirePkce: true })';
  const COUNT = '{ ... on UpdateOAuthClientPayload { client { grants(first: 1) { totalCount } } } }';
  const totals = ({ body }: Awaited<ReturnType<TestGateway['ask']>>) =>
    ['before', 'after'].map((alias) => body.data[alias].client.grants.totalCount);

  test('a revoked grant is gone', async () => {
    await open(70);
    const answer = await gateway.ask(`mutation {
      before: ${TOUCH} ${COUNT}
      change: revokeOAuthGrant(grantId: "grant-7") { __typename }
      after: ${TOUCH} ${COUNT}
    }`);
    expect(answer.body.data.change).toEqual({ __typename: 'RevokeOAuthGrantPayload' });
    expect(totals(answer)).toEqual([10, 9]);
  });

  test('a grant that the user has just given is there', async () => {
    await open(70);
    const token = await consentToken(sandbox, { ...REQUEST, client_id: 'client-0', scope: 'messaging.read' });
    const answer = await gateway.ask(
      `mutation ($token: OAuthSecret!) {
        before: ${TOUCH} ${COUNT}
        change: decideOAuthConsent(input: { consentToken: $token, allowed: true }) { __typename }
        after: ${TOUCH} ${COUNT}
      }`,
      { token },
    );
    expect(answer.body.data.change).toEqual({ __typename: 'DecideOAuthConsentPayload' });
    expect(totals(answer)).toEqual([10, 11]);
  });

  test('where nothing was changed in between, it is not', async () => {
    await open(70);
    await gateway.ask(`mutation { ${TOUCH} { ... on UpdateOAuthClientPayload { client {
      grants(first: 1) { totalCount } again: grants(last: 1) { totalCount } } } } }`);
    expect(scanCalls()).toBe(1);
  });
});
